import { expect, test } from 'vitest'
import { parse } from './reading.ts'

test.each([
  ['1', '1'],
  ['-0', '0'],
  ['1.0', '1.0'],
  ['1.50', '1.50'],
  ['-0.0', '0.0'],
  ['0.000001', '0.000001'],
  ['0.0000001', '1E-7'],
  ['1e2', '1E+2'],
  ['1E+2', '1E+2'],
  ['1.5e3', '1.5E+3'],
  ['12e-2', '0.12'],
  ['1.0e-10', '1.0E-10'],
  ['-123e30', '-1.23E+32'],
  ['0e5', '0E+5'],
  ['123456789012345678901234567890', '123456789012345678901234567890'],
  ['0.10000000000000000000000000001', '0.10000000000000000000000000001'],
])('the number %s is printed as %s', (written, printed) => {
  expect(parse(`{"default":${written}}`).canonical).toBe(`{"default":${printed}}`)
})

test('whitespace goes, the order of keys stays', () => {
  expect(parse('{ "b" : [ 1 , 2 ],\n\t"a" : { } }').canonical).toBe('{"b":[1,2],"a":{}}')
})

test('of duplicate keys the last value wins, at the place of the first', () => {
  expect(parse('{"a":1,"b":2,"a":3}').canonical).toBe('{"a":3,"b":2}')
})

test('what follows the first value is ignored', () => {
  expect(parse('{"type":"object"} and more').canonical).toBe('{"type":"object"}')
})

test('comments are not JSON', () => {
  expect(() => parse('{} /* fine */')).not.toThrow()
  expect(() => parse('{ /* no */ }')).toThrow('Invalid JSON schema')
})

test('strings keep their characters, controls are escaped', () => {
  const text = '{"title":"\\u00e9 \\u2028 \\/ \\u001f \\n \\""}'
  expect(parse(text).canonical).toBe('{"title":"é \u2028 / \\u001F \\n \\""}')
})

test('the normalised form sorts keys at every level, but no lists', () => {
  const text =
    '{"type":"object","required":["b","a"],"properties":{"b":{"x":1,"a":2},"B":{},"a":{}}}'
  expect(parse(text).normalized()).toBe(
    '{"properties":{"B":{},"a":{},"b":{"a":2,"x":1}},"required":["b","a"],"type":"object"}',
  )
})

test('__proto__ is a key like any other', () => {
  const text = '{"__proto__":{"a":1},"constructor":2}'
  expect(parse(text).canonical).toBe(text)
  expect(parse(text).normalized()).toBe(text)
})

test('an exponent beyond 32 bits is refused', () => {
  for (const number of ['1e99999999999', '0.5e2147483648', '1.5e-2147483647']) {
    expect(() => parse(`{"default":${number}}`)).toThrow('Invalid JSON schema')
  }
})
