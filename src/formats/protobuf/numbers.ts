import { limits } from '../../model/limits.ts'
import { SchemaError } from '../schema-error.ts'
import { shortestSingle } from '../single-precision.ts'

/**
 * A number of an option as Confluent's normaliser prints it (commons-lang createNumber, then
 * DecimalFormat without grouping and with at most three decimals, half to even). Text that is not
 * a number comes back as it is; throws SchemaError for one with too many digits.
 */
export function formatNumber(text: string): string {
  if (text.length > limits.numberLength) throw new SchemaError('A number is too long')
  const hexadecimal = /^(-?)0x([0-9a-f]+)$/i.exec(text)
  if (hexadecimal) return signed(hexadecimal[1], `${BigInt(`0x${hexadecimal[2]}`)}`)
  const integer = /^(-?)([0-9]+)l?$/i.exec(text)
  if (integer) return formatInteger(text, integer[1], integer[2] ?? '')
  const decimal = /^(-?)([0-9]*)(?:\.([0-9]*))?(?:e([+-]?[0-9]+))?([fd])?$/i.exec(text)
  if (!decimal || !/[0-9]/.test(text)) return text
  const [, sign, whole = '', fraction = '', exponent = '0', suffix = ''] = decimal
  const digits = `${whole}${fraction}`.replace(/^0+/, '')
  const scale = Number(exponent) - fraction.length
  const binary = binaryValue(digits, scale, suffix.toLowerCase())
  if (binary === undefined) return formatDecimal(sign, digits, scale)
  return formatDouble(sign ? -binary : binary)
}

/**
 * The single-precision value of `digits` × 10^`scale` if its shortest digits are also those of the
 * double, else the double if its shortest digits are the given ones; a suffix decides without a
 * look at the digits. Undefined where Java takes a BigDecimal.
 */
function binaryValue(digits: string, scale: number, suffix: string): number | undefined {
  const double = Number(`${digits || 0}e${scale}`)
  const float = Math.fround(double)
  const inRange = (value: number) => Number.isFinite(value) && (value !== 0 || digits === '')
  const asFloat = suffix === 'f' || (suffix === '' && Number(shortestSingle(float)) === double)
  if (asFloat && inRange(float)) return float
  const asDouble = suffix !== '' || isShortest(digits, scale, double)
  return asDouble && inRange(double) ? double : undefined
}

function isShortest(digits: string, scale: number, value: number): boolean {
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e')
  const shortest = mantissa.replace('.', '')
  return digits.replace(/0+$/, '') === shortest && digits.length + scale === Number(exponent) + 1
}

function signed(sign: string | undefined, digits: string): string {
  return sign && digits !== '0' ? `-${digits}` : digits
}

/** A leading zero makes an octal number here, although it does not in a field number. */
function formatInteger(text: string, sign: string | undefined, digits: string): string {
  if (digits.length === 1 || !digits.startsWith('0')) return signed(sign, digits)
  if (!/^[0-7]+$/.test(digits)) return text
  return signed(sign, `${BigInt(`0o${digits.slice(1)}`)}`)
}

function formatDouble(value: number): string {
  if (Math.abs(value) >= 1e16) {
    const [mantissa = '', exponent = '0'] = value.toExponential().split('e')
    const digits = mantissa.replace(/[-.]/g, '')
    return `${value < 0 ? '-' : ''}${digits.padEnd(Number(exponent) + 1, '0')}`
  }
  // Only an odd number of sixteenths lies exactly between two thousandths.
  const sixteenths = value * 16
  if (!Number.isInteger(sixteenths) || sixteenths % 2 === 0) {
    return trimZeros(Object.is(value, -0) ? '-0.000' : value.toFixed(3))
  }
  const below = Math.floor(Math.abs(value) * 1000)
  const even = (below + (below % 2)) / 1000
  return trimZeros(`${value < 0 ? '-' : ''}${even.toFixed(3)}`)
}

/** Exact rounding of `digits` × 10^`scale`, which is not zero. */
function formatDecimal(sign: string | undefined, digits: string, scale: number): string {
  if (digits.length + scale > limits.numberLength) throw new SchemaError('A number is too large')
  if (digits.length + scale < -3) return sign ? '-0' : '0'
  const thousandths =
    scale >= -3
      ? BigInt(digits) * 10n ** BigInt(scale + 3)
      : roundedQuotient(BigInt(digits), 10n ** BigInt(-3 - scale))
  const text = `${thousandths}`.padStart(4, '0')
  return trimZeros(`${sign ?? ''}${text.slice(0, -3)}.${text.slice(-3)}`)
}

function roundedQuotient(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor
  const twice = (value % divisor) * 2n
  const up = twice > divisor || (twice === divisor && quotient % 2n === 1n)
  return up ? quotient + 1n : quotient
}

/** Of a text with three decimals; the bound keeps a long whole part from being searched again. */
function trimZeros(text: string): string {
  return text.replace(/\.?0{0,3}$/, '')
}
