import type { JsonNumber } from '../json-text.ts'
import { printNumber } from './decimal.ts'
import type { ArraySchema, ObjectSchema, Schema } from './model.ts'
import { valueKey } from './value-key.ts'

type Ids = Map<Schema, number>

/**
 * Numbers schemas so that two of them get the same number if and only if the reference would print
 * them alike. References are told apart by their text, so cycles do no harm. Work and memory are
 * linear in the size of the schemas, since a nested schema counts by its number.
 */
export class Shapes {
  readonly #ids: Ids = new Map()
  readonly #known = new Map<string, number>()

  of(schema: Schema): number {
    const known = this.#ids.get(schema)
    if (known !== undefined) return known
    const text = JSON.stringify([schema.kind, annotations(schema), this.#body(schema)])
    const id = this.#known.get(text) ?? this.#known.size
    this.#known.set(text, id)
    this.#ids.set(schema, id)
    return id
  }

  #body(schema: Schema): unknown {
    switch (schema.kind) {
      case 'string':
        return [schema.typed, schema.minLength, schema.maxLength, schema.pattern]
      case 'number': {
        const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema
        const bounds = [minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf]
        const excludes = [schema.excludesLeast, schema.excludesMost]
        return [schema.typed, schema.integer, ...excludes, ...bounds.map(numberText)]
      }
      case 'array':
        return this.#array(schema)
      case 'object':
        return this.#object(schema)
      case 'enum':
        return [...schema.values]
      case 'const':
        return schema.value
      case 'not':
        return this.of(schema.schema)
      case 'conditional':
        return schema.branches.map((branch) => this.#maybe(branch))
      case 'combined':
        return [schema.combination, schema.generated, ...schema.members.map((m) => this.of(m))]
      case 'reference':
        return schema.ref
      default:
        return 0
    }
  }

  #array(schema: ArraySchema): unknown {
    const { typed, minItems, maxItems, uniqueItems, additional } = schema
    const { items, tuple, additionalSchema, contains, unevaluated } = schema
    const inner = [items, additionalSchema, contains, unevaluated].map((s) => this.#maybe(s))
    const counts = [schema.minContains, schema.maxContains].map(numberText)
    const outer = [typed, minItems, maxItems, uniqueItems, additional]
    return [...outer, ...inner, ...counts, tuple.map((item) => this.of(item))]
  }

  #object(schema: ObjectSchema): unknown {
    const { typed, minProperties, maxProperties, additional } = schema
    const { additionalSchema, propertyNames, unevaluated } = schema
    const inner = [additionalSchema, propertyNames, unevaluated].map((s) => this.#maybe(s))
    const maps = [schema.properties, schema.patterns, schema.schemaDependencies]
    const dependencies = [...schema.dependencies].map(([name, needed]) => [name, ...needed])
    const members = maps.map((map) => [...map].map(([name, value]) => [name, this.of(value)]))
    const outer = [typed, minProperties, maxProperties, additional, [...schema.required]]
    return [...outer, ...inner, ...members, dependencies]
  }

  #maybe(schema: Schema | undefined): number {
    return schema === undefined ? -1 : this.of(schema)
  }
}

function numberText(number: JsonNumber | undefined): string | undefined {
  return number === undefined ? undefined : printNumber(number)
}

const silent = new Set([
  ...['type', 'enum', 'const', 'not', 'allOf', 'anyOf', 'oneOf', 'if', 'then', 'else', '$ref'],
  ...['minLength', 'maxLength', 'pattern', 'minimum', 'maximum', 'exclusiveMinimum'],
  ...['exclusiveMaximum', 'multipleOf', 'minItems', 'maxItems', 'uniqueItems', 'items'],
  ...['prefixItems', 'additionalItems', 'contains', 'required', 'minProperties', 'maxProperties'],
  ...['properties', 'patternProperties', 'additionalProperties', 'propertyNames', 'dependencies'],
  ...['dependentRequired', 'dependentSchemas', 'unevaluatedItems', 'unevaluatedProperties'],
])

/** What the object says besides its demands: title, default, unknown keywords … */
function annotations(schema: Schema): readonly string[] {
  const said: string[] = []
  for (const [keyword, value] of schema.source ?? []) {
    if (!silent.has(keyword)) said.push(`${keyword}=${valueKey(value)}`)
  }
  return said.sort()
}
