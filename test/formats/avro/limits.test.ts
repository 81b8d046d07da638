import { describe, expect, test } from 'vitest'
import { avro } from '../../../src/formats/avro/avro.ts'
import { WorkBudget } from '../../../src/formats/budget.ts'
import { SchemaError } from '../../../src/formats/schema-error.ts'
import { limits } from '../../../src/model/limits.ts'
import { field, read, record, refusal, unreadable } from './reading.ts'

const times = <T>(count: number, make: (i: number) => T) =>
  Array.from({ length: count }, (_, i) => make(i))

/** One record per name, each with a field of the next one's type. */
function chain(length: number): readonly string[] {
  return times(length, (i) => {
    const next = i + 1 < length ? `R${i + 1}` : 'int'
    return `{"type":"record","name":"R${i}","fields":[{"name":"f","type":"${next}"}]}`
  })
}

describe('depth', { timeout: 30_000 }, () => {
  test('records are read, printed and compared to the limit of JSON nesting', () => {
    const nested = (levels: number) =>
      times(levels, (i) => i).reduce(
        (inner, i) => `{"type":"record","name":"R${i}","fields":[{"name":"f","type":${inner}}]}`,
        '"int"',
      )
    const schema = read(nested(333))
    expect(read(schema.normalized()).canonical).toBe(schema.canonical)
    expect(unreadable(nested(333), nested(333))).toEqual([])
    expect(refusal(nested(334))).toContain('Document nesting depth (1001)')
  })

  test('a chain of names that would be printed too deep is refused', () => {
    expect(refusal(`[${chain(20_000).join()}]`)).toContain('Document nesting depth (1001)')
  })

  test('properties count when a definition moves inwards', () => {
    const levels = 993
    const deep = `{"type":"int","p":${'['.repeat(levels)}${']'.repeat(levels)}}`
    const inner = `{"type":"record","name":"I","fields":[{"name":"x","type":${deep}}]}`
    const at = (type: string) => `{"type":"record","name":"R","fields":[{"name":"a","type":${type}}`
    expect(
      refusal(`${at('{"type":"array","items":"I"}')},{"name":"b","type":${inner}}]}`),
    ).toContain('Document nesting depth (1001)')
    expect(read(`${at('"int"')},{"name":"b","type":${inner}}]}`).canonical).toContain('[[[')
  })

  test('a long chain that is defined from its end is read and compared', () => {
    const text = `[${chain(10_000).toReversed().join()}]`
    expect(unreadable(text, text)).toEqual([])
  })

  test('a comparison that dives into such a chain from its start is refused', () => {
    const types = `[${chain(10_000).toReversed().join()}]`
    const reader = `{"type":"record","name":"Root","fields":[{"name":"a","type":${types},"default":1},{"name":"z","type":"R0"}]}`
    const writer =
      '{"type":"record","name":"Root","fields":[{"name":"z","type":{"type":"record","name":"R0","fields":[{"name":"f","type":"R0"}]}}]}'
    expect(() => unreadable(reader, writer)).toThrow(SchemaError)
  })
})

describe('depth of defaults', { timeout: 30_000 }, () => {
  test('a default may be as deep as JSON may', () => {
    const [open, close] = ['{"type":"array","items":', '}']
    const levels = 990
    const type = `${open.repeat(levels)}"int"${close.repeat(levels)}`
    const value = '['.repeat(levels) + ']'.repeat(levels)
    const text = `{"type":"record","name":"R","fields":[{"name":"a","type":${type},"default":${value}}]}`
    expect(read(text).canonical).toBe(text)
  })

  test('defaults that hang on each other without end are refused', () => {
    const length = 10_000
    const fields = times(length, (i) => {
      const type = i + 1 < length ? `"R${i + 1}"` : '"int"'
      return `{"type":"record","name":"R${i}","fields":[{"name":"f","type":${type},"default":${i + 1 < length ? '{}' : '0'}}]}`
    })
    const up = `[${fields.toReversed().join()}]`
    expect(read(up).canonical).toBe(up)
    expect(refusal(`[${fields.join()}]`)).toContain('too deeply')
  })
})

