import { SchemaError } from '../schema-error.ts'

const maxDepth = 500

/**
 * Throws SchemaError unless `java.util.regex.Pattern` would compile the pattern. Only the syntax is
 * read, in one pass; the pattern itself is never run.
 */
export function checkJavaRegex(pattern: string): void {
  new Checker(pattern).check()
}

const quantifierPattern = /\{[0-9]+(?:(,)([0-9]*))?\}/y
const groupNamePattern = /[a-zA-Z][a-zA-Z0-9]*>/y
const inlineFlagsPattern = /[idmsuxU]*(?:-[idmsuxU]*)?([:)])/y
const propertyPattern = /\{([^}]*)\}|[A-Z]/y
const codePattern =
  /x(?:[0-9a-fA-F]{2}|\{0*(?:10[0-9a-fA-F]{4}|[0-9a-fA-F]{1,5})\})|u[0-9a-fA-F]{4}|0[0-7]|c[\s\S]|N\{[^}]+\}|b\{g\}/y
const plainEscapes = /[tnrfaedDsSwWhHvVRXbBAGZz1-9]/
const classEscapes = /[dDsSwWhHvVpP]/
const generalCategories =
  /^(?:C[cfnos]?|L[CDlmotu1]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?|all|ASCII|Alnum|Alpha|Blank|Cntrl|Digit|Graph|Lower|Print|Punct|Space|Upper|XDigit)$/
const namedProperties =
  /^(?:(?:Is|In|java)[A-Za-z][A-Za-z0-9_ -]*|(?:sc|script|blk|block|gc|general_category)=[A-Za-z][A-Za-z0-9_ -]*)$/

