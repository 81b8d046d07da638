import { limits } from '../model/limits.ts'
import { SchemaError } from './schema-error.ts'

/** A number as it stood in the text: neither digits nor form are lost. */
export class JsonNumber {
  readonly raw: string

  constructor(raw: string) {
    this.raw = raw
  }

  /** Written without fraction and exponent. */
  get isInteger(): boolean {
    return /^-?[0-9]+$/.test(this.raw)
  }
}

/** Objects are maps: order is kept and `__proto__` is a key like any other. */
export type JsonObject = Map<string, JsonValue>
export type JsonValue = null | boolean | string | JsonNumber | JsonValue[] | JsonObject

export type ReadOptions = {
  /** Allow `//` and `/* *\/` comments before and between tokens, as Avro's reader does. */
  readonly comments?: boolean
  /** Ignore whatever follows the first value, as the reference's JSON Schema reader does. */
  readonly trailing?: boolean
}

/**
 * Reads one JSON value without losing anything a canonical text needs. Of duplicate keys the last
 * value wins at the first one's place. Throws SchemaError for malformed text (in words close to
 * Jackson's), for nesting above {@link limits.jsonDepth} and for a number longer than
 * {@link limits.numberLength}.
 */
export function readJson(text: string, options: ReadOptions = {}): JsonValue {
  const reader = new Reader(text, options.comments ?? false)
  const value = reader.value(0)
  if (!options.trailing) reader.end()
  return value
}

const numberPattern = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const wordPattern = /[A-Za-z0-9_$.]+/y
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/
const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

const TAB = 0x09
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const SPACE = 0x20
const QUOTE = 0x22
const COMMA = 0x2c
const SLASH = 0x2f
const COLON = 0x3a
const OPEN_ARRAY = 0x5b
const BACKSLASH = 0x5c
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

const anyValue = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"

class Reader {
  readonly #text: string
  readonly #comments: boolean
  #at = 0

  constructor(text: string, comments: boolean) {
    this.#text = text
    this.#comments = comments
  }

  value(depth: number): JsonValue {
    this.#space()
    switch (this.#text.charCodeAt(this.#at)) {
      case OPEN_OBJECT:
        return this.#object(this.#deeper(depth))
      case OPEN_ARRAY:
        return this.#array(this.#deeper(depth))
      case QUOTE:
        return this.#string()
      default:
        return this.#scalar()
    }
  }

  /** As Java's `trim` has it, which is how the reference looks for more. */
  end(): void {
    while (this.#text.charCodeAt(this.#at) <= SPACE) this.#at++
    if (this.#at < this.#text.length) {
      throw new SchemaError(`dangling content after end of schema: ${this.#text.slice(this.#at)}`)
    }
  }

  #deeper(depth: number): number {
    if (depth < limits.jsonDepth) return depth + 1
    const found = `Document nesting depth (${depth + 1}) exceeds the maximum allowed`
    throw new SchemaError(`${found} (${limits.jsonDepth})`)
  }

  #object(depth: number): JsonObject {
    const members: JsonObject = new Map()
    this.#at++
    this.#space()
    if (this.#take(CLOSE_OBJECT)) return members
    for (;;) {
      if (this.#text.charCodeAt(this.#at) !== QUOTE) {
        throw this.#unexpected('was expecting double-quote to start field name')
      }
      const key = this.#string()
      this.#space()
      if (!this.#take(COLON)) {
        throw this.#unexpected('was expecting a colon to separate field name and value')
      }
      members.set(key, this.value(depth))
      this.#space()
      if (this.#take(CLOSE_OBJECT)) return members
      if (!this.#take(COMMA)) {
        throw this.#unexpected('was expecting comma to separate Object entries')
      }
      this.#space()
    }
  }

  #array(depth: number): JsonValue[] {
    const items: JsonValue[] = []
    this.#at++
    this.#space()
    if (this.#take(CLOSE_ARRAY)) return items
    for (;;) {
      items.push(this.value(depth))
      this.#space()
      if (this.#take(CLOSE_ARRAY)) return items
      if (!this.#take(COMMA)) {
        throw this.#unexpected('was expecting comma to separate Array entries')
      }
    }
  }

  #string(): string {
    let start = ++this.#at
    let result = ''
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (code === QUOTE) return result + this.#text.slice(start, this.#at++)
      if (code === BACKSLASH) {
        result += this.#text.slice(start, this.#at++) + this.#escape()
        start = this.#at
      } else if (code >= SPACE) this.#at++
      else if (code < SPACE) throw this.#fail(`Illegal unquoted character (code ${code})`)
      else throw this.#unexpected('was expecting closing quote for a string value')
    }
  }