describe('work', { timeout: 30_000 }, () => {
  const records = (count: number, prefix: string) =>
    times(count, (i) => ({ type: 'record', name: `${prefix}${i}`, fields: [] }))

  test('two unions of 1,000 records are compared in few steps', () => {
    const options = {
      policy: 'STRICT',
      words: { reader: 'new', writer: 'old' },
      budget: new WorkBudget(10_000),
    } as const
    expect(read(records(1000, 'R')).unreadable(read(records(1000, 'R')), options)).toEqual([])
  })

  test('a schema of 1 MiB is read and compared within the budget', () => {
    const fields = times(12_000, (i) => ({
      name: `field_${i}`,
      type: ['null', 'string'],
      doc: 'of it',
    }))
    const text = JSON.stringify({ type: 'record', name: 'R', fields })
    const filled = text.slice(0, -1) + ' '.repeat(limits.schemaBytes - text.length) + text.slice(-1)
    expect(read(filled).canonical).toBe(text)
    expect(unreadable(filled, filled)).toEqual([])
  })

  test('a union of 250,000 unknown names is refused', () => {
    const text = `{"type":"record","name":"R","fields":[{"name":"a","type":[${times(250_000, () => '"A"').join()}]}]}`
    expect(refusal(text)).toBe('Undefined schema: A')
  })

  test('a default of a float that is 1 MiB of blanks is refused', () => {
    const value = `${' '.repeat(1_000_000)}x${' '.repeat(1000)}`
    expect(refusal(record('R', field('a', 'float', { default: value })))).toMatch(
      /^For input string/,
    )
  })

  test('differences that double from level to level are listed up to a thousand', () => {
    const diamonds = (leaf: string) =>
      times(40, (i) => i).reduce(
        (inner, i) =>
          `{"type":"record","name":"D${i + 1}","fields":[{"name":"a","type":${inner}},{"name":"b","type":"D${i}"}]}`,
        `{"type":"record","name":"D0","fields":[{"name":"x","type":"${leaf}"}]}`,
      )
    const lines = unreadable(diamonds('int'), diamonds('string'))
    expect(lines.length).toBe(1001)
    expect(lines.at(-1)).toBe('Further differences are left out')
  })

  test('defaults of records within records are checked once each', () => {
    const levels = times(60, (i) => {
      const type = { type: `E${i}`, default: {} }
      return record(`E${i + 1}`, { name: 'a', ...type }, { name: 'b', ...type })
    })
    const schema = [record('E0', field('x', 'int', { default: 0 })), ...levels]
    expect(read(schema).canonical).toBe(JSON.stringify(schema))
  })

  test('defaults that would have to be tried in ever more ways end with the budget', () => {
    const level = (i: number, name: string) =>
      `{"type":"record","name":"${name}${i}","fields":[{"name":"a","type":["A${i - 1}","B${i - 1}"]}]}`
    const bottom = ['A0', 'B0'].map(
      (name) => `{"type":"record","name":"${name}","fields":[{"name":"z","type":"int"}]}`,
    )
    const types = [...bottom, ...times(60, (i) => [level(i + 1, 'A'), level(i + 1, 'B')]).flat()]
    const value = times(60, (i) => i).reduce((inner) => `{"a":${inner}}`, '{}')
    const user = `{"type":"record","name":"T","fields":[{"name":"q","type":["A60","B60"],"default":${value}}]}`
    expect(refusal(`[${types.join()},${user}]`)).toContain('more work than the registry allows')
  })

  test('every part of a schema takes a step', () => {
    const text = JSON.stringify(records(50, 'R'))
    const parse = (steps: number) =>
      avro.parse(text, [], { asNew: true, budget: new WorkBudget(steps) })
    expect(() => parse(50)).toThrow(SchemaError)
    expect(parse(51).canonical).toBe(text)
  })
})
