import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  JsonNumber,
  type JsonValue,
  quote,
  readJson,
  writeJson,
} from '../../src/formats/json-text.ts'
import { SchemaError } from '../../src/formats/schema-error.ts'

const write = (value: JsonValue) => writeJson(value, ({ raw }) => raw)

describe('reading', () => {
  test('numbers keep the form they were written in', () => {
    expect(write(readJson('[1.50, -0, 1E+2, 12345678901234567890, 1e400]'))).toBe(
      '[1.50,-0,1E+2,12345678901234567890,1e400]',
    )
  })

  test.each([
    ['7', true],
    ['-0', true],
    ['7.0', false],
    ['7e0', false],
  ])('%s is an integer: %s', (raw, integer) => {
    expect(new JsonNumber(raw).isInteger).toBe(integer)
  })

  test('of duplicate keys the last value wins at the first place', () => {
    expect(write(readJson('{"a":1,"b":2,"a":3}'))).toBe('{"a":3,"b":2}')
  })

  test('__proto__ and constructor are keys like any other', () => {
    const text = '{"__proto__":{"polluted":1},"constructor":2}'
    expect(write(readJson(text))).toBe(text)
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  test('comments are allowed only where asked for', () => {
    const text = '// first\n{/* one */"a"/**/:// two\n1}'
    expect(write(readJson(text, { comments: true }))).toBe('{"a":1}')
    expect(() => readJson(text)).toThrow(SchemaError)
  })

  test('text after the value is ignored only where asked for', () => {
    expect(readJson('true, and more', { trailing: true })).toBe(true)
    expect(() => readJson('true, and more')).toThrow(
      'dangling content after end of schema: , and more',
    )
  })

  test.each(['1\t\r\n ', '1 \u0000', '1\u000b\u001f'])(
    'blanks and controls may follow: %j',
    (text) => {
      expect(write(readJson(text))).toBe('1')
    },
  )

  test('a line ends with either of its characters', () => {
    const text = '[// one\r1,// two\n2,// three\r\n3]'
    expect(write(readJson(text, { comments: true }))).toBe('[1,2,3]')
  })

  test('a comment after the value is dangling', () => {
    expect(() => readJson('1 // one', { comments: true })).toThrow('dangling content')
  })

  test.each([
    ['', 'Unexpected end-of-input'],
    ['{', 'Unexpected end-of-input: was expecting double-quote to start field name'],
    ['{a', "Unexpected character ('a' (code 97)): was expecting double-quote to start field name"],
    ['{"a"}', "Unexpected character ('}' (code 125)): was expecting a colon"],
    ['{"a":1 "b"', 'was expecting comma to separate Object entries'],
    ['{"a":1,}', 'was expecting double-quote to start field name'],
    ['[1 2]', 'was expecting comma to separate Array entries'],
    ['[1,]', "Unexpected character (']' (code 93)): expected a valid value"],
    ['[,1]', "Unexpected character (',' (code 44)): expected a valid value"],
    ['nul', "Unrecognized token 'nul'"],
    ['True', "Unrecognized token 'True'"],
    ['truex', "Unrecognized token 'truex'"],
    ['NaN', "Unrecognized token 'NaN'"],
    ['\ufeff{}', "Unexpected character ('\ufeff' (code 65279 / 0xfeff))"],
    ['015', 'Leading zeroes not allowed'],
    ['1.', "Unexpected character ('.' (code 46)) in numeric value"],
    ['+1', "Unexpected character ('+' (code 43)): expected a valid value"],
    ['.5', "Unexpected character ('.' (code 46)): expected a valid value"],
    ['-', "Unexpected character ('-' (code 45)): expected a valid value"],
    ['1e', "Unexpected character ('e' (code 101)) in numeric value"],
    ['"a', 'was expecting closing quote for a string value'],
    ['"a\nb"', 'Illegal unquoted character (code 10)'],
    ['"\\x"', "Unrecognized character escape 'x'"],
    ['"\\u12G4"', 'expected a hex-digit for character escape sequence'],
    ['"\\', 'Unrecognized character escape'],
    ["'a'", "Unexpected character (''' (code 39)): expected a valid value"],
  ])('%j is refused: %s', (text, message) => {
    expect(() => readJson(text)).toThrow(SchemaError)
    expect(() => readJson(text)).toThrow(message)
  })

  test.each(['[// \u000b\n1]', '[/* \u0000 */1]'])('%j has a control in a comment', (text) => {
    expect(() => readJson(text, { comments: true })).toThrow('Illegal control character')
  })

  test.each(['/', '/x', '/* open', '{"a":1 / }'])('%j is no comment', (text) => {
    expect(() => readJson(text, { comments: true })).toThrow(SchemaError)
  })

  test('an error names its line and column', () => {
    expect(() => readJson('{\n  "a": 1,\n  b}')).toThrow('at [line: 3, column: 3]')
  })

  test('nesting ends at 1,000 levels, however deep the text goes', () => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
    expect(write(readJson(nested(1000)))).toBe(nested(1000))
    expect(() => readJson(nested(1001))).toThrow('Document nesting depth (1001)')
    expect(() => readJson('{"a":'.repeat(500_000))).toThrow('Document nesting depth (1001)')
  })

  test('a number ends at 1,000 characters', () => {
    expect(write(readJson('9'.repeat(1000)))).toBe('9'.repeat(1000))
    expect(() => readJson('9'.repeat(1001))).toThrow('Number value length (1001)')
  })
})

describe('writing', () => {
  test.each([
    ['plain', '"plain"'],
    ['"\\/', '"\\"\\\\/"'],
    ['\b\t\n\f\r', '"\\b\\t\\n\\f\\r"'],
    ['\u0000\u001f', '"\\u0000\\u001F"'],
    ['\u007f\u2028é😀', '"\u007f\u2028é😀"'],
  ])('%j is quoted as Jackson does', (text, quoted) => {
    expect(quote(text)).toBe(quoted)
  })

  test('empty lists and objects', () => {
    expect(write(readJson(' { "a" : [ ] , "b" : { } } '))).toBe('{"a":[],"b":{}}')
  })
})

test('whatever JSON.stringify writes is read and written unchanged', { timeout: 30_000 }, () => {
  fc.assert(
    fc.property(fc.json({ stringUnit: 'grapheme' }), (text) => {
      expect(JSON.parse(write(readJson(text)))).toEqual(JSON.parse(text))
    }),
  )
})

test('a text is refused exactly when JSON.parse refuses it', { timeout: 30_000 }, () => {
  const alphabet = [...'{}[]:,"0123.eE+- \n', 'true', 'null', '\\u00e9', '\\', 'a']
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...alphabet), { maxLength: 12 }), (parts) => {
      const text = parts.join('')
      expect(accepts(readJson, text)).toBe(accepts(JSON.parse, text))
    }),
    { numRuns: 2000 },
  )
})

function accepts(parse: (text: string) => unknown, text: string): boolean {
  try {
    parse(text)
    return true
  } catch (error) {
    if (error instanceof SchemaError || error instanceof SyntaxError) return false
    throw error
  }
}
