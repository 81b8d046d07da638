import { limits } from '../model/limits.ts'
import { SchemaError } from './schema-error.ts'

const quote = 0x22
const comma = 0x2c
const colon = 0x3a
const openBracket = 0x5b
const backslash = 0x5c
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

/**
 * Reads a request body: JSON of bounded nesting and of a bounded number of values, whose texts are
 * well-formed Unicode. An empty body is undefined; a number that would not be written again as it
 * was is a text. Throws SchemaError.
 */
export function readRequestJson(text: string): unknown {
  if (text.trim() === '') return undefined
  checkShape(text)
  const value = parseJson(text)
  checkTexts(value)
  return value
}

/**
 * Bounds what the text would be read into before it is read: some megabytes of brackets and commas
 * become gigabytes of values, each of which the shape of the body is then asked about.
 */
function checkShape(text: string): void {
  let depth = 0
  let values = 1
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) at = endOfString(text, at)
    else if (code === comma || code === colon) values++
    else if (code === openBracket || code === openBrace) {
      values++
      depth++
    } else if (code === closeBracket || code === closeBrace) depth--
    checkBounds(depth, values)
  }
}

function checkBounds(depth: number, values: number): void {
  if (depth > limits.bodyDepth) {
    throw new SchemaError(`The body is nested more than ${limits.bodyDepth} levels deep`)
  }
  if (values > limits.bodyValues) {
    throw new SchemaError(`The body has more than ${limits.bodyValues} keys and values`)
  }
}

/** Where a string ends that begins at `start`; the end of the text if it does not. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) return at
    if (code === backslash) at++
  }
  return text.length
}

/** Signs of a number that would be written otherwise once it was one. */
const inexact = /[0-9]{16}|[0-9][.eE]/

function parseJson(text: string): unknown {
  try {
    return inexact.test(text) ? JSON.parse(text, asWritten) : JSON.parse(text)
  } catch (cause) {
    // Quotes of the body have no place in a message.
    const where = /at position \d+( \(line \d+ column \d+\))?/.exec(String(cause))?.[0] ?? ''
    throw new SchemaError(`Malformed JSON ${where}`.trim(), { cause })
  }
}

/** Where a text is wanted, a number stands for what was written: `1.0`, or twenty digits. */
function asWritten(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source
  const isOther = typeof value === 'number' && source !== undefined && String(value) !== source
  return isOther ? source : value
}

/** The nesting is bounded by now. */
function checkTexts(value: unknown): void {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new SchemaError('A text is not well-formed Unicode')
    return
  }
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) for (const key of Object.keys(value)) checkTexts(key)
  for (const item of Object.values(value)) checkTexts(item)
}