  #escape(): string {
    const letter = this.#text[this.#at++] ?? ''
    if (letter === 'u') {
      const digits = this.#text.slice(this.#at, this.#at + 4)
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) {
        throw this.#unexpected('expected a hex-digit for character escape sequence')
      }
      this.#at += 4
      return String.fromCharCode(Number.parseInt(digits, 16))
    }
    const character = escapes.get(letter)
    if (character !== undefined) return character
    throw this.#fail(`Unrecognized character escape '${letter}'`)
  }

  #scalar(): JsonValue {
    const number = this.#match(numberPattern)
    if (number !== '') return this.#number(number)
    const start = this.#at
    const word = this.#match(wordPattern)
    if (word === 'true') return true
    if (word === 'false') return false
    if (word === 'null') return null
    this.#at = start
    if (/^[A-Za-z_$]/.test(word)) {
      throw this.#fail(`Unrecognized token '${word}': was expecting ${anyValue}`)
    }
    throw this.#unexpected(`expected a valid value ${anyValue}`)
  }

  #number(raw: string): JsonNumber {
    if (raw.length > limits.numberLength) {
      const found = `Number value length (${raw.length}) exceeds the maximum allowed`
      throw new SchemaError(`${found} (${limits.numberLength})`)
    }
    const rest = this.#match(wordPattern)
    if (rest === '') return new JsonNumber(raw)
    const leading = /^-?0$/.test(raw) && /^[0-9]/.test(rest)
    throw this.#fail(
      leading
        ? 'Invalid numeric value: Leading zeroes not allowed'
        : `Unexpected character (${describe(rest)}) in numeric value`,
    )
  }

  #blanks(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (code !== SPACE && code !== LINE_FEED && code !== CARRIAGE_RETURN && code !== TAB) return
      this.#at++
    }
  }

  #space(): void {
    this.#blanks()
    while (this.#comments && this.#text.charCodeAt(this.#at) === SLASH) {
      this.#comment()
      this.#blanks()
    }
  }

  #comment(): void {
    const line = this.#text.charCodeAt(this.#at + 1) === SLASH
    if (!line && this.#text[this.#at + 1] !== '*') {
      throw this.#unexpected("was expecting either '*' or '/' for a comment")
    }
    const close = line ? /[\n\r]/g : /\*\//g
    close.lastIndex = this.#at + 2
    const closed = close.test(this.#text)
    if (!closed && !line) throw this.#fail('Unexpected end-of-input in a comment')
    const end = closed ? close.lastIndex : this.#text.length
    if (control.test(this.#text.slice(this.#at, end))) {
      throw this.#fail('Illegal control character in a comment')
    }
    this.#at = end
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0] ?? ''
    this.#at += found.length
    return found
  }

  #take(code: number): boolean {
    if (this.#text.charCodeAt(this.#at) !== code) return false
    this.#at++
    return true
  }

  #unexpected(wanted: string): SchemaError {
    const rest = this.#text.slice(this.#at, this.#at + 2)
    if (rest === '') return this.#fail(`Unexpected end-of-input: ${wanted}`)
    return this.#fail(`Unexpected character (${describe(rest)}): ${wanted}`)
  }

  #fail(message: string): SchemaError {
    const before = this.#text.slice(0, this.#at)
    const line = before.split('\n').length
    const column = this.#at - before.lastIndexOf('\n')
    return new SchemaError(`${message} at [line: ${line}, column: ${column}]`)
  }
}

/** The first character of a text as Jackson names it in its errors. */
function describe(text: string): string {
  const code = text.codePointAt(0) ?? 0
  const hex = code > 0xff ? ` / 0x${code.toString(16)}` : ''
  return `'${String.fromCodePoint(code)}' (code ${code}${hex})`
}

/** Prints compactly; `printNumber` decides how a number looks in the format's canonical text. */
export function writeJson(value: JsonValue, printNumber: (number: JsonNumber) => string): string {
  if (typeof value === 'string') return quote(value)
  if (value === null || typeof value === 'boolean') return String(value)
  if (value instanceof JsonNumber) return printNumber(value)
  let out = ''
  if (Array.isArray(value)) {
    for (const item of value) out += `${out === '' ? '' : ','}${writeJson(item, printNumber)}`
    return `[${out}]`
  }
  for (const [key, item] of value) {
    out += `${out === '' ? '' : ','}${quote(key)}:${writeJson(item, printNumber)}`
  }
  return `{${out}}`
}

const special = /["\\\u0000-\u001f]/
const specials = /["\\\u0000-\u001f]/g
const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\b', '\\b'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\f', '\\f'],
  ['\r', '\\r'],
])

/** A JSON string as Jackson writes it: only `"`, `\` and controls escaped, hex digits upper-case. */
export function quote(text: string): string {
  if (!special.test(text)) return `"${text}"`
  return `"${text.replace(specials, (found) => shortEscapes.get(found) ?? hexEscape(found))}"`
}

function hexEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
}
