import { limits } from '../../model/limits.ts'
import { SchemaError } from '../schema-error.ts'

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
  const decimal = /^(-?)([0-9]*)(?:\.([0-9]*))?(?:e([+-]?[0-9]+))?[fd]?$/i.exec(text)
  if (!decimal || !/[0-9]/.test(text)) return text
  const [, sign, whole = '', fraction = '', exponent = '0'] = decimal
  const float = nearestFloat(`${sign}${whole}.${fraction}e${exponent}`)
  if (float !== undefined) return formatDouble(float)
  return formatDecimal(sign, `${whole}${fraction}`, Number(exponent) - fraction.length)
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

/** The single-precision value, where its shortest digits are also those of the double. */
function nearestFloat(text: string): number | undefined {
  const double = Number(text)
  const float = Math.fround(double)
  if (!Number.isFinite(float) || (float === 0 && double !== 0)) return undefined
  for (let digits = 1; digits <= 9; digits++) {
    const shortest = Number(float.toPrecision(digits))
    if (Math.fround(shortest) === float) return shortest === double ? float : undefined
  }
  return undefined
}

function formatDouble(value: number): string {
  if (Math.abs(value) >= 1e16) {
    const [mantissa = '', exponent = '0'] = value.toExponential().split('e')
    const digits = mantissa.replace(/[-.]/g, '')
    return `${value < 0 ? '-' : ''}${digits.padEnd(Number(exponent) + 1, '0')}`
  }
  // Only an odd number of sixteenths lies exactly between two thousandths.
  const sixteenths = value * 16
  if (!Number.isInteger(sixteenths) || sixteenths % 2 === 0) return trimZeros(value.toFixed(3))
  const below = Math.floor(Math.abs(value) * 1000)
  const even = (below + (below % 2)) / 1000
  return trimZeros(`${value < 0 ? '-' : ''}${even.toFixed(3)}`)
}

/** Exact rounding of `digits` × 10^`scale`. */
function formatDecimal(sign: string | undefined, digits: string, scale: number): string {
  const significant = digits.replace(/^0+/, '')
  if (significant === '') return sign ? '-0' : '0'
  if (significant.length + scale > limits.numberLength)
    throw new SchemaError('A number is too large')
  if (significant.length + scale < -3) return sign ? '-0' : '0'
  const thousandths =
    scale >= -3
      ? BigInt(significant) * 10n ** BigInt(scale + 3)
      : roundedQuotient(BigInt(significant), 10n ** BigInt(-3 - scale))
  const text = `${thousandths}`.padStart(4, '0')
  return trimZeros(`${sign ?? ''}${text.slice(0, -3)}.${text.slice(-3)}`)
}

function roundedQuotient(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor
  const twice = (value % divisor) * 2n
  const up = twice > divisor || (twice === divisor && quotient % 2n === 1n)
  return up ? quotient + 1n : quotient
}

function trimZeros(text: string): string {
  return text.replace(/\.?0+$/, '')
}
