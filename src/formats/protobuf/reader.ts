import { limits } from '../../model/limits.ts'
import type { WorkBudget } from '../budget.ts'
import { SchemaError } from '../schema-error.ts'
import type { FieldType } from './model.ts'

const escapes: ReadonlyMap<string, string> = new Map([
  ['a', '\u0007'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
])

const wordCharacters = wordTable()

function wordTable(): Uint8Array {
  const table = new Uint8Array(128)
  const characters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.'
  for (const character of characters) table[character.charCodeAt(0)] = 1
  return table
}

/**
 * Reads .proto text token by token as Wire 6.4.5 does: the same words, the same places where
 * comments may stand, the same error texts and positions. Linear in the text.
 */
export class ProtoReader {
  readonly #text: string
  readonly #budget: WorkBudget
  #at = 0
  #line = 1
  #lineStart = 0
  #depth = 0

  constructor(text: string, budget: WorkBudget) {
    this.#text = text
    this.#budget = budget
  }

  /** `:line:column` of the next character, both from 1. */
  location(): string {
    return `:${this.#line}:${this.#at - this.#lineStart + 1}`
  }

  fail(message: string, location = this.location()): never {
    throw new SchemaError(`Syntax error in ${location}: ${message}`)
  }

  /** Skips space and comments; true at the end of the text. */
  exhausted(): boolean {
    this.#skip()
    return this.#at === this.#text.length
  }

  /** Runs `read` some levels of nesting deeper; throws SchemaError beyond the limit. */
  nested<T>(read: () => T, levels = 1): T {
    if (this.#depth + levels > limits.protobufDepth) {
      throw new SchemaError(`Nesting is deeper than ${limits.protobufDepth} levels`)
    }
    this.#depth += levels
    const result = read()
    this.#depth -= levels
    return result
  }

  peek(): string {
    this.#skip()
    const character = this.#text[this.#at]
    if (character === undefined) return this.fail('unexpected end of file')
    return character
  }

  /** Takes the next character if it is the given one. */
  take(character: string): boolean {
    if (this.peek() !== character) return false
    this.#at++
    return true
  }

  character(): string {
    const character = this.peek()
    this.#at++
    return character
  }

  require(expected: string): void {
    const character = this.character()
    if (character !== expected) this.fail(`expected '${expected}' but was '${character}'`)
  }

  word(): string {
    this.#skip()
    const start = this.#at
    let at = start
    while (wordCharacters[this.#text.charCodeAt(at)] === 1) at++
    if (at === start) this.fail('expected a word')
    this.#at = at
    this.#budget.spend()
    return this.#text.slice(start, at)
  }

  /** A word that names a field or an enum constant. */
  identifier(): string {
    this.#skip()
    const character = this.#text[this.#at] ?? ''
    if (character >= '0' && character <= '9') {
      this.#at--
      this.fail('field and constant names cannot start with a digit')
    }
    return this.word()
  }

  /** A word, also in parentheses or brackets, which are dropped. */
  name(kind: 'word' | 'identifier' = 'word'): string {
    const character = this.peek()
    if (character !== '(' && character !== '[') return this[kind]()
    const close = character === '(' ? ')' : ']'
    this.#at++
    const word = this[kind]()
    if (this.character() !== close) this.fail(`expected '${close}'`)
    return word
  }

  /** A type's name or `map<K, V>`; `first` is its first word where that was read already. */
  dataType(first = this.word()): FieldType {
    if (first === 'map') return this.nested(() => this.#mapType())
    let name = first
    while (this.take('.')) name += `.${this.word()}`
    return name
  }

  #mapType(): FieldType {
    if (this.character() !== '<') this.fail("expected '<'")
    const key = this.dataType()
    if (this.character() !== ',') this.fail("expected ','")
    const value = this.dataType()
    if (this.character() !== '>') this.fail("expected '>'")
    return { key, value }
  }

  /** A decimal or hexadecimal 32-bit integer. */
  integer(word = this.word()): number {
    const hexadecimal = /^0x/i.test(word)
    const digits = hexadecimal ? word.slice(2) : word
    const fits = hexadecimal ? /^-?[0-9a-f]+$/i.test(digits) : /^-?[0-9]+$/.test(digits)
    const value = fits ? Number.parseInt(digits, hexadecimal ? 16 : 10) : Number.NaN
    if (!(value >= -(2 ** 31) && value < 2 ** 31)) {
      this.fail(`expected an integer but was ${digits}`)
    }
    return value === 0 ? 0 : value
  }

  /** Text in either kind of quotes, or a bare word. */
  string(): string {
    const quote = this.peek()
    return quote === '"' || quote === "'" ? this.quoted() : this.word()
  }

  /** Text in either kind of quotes; neighbouring strings are one. */
  quoted(): string {
    let result = ''
    do result += this.#onePart()
    while (this.peek() === '"' || this.peek() === "'")
    return result
  }

  #onePart(): string {
    const quote = this.character()
    if (quote !== '"' && quote !== "'") this.fail('expected quoted string')
    this.#budget.spend()
    let result = ''
    for (;;) {
      const start = this.#at
      while (this.#isPlain(quote)) this.#at++
      result += this.#text.slice(start, this.#at)
      const character = this.#text[this.#at++]
      if (character === quote) return result
      if (character === undefined) return this.#unterminated()
      const meant = character === '\\' ? this.#escape() : character
      result += meant
      // Wire counts every line feed of the value as a line of the text, an escaped one, too.
      if (meant === '\n') this.#newline()
    }
  }

  #unterminated(): never {
    this.#at = this.#text.length
    return this.fail('unterminated string')
  }

  #isPlain(quote: string): boolean {
    const character = this.#text[this.#at]
    if (character === undefined || character === quote) return false
    return character !== '\\' && character !== '\n'
  }

  #escape(): string {
    const character = this.#text[this.#at]
    if (character === undefined) return this.fail('unexpected end of file')
    this.#at++
    if (character === 'x' || character === 'X') return this.#numericEscape(16, 2)
    if (character >= '0' && character <= '7') {
      this.#at--
      return this.#numericEscape(8, 3)
    }
    return escapes.get(character) ?? character
  }

  #numericEscape(radix: number, length: number): string {
    const end = this.#at + length
    const start = this.#at
    const digits = radix === 16 ? /[0-9a-f]/i : /[0-7]/
    while (this.#at < end && digits.test(this.#text[this.#at] ?? '')) this.#at++
    if (this.#at === start) this.fail('expected a digit after \\x or \\X')
    return String.fromCharCode(Number.parseInt(this.#text.slice(start, this.#at), radix))
  }

  /**
   * A comment after the `;` of a declaration: unlike elsewhere, a block comment must be the last
   * thing on its line, a line feed only, and the text may not end before it.
   */
  trailingComment(): void {
    while (this.#text[this.#at] === ' ' || this.#text[this.#at] === '\t') this.#at++
    const start = this.#text[this.#at]
    if (start !== '/' && start !== undefined) return
    if (start === '/') this.#at++
    const kind = this.#text[this.#at]
    if (kind !== '/' && kind !== '*') this.fail("expected '//' or '/*'")
    this.#at++
    if (kind === '/') this.#lineComment()
    else this.#trailingBlock()
  }

  #trailingBlock(): void {
    const end = this.#text.indexOf('*/', this.#at)
    if (end < 0) {
      this.#at = this.#text.length
      this.fail('trailing comment must be closed')
    }
    this.#at = end + 2
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at++]
      if (character === '\n') {
        this.#newline()
        return
      }
      if (character !== ' ' && character !== '\t') {
        this.fail('no syntax may follow trailing comment')
      }
    }
  }

  #skip(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (code === 0x20 || code === 0x09 || code === 0x0d) this.#at++
      else if (code === 0x0a) {
        this.#at++
        this.#newline()
      } else if (code === 0x2f) this.#comment()
      else return
    }
  }

  #comment(): void {
    const kind = this.#text[this.#at + 1]
    this.#at += kind === undefined ? 1 : 2
    if (kind === '/') {
      this.#lineComment()
      return
    }
    if (kind !== '*') this.fail("unexpected '/'")
    const end = this.#text.indexOf('*/', this.#at)
    if (end < 0) this.#unterminatedComment()
    this.#passLines(end)
    this.#at = end + 2
  }

  /** Wire looks for two characters, so the last one is never read. */
  #unterminatedComment(): never {
    const last = Math.max(this.#at, this.#text.length - 1)
    this.#passLines(last)
    this.#at = last
    return this.fail('unterminated comment')
  }

  #lineComment(): void {
    const end = this.#text.indexOf('\n', this.#at)
    if (end < 0) {
      this.#at = this.#text.length
      return
    }
    this.#at = end + 1
    this.#newline()
  }

  /**
   * Looks no further than `end`: the next line may be far away, and comments many. In a comment
   * Wire counts columns from the line feed itself.
   */
  #passLines(end: number): void {
    for (let at = this.#at; at < end; at++) {
      if (this.#text.charCodeAt(at) !== 0x0a) continue
      this.#line++
      this.#lineStart = at
    }
  }

  #newline(): void {
    this.#line++
    this.#lineStart = this.#at
  }
}
