import type { WorkBudget } from '../budget.ts'
import { JsonNumber, type JsonObject, type JsonValue } from '../json-text.ts'
import { logicalType } from './logical-type.ts'
import type { Field, FixedSchema, NamedSchema, PrimitiveSchema, Props, Schema } from './model.ts'
import { normalDefault } from './normal-default.ts'

/**
 * The schema as Confluent's `AvroSchemaUtils.toNormalizedString` writes it: full names, properties
 * and aliases sorted, logical types first. Read and printed again it is the normalised text. Types
 * whose full names are in `known` are left as names.
 */
export function normalForm(schema: Schema, known: Iterable<string>, budget: WorkBudget): JsonValue {
  return new Normalizer(new Set(known), budget).schema(schema)
}

class Normalizer {
  readonly #known: Set<string>
  readonly #budget: WorkBudget

  constructor(known: Set<string>, budget: WorkBudget) {
    this.#known = known
    this.#budget = budget
  }

  schema(schema: Schema): JsonValue {
    this.#budget.spend()
    switch (schema.type) {
      case 'union':
        return schema.branches.map((branch) => this.schema(branch))
      case 'array':
        return withProps({ type: 'array', items: this.schema(schema.items) }, schema.props)
      case 'map':
        return withProps({ type: 'map', values: this.schema(schema.values) }, schema.props)
      case 'record':
      case 'enum':
      case 'fixed':
        return this.#named(schema)
      default:
        return primitive(schema)
    }
  }

  #named(schema: NamedSchema): JsonValue {
    const { full } = schema.name
    if (this.#known.has(full)) return full
    this.#known.add(full)
    const json: JsonObject = new Map<string, JsonValue>([
      ['name', full],
      ['type', schema.type],
    ])
    if (schema.type === 'record') {
      json.set(
        'fields',
        [...schema.fields.values()].map((field) => this.#field(field)),
      )
    } else if (schema.type === 'enum') {
      json.set('symbols', [...schema.symbols])
      if (schema.default !== undefined) json.set('default', schema.default)
    } else {
      json.set('size', new JsonNumber(String(schema.size)))
      setLogicalType(json, schema)
    }
    if (schema.doc) json.set('doc', schema.doc)
    if (schema.aliases.length > 0) json.set('aliases', aliasTexts(schema).sort())
    return setProps(json, schema.props)
  }

  #field(field: Field): JsonValue {
    const json: JsonObject = new Map<string, JsonValue>([
      ['name', field.name],
      ['type', this.schema(field.type)],
      ['order', field.order],
    ])
    if (field.doc !== undefined) json.set('doc', field.doc)
    if (field.aliases.length > 0) json.set('aliases', field.aliases.toSorted())
    if (field.default !== undefined) {
      const value = normalDefault(field.default, field.type)
      if (value !== undefined) json.set('default', sorted(value))
    }
    return setProps(json, field.props)
  }
}

function primitive(schema: PrimitiveSchema): JsonValue {
  if (schema.props.size === 0) return schema.type
  const json: JsonObject = new Map([['type', schema.type]])
  setLogicalType(json, schema)
  return setProps(json, schema.props)
}

/** Puts what makes a valid logical type ahead of the other properties. */
function setLogicalType(json: JsonObject, schema: PrimitiveSchema | FixedSchema): void {
  const name = logicalType(schema)
  if (name === undefined) return
  json.set('logicalType', name)
  if (name !== 'decimal') return
  const { props } = schema
  const [precision, scale] = [props.get('precision'), props.get('scale')]
  if (precision !== undefined) json.set('precision', precision)
  if (scale instanceof JsonNumber && Number(scale.raw) !== 0) json.set('scale', scale)
}

/** A leading dot keeps an alias outside the namespace of its type. */
function aliasTexts({ aliases, name }: NamedSchema): string[] {
  return aliases.map(({ full, space }) =>
    space === undefined && name.space !== undefined ? `.${full}` : full,
  )
}

function withProps(members: Record<string, JsonValue>, props: Props): JsonObject {
  return setProps(new Map(Object.entries(members)), props)
}

function setProps(json: JsonObject, props: Props): JsonObject {
  for (const key of [...props.keys()].sort()) json.set(key, sorted(props.get(key) ?? null))
  return json
}

/** Keys of objects at every level in UTF-16 order. */
function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted)
  if (!(value instanceof Map)) return value
  return setProps(new Map(), value)
}
