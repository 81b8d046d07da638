import { expect, test } from 'vitest'
import { field, read, record } from './reading.ts'

const base = {
  ...record(
    'ns.R',
    field('a', 'int', { default: 1, doc: 'd', aliases: ['b', 'c'], p: 1, q: { x: 1, y: 2 } }),
  ),
  doc: 'doc',
  aliases: ['S', 'T'],
}

test.each([
  ['the order of properties', { q: { y: 2, x: 1 }, p: 1 }],
  ['the order of aliases', { aliases: ['c', 'b'] }],
])('%s of a field does not matter', (_, change) => {
  const [original] = base.fields
  const { p, q, ...rest } = original as Record<string, unknown>
  const changed = { ...base, fields: [{ ...rest, p, q, ...change }] }
  expect(read(base).equivalent(read(changed))).toBe(true)
})

test.each([
  ['documentation', { ...base, doc: 'other' }],
  ['aliases', { ...base, aliases: ['S'] }],
  ['name', { ...base, name: 'ns.Q' }],
  ['properties', { ...base, p: 1 }],
  ['number of fields', { ...base, fields: [...base.fields, field('z', 'int')] }],
  ['type of a field', { ...base, fields: [field('a', 'long')] }],
  ['whole type', ['null', base]],
])('another %s makes another schema', (_, changed) => {
  expect(read(base).equivalent(read(changed))).toBe(false)
})

test.each([
  ['default', { default: 2 }],
  ['form of the default', { default: 1.5 }],
  ['documentation', { doc: undefined }],
  ['aliases', { aliases: ['b'] }],
  ['order', { order: 'ignore' }],
  ['properties', { p: '1' }],
  ['nested properties', { q: { x: 1 } }],
])('another %s of a field makes another schema', (_, change) => {
  const changed = {
    ...base,
    fields: base.fields.map((original) => ({ ...Object(original), ...change })),
  }
  expect(read(base).equivalent(read(changed, { asNew: false }))).toBe(false)
})

test('enums differ by symbols, their order and the default', () => {
  const symbols = ['A', 'B']
  const letters = { type: 'enum', name: 'E', symbols }
  const others = [
    { ...letters, symbols: ['B', 'A'] },
    { ...letters, default: 'A' },
    { ...letters, doc: 'd' },
  ]
  expect(others.filter((other) => read(letters).equivalent(read(other)))).toEqual([])
  expect(read(letters).equivalent(read(letters))).toBe(true)
})

test('containers are compared through and through', () => {
  const nested = (type: unknown) => ({
    type: 'map',
    values: { type: 'array', items: ['null', type] },
  })
  const fixed = (size: number) => ({ type: 'fixed', name: 'F', size })
  expect(read(nested(fixed(1))).equivalent(read(nested(fixed(1))))).toBe(true)
  expect(read(nested(fixed(1))).equivalent(read(nested(fixed(2))))).toBe(false)
})

test('recursive schemas are equivalent to themselves', () => {
  const list = record('L', field('next', ['null', 'L']))
  expect(read(list).equivalent(read(list))).toBe(true)
})
