import type { JsonNumber } from '../json-text.ts'
import { SchemaError } from '../schema-error.ts'

/** A decimal number as digits and exponent: `digits × 10^exponent`, nothing expanded. */
export type Decimal = { readonly digits: bigint; readonly exponent: number }

const parts = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/
const highestScale = 2 ** 31 - 1

/**
 * The exact value of a JSON number. Throws SchemaError for an exponent beyond 32 bits, which the
 * reference's BigDecimal cannot hold either.
 */
export function decimalOf(number: JsonNumber): Decimal {
  const [, sign = '', whole = '', fraction = '', power = '0'] = parts.exec(number.raw) ?? []
  const exponent = Number(power) - fraction.length
  if (Math.max(Math.abs(exponent), Number(power)) > highestScale)
    throw new SchemaError('The exponent is out of range')
  return { digits: BigInt(`${sign}${whole}${fraction}`), exponent }
}

/** A JSON number as the canonical text has it: Java's BigInteger or BigDecimal `toString`. */
export function printNumber(number: JsonNumber): string {
  if (number.isInteger) return number.raw === '-0' ? '0' : number.raw
  const { digits, exponent } = decimalOf(number)
  const sign = digits < 0n ? '-' : ''
  const text = (digits < 0n ? -digits : digits).toString()
  const adjusted = exponent + text.length - 1
  if (exponent <= 0 && adjusted >= -6) return sign + plain(text, -exponent)
  const mantissa = text.length > 1 ? `${text[0]}.${text.slice(1)}` : text
  return `${sign}${mantissa}E${adjusted > 0 ? '+' : ''}${adjusted}`
}

function plain(digits: string, scale: number): string {
  if (scale === 0) return digits
  const padded = digits.padStart(scale + 1, '0')
  return `${padded.slice(0, -scale)}.${padded.slice(-scale)}`
}

/** Whether two decimals have the same value, whatever their form. */
export function equalDecimals(a: Decimal, b: Decimal): boolean {
  return isMultiple(a, b) && isMultiple(b, a) && a.digits < 0n === b.digits < 0n
}

/** Whether `value` is a whole multiple of `unit`; only 0 is a multiple of 0. */
export function isMultiple(value: Decimal, unit: Decimal): boolean {
  if (value.digits === 0n) return true
  if (unit.digits === 0n) return false
  const shift = value.exponent - unit.exponent
  if (shift >= 0) return (value.digits * tenToThe(shift, unit.digits)) % unit.digits === 0n
  // More zeros than the value has digits cannot divide it, so the power below stays small.
  if (-shift > value.digits.toString().length) return false
  return value.digits % (unit.digits * 10n ** BigInt(-shift)) === 0n
}

/** 10^power modulo |modulus|, by squaring. */
function tenToThe(power: number, modulus: bigint): bigint {
  const m = modulus < 0n ? -modulus : modulus
  let result = 1n % m
  let base = 10n % m
  for (let rest = power; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = (result * base) % m
    base = (base * base) % m
  }
  return result
}
