import { JsonNumber } from '../json-text.ts'
import type { FixedSchema, PrimitiveSchema } from './model.ts'
import { isInt } from './numbers.ts'

const basesByName: ReadonlyMap<string, readonly string[]> = new Map([
  ['big-decimal', ['bytes']],
  ['date', ['int']],
  ['decimal', ['bytes', 'fixed']],
  ['duration', ['fixed']],
  ['local-timestamp-micros', ['long']],
  ['local-timestamp-millis', ['long']],
  ['local-timestamp-nanos', ['long']],
  ['time-micros', ['long']],
  ['time-millis', ['int']],
  ['timestamp-micros', ['long']],
  ['timestamp-millis', ['long']],
  ['timestamp-nanos', ['long']],
  ['uuid', ['string', 'fixed']],
])

/** Bytes of the types whose fixed form has but one size. */
const sizes: ReadonlyMap<string, number> = new Map([
  ['duration', 12],
  ['uuid', 16],
])

/** Texts that choose a Java class, which a logical type does as well: the text wins. */
const javaClasses = ['avro.java.string', 'java-class', 'java-key-class', 'java-element-class']

/** The logical type if Avro's Java library has it and the schema can carry it. */
export function logicalType(schema: PrimitiveSchema | FixedSchema): string | undefined {
  if (javaClasses.some((key) => typeof schema.props.get(key) === 'string')) return undefined
  const name = schema.props.get('logicalType')
  if (typeof name !== 'string' || !basesByName.get(name)?.includes(schema.type)) return undefined
  if (name === 'decimal') return fitsDecimal(schema) ? name : undefined
  const size = sizes.get(name)
  if (schema.type === 'fixed' && size !== undefined && schema.size !== size) return undefined
  return name
}

function fitsDecimal(schema: PrimitiveSchema | FixedSchema): boolean {
  const precision = intProp(schema, 'precision')
  const scale = schema.props.has('scale') ? intProp(schema, 'scale') : 0
  if (precision === undefined || scale === undefined) return false
  return precision > 0 && precision <= maxPrecision(schema) && scale >= 0 && scale <= precision
}

function maxPrecision(schema: PrimitiveSchema | FixedSchema): number {
  if (schema.type !== 'fixed') return Number.POSITIVE_INFINITY
  return Math.floor(Math.log10(2) * (8 * schema.size - 1))
}

function intProp({ props }: PrimitiveSchema | FixedSchema, name: string): number | undefined {
  const value = props.get(name)
  return value instanceof JsonNumber && isInt(value) ? Number(value.raw) : undefined
}
