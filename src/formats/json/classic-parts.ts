import { JsonNumber, type JsonObject, type JsonValue } from '../json-text.ts'
import { SchemaError } from '../schema-error.ts'
import { idKeyword } from './classic-refs.ts'
import type { ClassicDraft } from './draft.ts'
import { checkJavaRegex } from './java-regex.ts'
import {
  arrayAt,
  asString,
  booleanAt,
  int32At,
  mismatch,
  numberAt,
  objectAt,
  stringAt,
} from './keywords.ts'
import {
  type ArraySchema,
  arraySchema,
  type Combination,
  combinedSchema,
  type NumberSchema,
  numberSchema,
  type ObjectSchema,
  objectSchema,
  plainSchema,
  type Schema,
  type StringSchema,
  stringSchema,
} from './model.ts'
import { valueKey } from './value-key.ts'

/** What the parts of one schema object are read with. */
export type ClassicParts = {
  readonly draft: ClassicDraft
  readonly child: (json: JsonValue) => Schema
}

const combinations: readonly Combination[] = ['allOf', 'anyOf', 'oneOf']
const stringKeywords = ['minLength', 'maxLength', 'pattern', 'format']
const numberKeywords = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']
const arrayKeywords = ['items', 'additionalItems', 'minItems', 'maxItems', 'uniqueItems']
const objectKeywords = [
  'properties',
  'required',
  'minProperties',
  'maxProperties',
  'dependencies',
  'patternProperties',
  'additionalProperties',
]

/**
 * The independent demands of one schema object, in the order in which Everit extracts them. A
 * keyword belongs to the `type` it fits; what is left is read as if for values of its own type.
 */
export function partsOf(json: JsonObject, loader: ClassicParts): Schema[] {
  const parts: Schema[] = []
  const values = arrayAt(json, 'enum')
  if (values) parts.push({ kind: 'enum', source: undefined, values: new Set(values.map(valueKey)) })
  for (const combination of combinations) {
    const members = arrayAt(json, combination)
    if (members) parts.push(combinedSchema(combination, members.map(loader.child)))
  }
  const not = json.get('not')
  if (not !== undefined) parts.push({ kind: 'not', source: undefined, schema: loader.child(not) })
  const constant = loader.draft === '04' ? undefined : json.get('const')
  if (constant !== undefined) {
    parts.push({ kind: 'const', source: undefined, value: valueKey(constant) })
  }
  const consumed = typed(json, loader, parts)
  sniffed(json, loader, consumed, parts)
  const [only] = parts
  if (only?.kind === 'array' && parts.length === 1) readLooseContains(json, only)
  return parts
}

/** Not keywords of these drafts, but the reference compares them where they stand. */
function readLooseContains(json: JsonObject, schema: ArraySchema): void {
  const [least, most] = [json.get('minContains'), json.get('maxContains')]
  if (least instanceof JsonNumber) schema.minContains = least
  if (most instanceof JsonNumber) schema.maxContains = most
}

/** Adds the part that `type` asks for and says whose keywords it has taken. */
function typed(json: JsonObject, loader: ClassicParts, parts: Schema[]): ReadonlySet<string> {
  const type = json.get('type')
  if (type === undefined) return new Set()
  if (!Array.isArray(type)) {
    const word = asString(type, 'type')
    parts.push(build(word, json, loader))
    return new Set([groupOf(word)])
  }
  const words = type.map((word) => asString(word, 'type'))
  parts.push(
    combinedSchema(
      'anyOf',
      words.map((word) => build(word, json, loader)),
    ),
  )
  return new Set(words.map(groupOf))
}

function groupOf(word: string): string {
  return word === 'integer' ? 'number' : word
}

function build(word: string, json: JsonObject, loader: ClassicParts): Schema {
  switch (word) {
    case 'string':
      return stringPart(json, true)
    case 'number':
    case 'integer':
      return numberPart(json, loader, numberSchema(true, word === 'integer'))
    case 'array':
      return arrayPart(json, loader, true)
    case 'object':
      return objectPart(json, loader, true)
    case 'boolean':
    case 'null':
      return plainSchema(word)
    default:
      throw new SchemaError(`unknown type: [${word}]`)
  }
}

function sniffed(
  json: JsonObject,
  loader: ClassicParts,
  consumed: ReadonlySet<string>,
  parts: Schema[],
): void {
  const modern = loader.draft !== '04'
  const has = (group: string, keywords: readonly string[], later: string): boolean =>
    !consumed.has(group) &&
    (keywords.some((keyword) => json.has(keyword)) || (modern && json.has(later)))
  if (has('array', arrayKeywords, 'contains')) parts.push(arrayPart(json, loader, false))
  if (has('object', objectKeywords, 'propertyNames')) parts.push(objectPart(json, loader, false))
  if (has('number', numberKeywords, 'minimum')) {
    parts.push(numberPart(json, loader, numberSchema(false)))
  }
  if (has('string', stringKeywords, 'format')) parts.push(stringPart(json, false))
  const branches = ['if', 'then', 'else'].map((keyword) => json.get(keyword))
  if (loader.draft === '07' && branches.some((branch) => branch !== undefined)) {
    const loaded = branches.map((branch) => (branch === undefined ? branch : loader.child(branch)))
    parts.push({ kind: 'conditional', source: undefined, branches: loaded })
  }
}

