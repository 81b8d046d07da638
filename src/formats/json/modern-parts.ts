import { JsonNumber, type JsonObject, type JsonValue } from '../json-text.ts'
import { SchemaError } from '../schema-error.ts'
import { addDependency } from './classic-parts.ts'
import { checkJavaRegex } from './java-regex.ts'
import { flatten } from './join.ts'
import { arrayAt, asString, booleanAt, mismatch, numberAt, objectAt, stringAt } from './keywords.ts'
import {
  type ArraySchema,
  arraySchema,
  type Combination,
  combinedSchema,
  numberSchema,
  type ObjectSchema,
  objectSchema,
  plainSchema,
  type Schema,
  type StringSchema,
  stringSchema,
} from './model.ts'
import { valueKey } from './value-key.ts'

/** What the keywords of one schema object are read with. */
export type ModernParts = {
  readonly child: (json: JsonValue) => Schema
  readonly reference: (ref: string) => Schema
}

type Reader = (json: JsonObject, keyword: string, loader: ModernParts) => Schema | undefined

/**
 * What each keyword demands of its own, for 2019-09 and 2020-12 alike (the reference reads both by
 * the rules of the latter). Undefined where a keyword says nothing about values.
 */
export const keywordReaders: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['$ref', (json, keyword, { reference }) => reference(stringAt(json, keyword) ?? '')],
  ['type', (json) => typePart(json.get('type') ?? null)],
  ['enum', enumPart],
  ['const', (json) => constPart(json.get('const') ?? null)],
  ['not', (json, _, { child }) => notPart(child(json.get('not') ?? null))],
  ['allOf', combination],
  ['anyOf', combination],
  ['oneOf', combination],
  ['if', conditionalPart],
  ['minLength', (json) => stringPart({ minLength: countAt(json, 'minLength') })],
  ['maxLength', (json) => stringPart({ maxLength: countAt(json, 'maxLength') })],
  ['pattern', patternPart],
  ['format', annotation(stringAt)],
  ['readOnly', annotation(booleanAt)],
  ['writeOnly', annotation(booleanAt)],
  ['title', annotation(stringAt)],
  ['description', annotation(stringAt)],
  ['deprecated', annotation(booleanAt)],
  ['$schema', annotation(stringAt)],
  ['$dynamicAnchor', annotation(stringAt)],
  ['minimum', numberPart],
  ['maximum', numberPart],
  ['exclusiveMinimum', numberPart],
  ['exclusiveMaximum', numberPart],
  ['multipleOf', numberPart],
  ['minItems', (json) => arrayPart({ minItems: countAt(json, 'minItems') })],
  ['maxItems', (json) => arrayPart({ maxItems: countAt(json, 'maxItems') })],
  ['uniqueItems', (json) => arrayPart({ uniqueItems: booleanAt(json, 'uniqueItems') ?? false })],
  ['items', itemsPart],
  ['prefixItems', prefixPart],
  ['contains', containsPart],
  ['required', requiredPart],
  ['minProperties', (json) => objectPart({ minProperties: countAt(json, 'minProperties') })],
  ['maxProperties', (json) => objectPart({ maxProperties: countAt(json, 'maxProperties') })],
  ['additionalProperties', additionalPart],
  ['propertyNames', (json, keyword, { child }) => namesPart(child(json.get(keyword) ?? null))],
  ['dependentRequired', dependentRequiredPart],
  ['dependentSchemas', dependentSchemasPart],
])

function annotation(check: (json: JsonObject, keyword: string) => unknown): Reader {
  return (json, keyword) => {
    check(json, keyword)
    return undefined
  }
}

const typeWords: ReadonlyMap<string, () => Schema> = new Map<string, () => Schema>([
  ['string', () => stringSchema(true)],
  ['number', () => numberSchema(true)],
  ['integer', () => numberSchema(true, true)],
  ['array', () => arraySchema(true)],
  ['object', () => objectSchema(true)],
  ['boolean', () => plainSchema('boolean')],
  ['null', () => plainSchema('null')],
])

function typePart(type: JsonValue): Schema {
  if (Array.isArray(type)) return combinedSchema('anyOf', type.map(wordPart), true)
  return wordPart(type)
}

function wordPart(word: JsonValue): Schema {
  const make = typeWords.get(asString(word, 'type'))
  if (make === undefined) throw new SchemaError(`unknown type: [${word}]`)
  return make()
}

function enumPart(json: JsonObject): Schema {
  const values = arrayAt(json, 'enum') ?? []
  return { kind: 'enum', source: undefined, values: new Set(values.map(valueKey)) }
}

function constPart(value: JsonValue): Schema {
  return { kind: 'const', source: undefined, value: valueKey(value) }
}

function notPart(schema: Schema): Schema {
  return { kind: 'not', source: undefined, schema }
}

