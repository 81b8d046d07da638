import type { WorkBudget } from '../budget.ts'
import { JsonNumber, type JsonValue } from '../json-text.ts'
import { SchemaError } from '../schema-error.ts'
import { shorten } from './attributes.ts'
import type { Field, RecordSchema, Schema } from './model.ts'
import { isInt, isLong } from './numbers.ts'
import { printJson, printSchema } from './print.ts'
import { isStandIn } from './type-table.ts'

export type DefaultRules = {
  /**
   * Look at enum symbols, at the size of fixed and at the range of bytes as well. Avro 1.12 does not
   * when it parses, only when it needs the default.
   */
  readonly exact: boolean
  readonly budget: WorkBudget
}

/** Throws SchemaError unless the field's default, if it has one, fits its type. */
export function checkDefault(field: Field, rules: DefaultRules): void {
  const { name, type, default: value } = field
  if (value === undefined || fitsDefault(type, value, rules)) return
  const shown = shorten(printSchema(type, isStandIn(type) ? [type.name.full] : []))
  const given = shorten(printJson(value))
  throw new SchemaError(`Invalid default for field ${name}: ${given} not a ${shown}`)
}

/** Any branch of a union may match. */
function fitsDefault(schema: Schema, value: JsonValue, rules: DefaultRules): boolean {
  rules.budget.spend()
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
      return Array.isArray(value) && value.every((item) => fitsDefault(schema.items, item, rules))
    case 'map':
      if (!(value instanceof Map)) return false
      return [...value.values()].every((item) => fitsDefault(schema.values, item, rules))
    case 'union':
      return schema.branches.some((branch) => fitsDefault(branch, value, rules))
    case 'record':
      return value instanceof Map && fitsRecord(schema, value, rules)
    default:
      return typeof value === 'string' && (!rules.exact || fitsText(schema, value, rules))
  }
}

/** A field left out takes its own default, which was checked where the field was defined. */
function fitsRecord(
  schema: RecordSchema,
  value: ReadonlyMap<string, JsonValue>,
  rules: DefaultRules,
): boolean {
  for (const field of schema.fields.values()) {
    const given = value.get(field.name)
    if (given === undefined && field.default === undefined) return false
    if (given !== undefined && !fitsDefault(field.type, given, rules)) return false
  }
  return true
}

const notLatin1 = /[^\u0000-\u00ff]/

/** In text one character is one byte. */
function fitsText(schema: Schema, value: string, { budget }: DefaultRules): boolean {
  if (schema.type === 'enum') {
    budget.spend(schema.symbols.length)
    return schema.symbols.includes(value)
  }
  if (schema.type === 'fixed' && schema.size !== value.length) return false
  return schema.type === 'string' || !notLatin1.test(value)
}
