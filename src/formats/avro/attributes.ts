import { JsonNumber, type JsonObject, type JsonValue } from '../json-text.ts'
import { SchemaError } from '../schema-error.ts'
import { type Field, noProps, type Props } from './model.ts'
import { isLong } from './numbers.ts'
import { printJson } from './print.ts'

/** Keys the specification reserves, wherever they stand; the rest are custom properties. */
export const schemaReserved: ReadonlySet<string> = new Set([
  'type',
  'name',
  'namespace',
  'doc',
  'fields',
  'symbols',
  'size',
  'items',
  'values',
  'aliases',
])
export const enumReserved: ReadonlySet<string> = new Set([...schemaReserved, 'default'])
export const fieldReserved: ReadonlySet<string> = new Set([
  'name',
  'type',
  'doc',
  'default',
  'order',
  'aliases',
])

const EXCERPT_LENGTH = 2000

/** JSON for an error text, cut where it gets long. */
export function excerpt(value: JsonValue): string {
  return shorten(printJson(value))
}

/** The text, cut where it gets long. */
export function shorten(text: string): string {
  return text.length <= EXCERPT_LENGTH ? text : `${text.slice(0, EXCERPT_LENGTH)}…`
}

/** The text at a key; anything but text counts as absent. */
export function optionalText(json: JsonObject, key: string): string | undefined {
  const value = json.get(key)
  return typeof value === 'string' ? value : undefined
}

/** Throws SchemaError with `error` and the whole object if there is no text at the key. */
export function requiredText(json: JsonObject, key: string, error: string): string {
  const text = optionalText(json, key)
  if (text === undefined) throw new SchemaError(`${error}: ${excerpt(json)}`)
  return text
}

/** The object's custom properties. */
export function readProps(json: JsonObject, reserved: ReadonlySet<string>): Props {
  let props: Map<string, JsonValue> | undefined
  for (const [key, value] of json) {
    if (reserved.has(key)) continue
    props ??= new Map()
    props.set(key, value)
  }
  return props ?? noProps
}

/**
 * The properties of a type that is made of others. Throws SchemaError for an integer beyond 64 bits
 * in one: the reference copies such types to resolve names, and loses the number on the way.
 */
export function readCopiedProps(json: JsonObject): Props {
  const props = readProps(json, schemaReserved)
  for (const [key, value] of props) {
    if (hasHugeInteger(value)) throw new SchemaError(`Can't set a property to null: ${key}`)
  }
  return props
}

function hasHugeInteger(value: JsonValue): boolean {
  if (value instanceof JsonNumber) return value.isInteger && !isLong(value)
  if (Array.isArray(value)) return value.some(hasHugeInteger)
  return value instanceof Map && [...value.values()].some(hasHugeInteger)
}

/** Aliases without repetitions. Throws SchemaError unless they are a list of texts. */
export function aliases(json: JsonObject): readonly string[] {
  const list = json.get('aliases')
  if (list === undefined) return []
  if (!Array.isArray(list)) throw new SchemaError(`aliases not an array: ${excerpt(json)}`)
  const names = new Set<string>()
  for (const alias of list) {
    if (typeof alias !== 'string') throw new SchemaError(`alias not a string: ${excerpt(alias)}`)
    names.add(alias)
  }
  return [...names]
}

/** The field's sort order, in any case. Throws SchemaError for another word. */
export function order(json: JsonObject): Field['order'] {
  const value = json.get('order')
  if (value === undefined) return 'ascending'
  const word = typeof value === 'string' ? value.toUpperCase() : excerpt(value)
  switch (word) {
    case 'ASCENDING':
      return 'ascending'
    case 'DESCENDING':
      return 'descending'
    case 'IGNORE':
      return 'ignore'
    default:
      throw new SchemaError(`No enum constant org.apache.avro.Schema.Field.Order.${word}`)
  }
}
