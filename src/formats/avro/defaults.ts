import type { WorkBudget } from '../budget.ts'
import { JsonNumber, type JsonValue } from '../json-text.ts'
import type { RecordSchema, Schema } from './model.ts'
import { isInt, isLong } from './numbers.ts'

/**
 * Whether a default fits its type as Avro 1.12 checks it for new schemas: any branch of a union may
 * match; enum symbols, fixed sizes and the range of bytes are not looked at.
 */
export function fitsDefault(schema: Schema, value: JsonValue, budget: WorkBudget): boolean {
  budget.spend()
  switch (schema.type) {
    case 'null':
      return value === null
    case 'boolean':
      return typeof value === 'boolean'
    case 'int':
      return value instanceof JsonNumber && isInt(value)
    case 'long':
      return value instanceof JsonNumber && isLong(value)
    case 'float':
    case 'double':
      return value instanceof JsonNumber
    case 'array':
      return Array.isArray(value) && value.every((item) => fitsDefault(schema.items, item, budget))
    case 'map':
      if (!(value instanceof Map)) return false
      return [...value.values()].every((item) => fitsDefault(schema.values, item, budget))
    case 'union':
      return schema.branches.some((branch) => fitsDefault(branch, value, budget))
    case 'record':
      return value instanceof Map && fitsRecord(schema, value, budget)
    default:
      return typeof value === 'string'
  }
}

/** A field left out takes its own default, which was checked where the field was defined. */
function fitsRecord(
  schema: RecordSchema,
  value: ReadonlyMap<string, JsonValue>,
  budget: WorkBudget,
): boolean {
  for (const field of schema.fields.values()) {
    const given = value.get(field.name)
    if (given === undefined && field.default === undefined) return false
    if (given !== undefined && !fitsDefault(field.type, given, budget)) return false
  }
  return true
}
