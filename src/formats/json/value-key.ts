import { JsonNumber, type JsonValue, quote } from '../json-text.ts'
import { printNumber } from './decimal.ts'

/**
 * A text that two JSON values share if the reference calls them equal: order of members does not
 * matter, but 1 and 1.0 are different (an Integer and a BigDecimal there).
 */
export function valueKey(value: JsonValue): string {
  if (typeof value === 'string') return quote(value)
  if (value === null || typeof value === 'boolean') return String(value)
  if (value instanceof JsonNumber) return printNumber(value)
  if (Array.isArray(value)) return `[${value.map(valueKey).join(',')}]`
  const names = [...value.keys()].sort()
  return `{${names.map((name) => `${quote(name)}:${valueKey(value.get(name) ?? null)}`).join(',')}}`
}