class Checker {
  readonly #text: string
  readonly #names = new Set<string>()
  #at = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
  }

  check(): void {
    let quantifiable = false
    while (this.#at < this.#text.length) quantifiable = this.#step(quantifiable)
    if (this.#depth > 0) throw this.#error('Unclosed group')
  }

  /** Reads one element and says whether a quantifier may follow it. */
  #step(quantifiable: boolean): boolean {
    const character = this.#text[this.#at++]
    switch (character) {
      case '(':
        return this.#open()
      case ')':
        if (--this.#depth < 0) throw this.#error("Unmatched closing ')'")
        return true
      case '|':
        return false
      case '[':
        this.#class()
        return true
      case '\\':
        return this.#escape(false) !== 'quote'
      case '{':
        this.#at--
        this.#repetition()
        return false
      case '*':
      case '+':
      case '?':
        if (!quantifiable) throw this.#error(`Dangling meta character '${character}'`)
        this.#greed()
        return false
      default:
        return true
    }
  }

  #open(): boolean {
    if (++this.#depth > maxDepth) throw this.#error('Groups are nested too deeply')
    if (!this.#take('?')) return false
    if (this.#take(':') || this.#take('=') || this.#take('!') || this.#take('>')) return false
    if (this.#take('<')) {
      if (this.#take('=') || this.#take('!')) return false
      const name = this.#match(groupNamePattern)?.[0]
      if (name === undefined) throw this.#error('Unknown look-behind group')
      if (this.#names.has(name)) throw this.#error('Named capturing group is already defined')
      this.#names.add(name)
      return false
    }
    const flags = this.#match(inlineFlagsPattern)
    if (flags === undefined) throw this.#error('Unknown inline modifier')
    if (flags[1] === ')') this.#depth--
    return false
  }

  #repetition(): void {
    const found = this.#match(quantifierPattern)
    if (found === undefined) throw this.#error('Illegal repetition')
    const least = Number(/[0-9]+/.exec(found[0])?.[0])
    const most = found[2] ? Number(found[2]) : least
    if (most < least || Math.max(least, most) > 2 ** 31 - 1) {
      throw this.#error('Illegal repetition range')
    }
    this.#greed()
  }

  #greed(): void {
    if (!this.#take('?')) this.#take('+')
  }

  /** Reads what follows a backslash: a character, a class of them, or quoted text. */
  #escape(inClass: boolean): 'character' | 'class' | 'quote' {
    const letter = this.#text[this.#at] ?? ''
    if (letter === '') throw this.#error('Unexpected internal error')
    if (letter === 'Q') {
      const end = this.#text.indexOf('\\E', this.#at)
      this.#at = end < 0 ? this.#text.length : end + 2
      return 'quote'
    }
    if (letter === 'p' || letter === 'P') return this.#property()
    if (letter === 'k' && !inClass) return this.#backReference()
    if (this.#match(codePattern) !== undefined) return 'character'
    this.#at++
    if (classEscapes.test(letter)) return 'class'
    const allowed = inClass ? /[tnrfae]/ : plainEscapes
    if (/[a-zA-Z0-9]/.test(letter) && !allowed.test(letter)) {
      throw this.#error('Illegal/unsupported escape sequence')
    }
    return 'character'
  }

  #property(): 'class' {
    this.#at++
    const found = this.#match(propertyPattern)
    const name = found?.[1] ?? found?.[0] ?? ''
    if (!generalCategories.test(name) && !namedProperties.test(name)) {
      throw this.#error(`Unknown character property name {${name}}`)
    }
    return 'class'
  }

  #backReference(): 'character' {
    this.#at++
    const name = this.#take('<') ? this.#match(groupNamePattern)?.[0] : undefined
    if (name === undefined || !this.#names.has(name)) {
      throw this.#error('Named capturing group does not exist')
    }
    return 'character'
  }

  /** Reads a character class behind its `[`; classes nest in Java. */
  #class(): void {
    const empty: boolean[] = [true]
    this.#take('^')
    while (empty.length > 0) {
      const character = this.#text[this.#at]
      if (character === undefined) throw this.#error('Unclosed character class')
      if (character === '[') {
        this.#at++
        this.#take('^')
        empty[empty.length - 1] = false
        empty.push(true)
        if (empty.length > maxDepth) throw this.#error('Classes are nested too deeply')
      } else if (character === ']' && empty.at(-1) === false) {
        this.#at++
        empty.pop()
      } else {
        this.#range(empty.at(-1) === true)
        empty[empty.length - 1] = false
      }
    }
  }

  #range(isFirst: boolean): void {
    if (this.#text.startsWith('&&', this.#at)) {
      this.#at += 2
      const next = this.#text[this.#at]
      if (isFirst && (next === ']' || next === '&')) throw this.#error('Bad class syntax')
      return
    }
    const low = this.#member()
    const high = this.#text[this.#at + 1]
    if (low === undefined || this.#text[this.#at] !== '-' || high === undefined) return
    if (high === ']' || high === '[') return
    this.#at++
    const top = this.#member()
    if (top === undefined || top < low) throw this.#error('Illegal character range')
  }

  /** One member of a class as its code point; undefined where it is not a single character. */
  #member(): number | undefined {
    const start = this.#at
    if (this.#take('\\')) {
      if (this.#escape(true) !== 'character') return undefined
      return escapedCode(this.#text.slice(start + 1, this.#at))
    }
    const code = this.#text.codePointAt(this.#at) ?? 0
    this.#at += code > 0xffff ? 2 : 1
    return code
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)
    if (found) this.#at += found[0].length
    return found ?? undefined
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false
    this.#at++
    return true
  }

  #error(what: string): SchemaError {
    return new SchemaError(`${what} near index ${this.#at}: ${this.#text.slice(0, 200)}`)
  }
}

const controls: Readonly<Record<string, number>> = { t: 9, n: 10, r: 13, f: 12, a: 7, e: 27 }

function escapedCode(escaped: string): number {
  const hex = /^[xu]\{?([0-9a-fA-F]+)\}?$/.exec(escaped)?.[1]
  if (hex !== undefined) return Number.parseInt(hex, 16)
  return controls[escaped] ?? escaped.codePointAt(escaped.length - 1) ?? 0
}
