import { JsonNumber, type JsonObject, type JsonValue } from '../json-text.ts'
import { SchemaError } from '../schema-error.ts'

/** Typed access to one keyword: undefined when absent, SchemaError when of another JSON type. */
export function stringAt(json: JsonObject, keyword: string): string | undefined {
  const value = json.get(keyword)
  return value === undefined ? undefined : asString(value, keyword)
}

export function asString(value: JsonValue, keyword: string): string {
  if (typeof value === 'string') return value
  throw mismatch(keyword, 'a string', value)
}

export function booleanAt(json: JsonObject, keyword: string): boolean | undefined {
  const value = json.get(keyword)
  if (value === undefined || typeof value === 'boolean') return value
  throw mismatch(keyword, 'a boolean', value)
}

export function numberAt(json: JsonObject, keyword: string): JsonNumber | undefined {
  const value = json.get(keyword)
  if (value === undefined || value instanceof JsonNumber) return value
  throw mismatch(keyword, 'a number', value)
}

/** An integer of 32 bits written without fraction and exponent, as the reference demands. */
export function int32At(json: JsonObject, keyword: string): number | undefined {
  const value = json.get(keyword)
  if (value === undefined) return undefined
  const number = value instanceof JsonNumber && value.isInteger ? Number(value.raw) : Number.NaN
  if (number === (number | 0)) return number
  throw mismatch(keyword, 'a 32-bit integer', value)
}

export function arrayAt(json: JsonObject, keyword: string): readonly JsonValue[] | undefined {
  const value = json.get(keyword)
  if (value === undefined || Array.isArray(value)) return value
  throw mismatch(keyword, 'an array', value)
}

export function objectAt(json: JsonObject, keyword: string): JsonObject | undefined {
  const value = json.get(keyword)
  if (value === undefined || value instanceof Map) return value
  throw mismatch(keyword, 'an object', value)
}

export function mismatch(keyword: string, wanted: string, found: JsonValue): SchemaError {
  return new SchemaError(`expected ${wanted} at ${keyword}, found ${jsonType(found)}`)
}

/** The name of a value's JSON type, as Jackson spells it. */
export function jsonType(value: JsonValue): string {
  if (value === null) return 'NULL'
  if (value instanceof JsonNumber) return 'NUMBER'
  if (value instanceof Map) return 'OBJECT'
  return Array.isArray(value) ? 'ARRAY' : (typeof value).toUpperCase()
}
