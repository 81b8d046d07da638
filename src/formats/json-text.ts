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
    return !/[.eE]/.test(this.raw)
  }
}

/** Objects are maps: order is kept and `__proto__` is a key like any other. */
export type JsonObject = Map<string, JsonValue>
export type JsonValue = null | boolean | string | JsonNumber | JsonValue[] | JsonObject

export type ReadOptions = {
  /** Allow `//` and `/* *\/` comments between tokens, as Avro's reader does. */
  readonly comments?: boolean
  /** Ignore whatever follows the first value, as the reference's JSON Schema reader does. */
  readonly trailing?: boolean
}

/**
 * Reads one JSON value without losing anything a canonical text needs. Of duplicate keys the last
 * value wins at the first one's place. Throws SchemaError for malformed text, for nesting above
 * {@link limits.jsonDepth} and for a number longer than {@link limits.numberLength}.
 */
export function readJson(text: string, options: ReadOptions = {}): JsonValue {
  const reader = new Reader(text, options.comments ?? false)
  const value = reader.value(0)
  if (!options.trailing) reader.end()
  return value
}

const numberPattern = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const wordPattern = /[A-Za-z0-9_$]+/y
const plainStringPattern = /[^"\\\u0000-\u001f]*/y
const spacePattern = /[ \t\r\n]*/y
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

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
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(this.#deeper(depth))
      case '[':
        return this.#array(this.#deeper(depth))
      case '"':
        return this.#string()
      default:
        return this.#scalar()
    }
  }

  end(): void {
    this.#space()
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
    if (this.#take('}')) return members
    for (;;) {
      this.#space()
      if (this.#text[this.#at] !== '"') throw this.#unexpected('a field name in double quotes')
      const key = this.#string()
      this.#space()
      if (!this.#take(':')) throw this.#unexpected('a colon')
      members.set(key, this.value(depth))
      this.#space()
      if (this.#take('}')) return members
      if (!this.#take(',')) throw this.#unexpected('a comma or the end of the object')
    }
  }

  #array(depth: number): JsonValue[] {
    const items: JsonValue[] = []
    this.#at++
    this.#space()
    if (this.#take(']')) return items
    for (;;) {
      items.push(this.value(depth))
      this.#space()
      if (this.#take(']')) return items
      if (!this.#take(',')) throw this.#unexpected('a comma or the end of the array')
    }
  }

  #string(): string {
    this.#at++
    let result = ''
    for (;;) {
      result += this.#match(plainStringPattern)
      if (this.#take('"')) return result
      if (!this.#take('\\')) throw this.#unexpected('the end of the string')
      result += this.#escape()
    }
  }

  #escape(): string {
    const letter = this.#text[this.#at++] ?? ''
    if (letter === 'u') {
      const digits = this.#text.slice(this.#at, this.#at + 4)
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw this.#unexpected('four hex digits')
      this.#at += 4
      return String.fromCharCode(Number.parseInt(digits, 16))
    }
    const character = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined
    if (character === undefined) throw this.#unexpected('an escape sequence')
    return character
  }

  #scalar(): JsonValue {
    const number = this.#match(numberPattern)
    if (number !== '') return this.#number(number)
    const start = this.#at
    switch (this.#match(wordPattern)) {
      case 'true':
        return true
      case 'false':
        return false
      case 'null':
        return null
      default:
        this.#at = start
        throw this.#unexpected('a JSON value')
    }
  }

  #number(raw: string): JsonNumber {
    if (raw.length > limits.numberLength) {
      const found = `Number value length (${raw.length}) exceeds the maximum allowed`
      throw new SchemaError(`${found} (${limits.numberLength})`)
    }
    if (this.#match(wordPattern) !== '') throw this.#unexpected('the end of the number')
    return new JsonNumber(raw)
  }

  #space(): void {
    this.#match(spacePattern)
    while (this.#comments && this.#text[this.#at] === '/') {
      this.#comment()
      this.#match(spacePattern)
    }
  }

  #comment(): void {
    const line = this.#text[this.#at + 1] === '/'
    if (!line && this.#text[this.#at + 1] !== '*') throw this.#unexpected('a comment')
    const end = this.#text.indexOf(line ? '\n' : '*/', this.#at + 2)
    if (end < 0 && !line) throw this.#unexpected('the end of the comment')
    this.#at = end < 0 ? this.#text.length : end + (line ? 1 : 2)
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0] ?? ''
    this.#at += found.length
    return found
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false
    this.#at++
    return true
  }

  #unexpected(wanted: string): SchemaError {
    const found = this.#text[this.#at]
    const what = found === undefined ? 'end of input' : `character ('${found}')`
    const line = this.#text.slice(0, this.#at).split('\n')
    const column = (line.at(-1)?.length ?? 0) + 1
    const place = `line: ${line.length}, column: ${column}`
    return new SchemaError(`Unexpected ${what}: expected ${wanted} at [${place}]`)
  }
}

/** Prints compactly; `printNumber` decides how a number looks in the format's canonical text. */
export function writeJson(value: JsonValue, printNumber: (number: JsonNumber) => string): string {
  if (typeof value === 'string') return quote(value)
  if (value === null || typeof value === 'boolean') return String(value)
  if (value instanceof JsonNumber) return printNumber(value)
  if (Array.isArray(value)) {
    return `[${value.map((item) => writeJson(item, printNumber)).join(',')}]`
  }
  const members = [...value].map(([key, item]) => `${quote(key)}:${writeJson(item, printNumber)}`)
  return `{${members.join(',')}}`
}

const special = /["\\\u0000-\u001f]/g
const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
}

/** A JSON string as Jackson writes it: only `"`, `\` and controls escaped, hex digits upper-case. */
export function quote(text: string): string {
  return `"${text.replace(special, (character) => shortEscapes[character] ?? hexEscape(character))}"`
}

function hexEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
}