function stringPart(json: JsonObject, isTyped: boolean): StringSchema {
  const schema = stringSchema(isTyped)
  schema.minLength = int32At(json, 'minLength')
  schema.maxLength = int32At(json, 'maxLength')
  schema.pattern = stringAt(json, 'pattern')
  if (schema.pattern !== undefined) checkJavaRegex(schema.pattern)
  stringAt(json, 'format')
  return schema
}

function numberPart(json: JsonObject, { draft }: ClassicParts, schema: NumberSchema): NumberSchema {
  schema.minimum = numberAt(json, 'minimum')
  schema.maximum = numberAt(json, 'maximum')
  schema.multipleOf = numberAt(json, 'multipleOf')
  // The reference makes a double of it first, so what is too small or too large counts as well.
  const unit = schema.multipleOf && Math.abs(Number(schema.multipleOf.raw))
  if (unit === 0 || unit === Number.POSITIVE_INFINITY) {
    throw new SchemaError(`multipleOf must not be ${unit}`)
  }
  if (draft === '04') {
    // A boolean there makes `minimum` exclusive; the reference stores it and never compares it.
    schema.excludesLeast = booleanAt(json, 'exclusiveMinimum') ?? false
    schema.excludesMost = booleanAt(json, 'exclusiveMaximum') ?? false
    return schema
  }
  schema.exclusiveMinimum = numberAt(json, 'exclusiveMinimum')
  schema.exclusiveMaximum = numberAt(json, 'exclusiveMaximum')
  return schema
}

function arrayPart(json: JsonObject, loader: ClassicParts, isTyped: boolean): ArraySchema {
  const schema = arraySchema(isTyped)
  schema.minItems = int32At(json, 'minItems')
  schema.maxItems = int32At(json, 'maxItems')
  schema.uniqueItems = booleanAt(json, 'uniqueItems') ?? false
  const items = json.get('items')
  if (Array.isArray(items)) schema.tuple = items.map(loader.child)
  else if (items !== undefined) schema.items = nonBoolean04(items, 'items', loader)
  const additional = json.get('additionalItems')
  if (typeof additional === 'boolean') schema.additional = additional || schema.items !== undefined
  else if (additional !== undefined) schema.additionalSchema = schemaObject(additional, loader)
  const contains = loader.draft === '04' ? undefined : json.get('contains')
  if (contains !== undefined) schema.contains = loader.child(contains)
  return schema
}

function objectPart(json: JsonObject, loader: ClassicParts, isTyped: boolean): ObjectSchema {
  const schema = objectSchema(isTyped)
  schema.minProperties = int32At(json, 'minProperties')
  schema.maxProperties = int32At(json, 'maxProperties')
  readProperties(json, loader, schema)
  const additional = json.get('additionalProperties')
  if (typeof additional === 'boolean') schema.additional = additional
  else if (additional !== undefined) schema.additionalSchema = schemaObject(additional, loader)
  for (const name of arrayAt(json, 'required') ?? [])
    schema.required.add(asString(name, 'required'))
  for (const [name, value] of objectAt(json, 'dependencies') ?? []) {
    if (!Array.isArray(value)) {
      schema.schemaDependencies.set(name, nonBoolean04(value, 'dependencies', loader))
    } else addDependency(schema, name, value, 'dependencies')
  }
  const names = loader.draft === '04' ? undefined : json.get('propertyNames')
  if (names !== undefined) schema.propertyNames = loader.child(names)
  return schema
}

function readProperties(json: JsonObject, loader: ClassicParts, schema: ObjectSchema): void {
  for (const [name, value] of objectAt(json, 'properties') ?? []) {
    // An id among the properties is taken for the keyword unless it can be a property.
    if (name === idKeyword(loader.draft) && !(value instanceof Map)) continue
    schema.properties.set(name, loader.child(value))
  }
  for (const [pattern, value] of objectAt(json, 'patternProperties') ?? []) {
    checkJavaRegex(pattern)
    schema.patterns.set(pattern, loader.child(value))
  }
}

/** An empty list of dependencies is no dependency. */
export function addDependency(
  schema: ObjectSchema,
  name: string,
  needed: readonly JsonValue[],
  keyword: string,
): void {
  const names = needed.map((item) => asString(item, keyword))
  if (names.length > 0) schema.dependencies.set(name, new Set(names))
}

/** In draft 04 the reference takes booleans for schemas nearly everywhere, but not here. */
function nonBoolean04(value: JsonValue, keyword: string, loader: ClassicParts): Schema {
  if (loader.draft === '04' && typeof value === 'boolean')
    throw mismatch(keyword, 'an object', value)
  return loader.child(value)
}

function schemaObject(value: JsonValue, loader: ClassicParts): Schema {
  if (value instanceof Map) return loader.child(value)
  throw mismatch('additional…', 'a boolean or an object', value)
}