/** An implicit allOf among the members is replaced by its parts: a fault of the reference. */
function combination(json: JsonObject, keyword: string, { child }: ModernParts): Schema {
  const members = (arrayAt(json, keyword) ?? []).map(child)
  return combinedSchema(keyword as Combination, members.flatMap(flatten))
}

function conditionalPart(json: JsonObject, _: string, { child }: ModernParts): Schema {
  const branches = ['if', 'then', 'else'].map((keyword) => {
    const branch = json.get(keyword)
    return branch === undefined ? undefined : child(branch)
  })
  return { kind: 'conditional', source: undefined, branches }
}

function stringPart(demands: Partial<StringSchema>): Schema {
  return Object.assign(stringSchema(false), demands)
}

function patternPart(json: JsonObject): Schema {
  const pattern = stringAt(json, 'pattern')
  if (pattern !== undefined) checkJavaRegex(pattern)
  return stringPart({ pattern })
}

function numberPart(json: JsonObject, keyword: string): Schema {
  return Object.assign(numberSchema(false), { [keyword]: numberAt(json, keyword) })
}

function arrayPart(demands: Partial<ArraySchema>): Schema {
  return Object.assign(arraySchema(false), demands)
}

function objectPart(demands: Partial<ObjectSchema>): Schema {
  return Object.assign(objectSchema(false), demands)
}

/** Counts may be any number here; like Java's intValue, a fraction is cut off. */
function countAt(json: JsonObject, keyword: string): number | undefined {
  const value = numberAt(json, keyword)
  return value === undefined ? undefined : Math.trunc(Number(value.raw))
}

function itemsPart(json: JsonObject, _: string, { child }: ModernParts): Schema {
  const items = child(json.get('items') ?? null)
  if (items.kind === 'false') return arrayPart({ additional: false })
  if (items.kind === 'true') return arrayPart({})
  const prefix = json.get('prefixItems')
  const hasPrefix = Array.isArray(prefix) && prefix.length > 0
  return arrayPart(hasPrefix ? { additionalSchema: items } : { items })
}

function prefixPart(json: JsonObject, keyword: string, { child }: ModernParts): Schema {
  return arrayPart({ tuple: (arrayAt(json, keyword) ?? []).map(child) })
}

function containsPart(json: JsonObject, keyword: string, { child }: ModernParts): Schema {
  return arrayPart({
    contains: child(json.get(keyword) ?? null),
    minContains: looseNumberAt(json, 'minContains') ?? new JsonNumber('1'),
    maxContains: looseNumberAt(json, 'maxContains'),
  })
}

/** The reference overlooks a bound that is not a number. */
function looseNumberAt(json: JsonObject, keyword: string): JsonNumber | undefined {
  const value = json.get(keyword)
  return value instanceof JsonNumber ? value : undefined
}

function requiredPart(json: JsonObject): Schema {
  const names = (arrayAt(json, 'required') ?? []).map((name) => asString(name, 'required'))
  return objectPart({ required: new Set(names) })
}

function additionalPart(json: JsonObject, keyword: string, { child }: ModernParts): Schema {
  const additional = child(json.get(keyword) ?? null)
  if (additional.kind === 'false') return objectPart({ additional: false })
  return objectPart(additional.kind === 'true' ? {} : { additionalSchema: additional })
}

function namesPart(propertyNames: Schema): Schema {
  return objectPart({ propertyNames })
}

function dependentRequiredPart(json: JsonObject, keyword: string): Schema {
  const schema = objectSchema(false)
  for (const [name, needed] of objectAt(json, keyword) ?? []) {
    if (!Array.isArray(needed)) throw mismatch(keyword, 'an array', needed)
    addDependency(schema, name, needed, keyword)
  }
  return schema
}

function dependentSchemasPart(json: JsonObject, keyword: string, { child }: ModernParts): Schema {
  const schema = objectSchema(false)
  for (const [name, value] of objectAt(json, keyword) ?? []) {
    schema.schemaDependencies.set(name, child(value))
  }
  return schema
}

/** The parts that the reference joins after all other keywords, whatever their place. */
export function lateParts(json: JsonObject, { child, reference }: ModernParts): Schema[] {
  const parts: Schema[] = []
  const object = objectSchema(false)
  for (const [name, value] of objectAt(json, 'properties') ?? []) {
    object.properties.set(name, child(value))
  }
  for (const [pattern, value] of objectAt(json, 'patternProperties') ?? []) {
    checkJavaRegex(pattern)
    object.patterns.set(pattern, child(value))
  }
  if (object.properties.size > 0 || object.patterns.size > 0) parts.push(object)
  const items = json.get('unevaluatedItems')
  if (items !== undefined) parts.push(arrayPart({ unevaluated: child(items) }))
  const properties = json.get('unevaluatedProperties')
  if (properties !== undefined) parts.push(objectPart({ unevaluated: child(properties) }))
  const dynamic = stringAt(json, '$dynamicRef')
  if (dynamic !== undefined) parts.push(reference(dynamic))
  return parts
}
