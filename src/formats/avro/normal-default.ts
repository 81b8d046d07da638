import { JsonNumber, type JsonValue } from '../json-text.ts'
import type { Schema } from './model.ts'
import { isLong, toDoublePrecision, toSinglePrecision } from './numbers.ts'

/**
 * A default after the reference's way through Java objects (Avro's `JacksonUtils.toObject`): it is
 * taken for the first branch of a union, an integer under float or double gets a fraction, what is
 * not Latin-1 under bytes becomes `?`, and undefined is a default that gets lost because it does not
 * fit. Values inside lists and objects that would fail there are kept as they are.
 */
export function normalDefault(value: JsonValue, type: Schema): JsonValue | undefined {
  if (type.type === 'union') {
    const [first] = type.branches
    return first ? normalDefault(value, first) : undefined
  }
  if (value === null || typeof value === 'boolean') return value
  if (value instanceof JsonNumber) return asWritten(normalNumber(value, type))
  if (typeof value === 'string') return normalText(value, type)
  if (Array.isArray(value)) {
    const { items } = type.type === 'array' ? type : {}
    return value.map((item) => (items && normalDefault(item, items)) ?? item)
  }
  const members = [...value].map(([key, member]): [string, JsonValue] => {
    const inner = memberType(type, key)
    return [key, (inner && normalDefault(member, inner)) ?? member]
  })
  return new Map(members)
}

function memberType(type: Schema, key: string): Schema | undefined {
  if (type.type === 'map') return type.values
  return type.type === 'record' ? type.fields.get(key)?.type : undefined
}

function normalNumber(value: JsonNumber, { type }: Schema): JsonNumber | undefined {
  if (!value.isInteger) {
    if (type === 'double') return value
    return type === 'float' ? toSinglePrecision(value) : undefined
  }
  if (!isLong(value)) return undefined
  switch (type) {
    case 'int':
    case 'long':
      return value
    case 'float':
      return toSinglePrecision(value)
    case 'double':
      return toDoublePrecision(value)
    default:
      return undefined
  }
}

/** What is beyond a double is text from here on, and no number to the checks that follow. */
function asWritten(number: JsonNumber | undefined): JsonValue | undefined {
  if (number === undefined || Number.isFinite(Number(number.raw))) return number
  return String(Number(number.raw))
}

function normalText(value: string, { type }: Schema): string | undefined {
  if (type === 'string' || type === 'enum') return value
  if (type !== 'bytes' && type !== 'fixed') return undefined
  return value.replace(/[\ud800-\udbff][\udc00-\udfff]|[^\u0000-\u00ff]/g, '?')
}
