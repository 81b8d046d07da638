import { limits } from '../../model/limits.ts'
import { JsonNumber } from '../json-text.ts'
import { shortestSingle } from '../single-precision.ts'

/**
 * A number as Avro's Java library prints it: integers as written, others like
 * `Double.toString`; what is beyond a double becomes a quoted word.
 */
export function printNumber(number: JsonNumber): string {
  if (number.isInteger) return number.raw === '-0' ? '0' : number.raw
  return printDouble(Number(number.raw))
}

function printDouble(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`
  if (Object.is(value, -0)) return '-0.0'
  const size = Math.abs(value)
  if (size === 0 || (size >= 1e-3 && size < 1e7)) {
    const plain = String(value)
    return plain.includes('.') ? plain : `${plain}.0`
  }
  // Java shows two digits at least and picks the nearest such decimal (JDK 19 and later).
  const short = value.toExponential(1)
  const digits = Number(short) === value ? short : value.toExponential()
  return digits.replace('e+', 'E').replace('e', 'E')
}

/** The number nearest in single precision, in the fewest digits that tell it from its neighbours. */
export function toSinglePrecision(number: JsonNumber): JsonNumber {
  const value = Math.fround(Number(number.raw))
  if (!Number.isFinite(value)) return new JsonNumber(String(value))
  if (Object.is(value, -0) && !number.isInteger) return new JsonNumber('-0.0')
  return new JsonNumber(shortestSingle(value))
}

/** The same value as a number with a fraction. */
export function toDoublePrecision(number: JsonNumber): JsonNumber {
  return new JsonNumber(Number(number.raw).toExponential())
}

const javaDouble = /^[+-]?(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)[fFdD]?$/

/**
 * A number from text as Java's `Double.parseDouble` reads it (but no hexadecimal form, and nothing
 * longer than a number in JSON may be).
 */
export function parseDouble(text: string): JsonNumber | undefined {
  if (text.length > limits.numberLength) return undefined
  const trimmed = text.replace(/^[\u0000-\u0020]+|[\u0000-\u0020]+$/g, '')
  if (/^[+-]?(?:NaN|Infinity)$/.test(trimmed)) {
    return new JsonNumber(trimmed.endsWith('NaN') ? 'NaN' : String(Number(trimmed)))
  }
  if (!javaDouble.test(trimmed)) return undefined
  const value = Number(trimmed.replace(/[fFdD]$/, ''))
  if (Object.is(value, -0)) return new JsonNumber('-0.0')
  return new JsonNumber(Number.isFinite(value) ? value.toExponential() : String(value))
}

/** Whether the number was written as an integer within 32 bits. */
export function isInt(number: JsonNumber): boolean {
  if (!number.isInteger) return false
  const value = Number(number.raw)
  return value >= -(2 ** 31) && value < 2 ** 31
}

const LONG_DIGITS = 20

/** Whether the number was written as an integer within 64 bits. */
export function isLong(number: JsonNumber): boolean {
  if (!number.isInteger || number.raw.length > LONG_DIGITS) return false
  return BigInt.asIntN(64, BigInt(number.raw)) === BigInt(number.raw)
}
