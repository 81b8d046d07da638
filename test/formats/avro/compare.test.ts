import { describe, expect, test } from 'vitest'
import { field, record, unreadable } from './reading.ts'

const int = field('a', 'int')
const fixed = { type: 'fixed', name: 'F', size: 4 }
const letters = (...symbols: readonly string[]) => ({ type: 'enum', name: 'E', symbols })

/** Errors as `TYPE path: additional info`. */
function reasons(reader: unknown, writer: unknown): readonly string[] {
  return unreadable(reader, writer).map((line) => {
    const type = /errorType:'(\w+)'/.exec(line)?.[1]
    const path = /path '([^']*)'/.exec(line)?.[1]
    const info = /additionalInfo:'(.*)'\}$/.exec(line)?.[1]
    return `${type} ${path}: ${info}`
  })
}

describe('promotions', () => {
  const types = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string']
  const allowed = new Set([
    'long<int',
    'float<int',
    'double<int',
    'float<long',
    'double<long',
    'double<float',
    'bytes<string',
    'string<bytes',
  ])
  const pairs = types.flatMap((reader) => types.map((writer) => [reader, writer]))

  test.each(pairs)('%s reads %s if the specification says so', (reader, writer) => {
    const readable = reader === writer || allowed.has(`${reader}<${writer}`)
    expect(unreadable(`"${reader}"`, `"${writer}"`).length === 0).toBe(readable)
  })
})

describe('messages', () => {
  const cases: readonly (readonly [reader: unknown, writer: unknown, message: string])[] = [
    [
      '"int"',
      '"string"',
      "{errorType:'TYPE_MISMATCH', description:'The type (path '/') of a field in the new schema does not match with the old schema', additionalInfo:'reader type: INT not compatible with writer type: STRING'}",
    ],
    [
      fixed,
      { ...fixed, size: 8 },
      "{errorType:'FIXED_SIZE_MISMATCH', description:'The size of FIXED type field at path '/size' in the new schema does not match with the old schema', additionalInfo:'expected: 8, found: 4'}",
    ],
    [
      fixed,
      { ...fixed, name: 'x.G' },
      "{errorType:'NAME_MISMATCH', description:'The name of the schema has changed (path '/name')', additionalInfo:'expected: x.G'}",
    ],
    [
      letters('A'),
      letters('C', 'A', 'B'),
      "{errorType:'MISSING_ENUM_SYMBOLS', description:'The new schema is missing enum symbols '[B, C]' at path '/symbols' in the old schema', additionalInfo:'[B, C]'}",
    ],
    [
      ['null', 'int'],
      ['null', 'int', 'string'],
      "{errorType:'MISSING_UNION_BRANCH', description:'The new schema is missing a type inside a union field at path '/2' in the old schema', additionalInfo:'reader union lacking writer type: STRING'}",
    ],
    [
      record('R', int, field('b', 'int')),
      record('R', int),
      "{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE', description:'The field 'b' at path '/fields/1' in the new schema has no default value and is missing in the old schema', additionalInfo:'b'}",
    ],
  ]

  test.each(cases)('%j reading %j', (reader, writer, message) => {
    expect(unreadable(reader, writer)).toEqual([message])
  })
})

describe('records', () => {
  test('fields may come, go and move when the reader has defaults', () => {
    const reader = record('R', field('b', 'int', { default: 1 }), int)
    expect(unreadable(reader, record('R', field('c', 'int'), int))).toEqual([])
  })

  test('a default of null is a default', () => {
    const reader = record('R', field('b', ['null', 'int'], { default: null }))
    expect(unreadable(reader, record('R'))).toEqual([])
  })

  test('everything that differs is listed in the order of the fields', () => {
    const reader = record(
      'R',
      field('a', 'string'),
      field('b', { type: 'array', items: record('I', field('x', 'int')) }),
      field('c', { type: 'map', values: 'int' }),
    )
    const writer = record(
      'S',
      field('c', { type: 'map', values: ['int', 'null'] }),
      field('b', { type: 'array', items: record('I', field('x', 'long')) }),
      int,
    )
    expect(reasons(reader, writer)).toEqual([
      'NAME_MISMATCH /name: expected: S',
      'TYPE_MISMATCH /fields/0/type: reader type: STRING not compatible with writer type: INT',
      'TYPE_MISMATCH /fields/1/type/items/fields/0/type: reader type: INT not compatible with writer type: LONG',
      'TYPE_MISMATCH /fields/2/type/values/1: reader type: INT not compatible with writer type: NULL',
    ])
  })

  test('namespaces do not matter, aliases mend a change of name', () => {
    expect(unreadable(record('x.R', int), record('y.R', int))).toEqual([])
    const renamed = { ...record('x.New', int), aliases: ['Old'] }
    expect(unreadable(renamed, record('x.Old', int))).toEqual([])
    expect(reasons(renamed, record('y.Old', int))).toEqual(['NAME_MISMATCH /name: expected: y.Old'])
  })

  test('an alias in no namespace helps only a reader that is in none itself', () => {
    const aliases = ['.Old']
    expect(unreadable({ ...record('New', int), aliases }, record('Old', int))).toEqual([])
    expect(reasons({ ...record('x.New', int), aliases }, record('Old', int))).toEqual([
      'NAME_MISMATCH /name: expected: Old',
    ])
  })

  test('a field is found by its aliases as well', () => {
    const reader = record('R', field('new', 'long', { aliases: ['a', 'gone'] }))
    expect(unreadable(reader, record('R', int))).toEqual([])
  })

  test('a field that may come from two is the only thing reported', () => {
    const reader = record('R', field('b', 'int'), field('a', 'int', { aliases: ['c'] }))
    const writer = record('R', int, field('c', 'int'))
    expect(unreadable(reader, writer)).toEqual([
      'Unexpected exception during compatibility check: Reader record field a type:INT pos:1 ' +
        'matches multiple fields in writer record schema {"type":"record","name":"R","fields":' +
        '[{"name":"a","type":"int"},{"name":"c","type":"int"}]}',
    ])
  })

  test('the default of an enum does not stand in for one of its field', () => {
    const reader = record('R', field('e', { ...letters('A'), default: 'A' }))
    expect(reasons(reader, record('R'))).toEqual([
      'TYPE_MISMATCH /fields/0/type: reader type: ENUM not compatible with writer type: RECORD',
    ])
  })

  test('logical types, documentation, order and properties do not matter', () => {
    const reader = record('R', field('a', { type: 'int', logicalType: 'date' }, { doc: 'd' }))
    expect(unreadable(reader, record('R', field('a', 'int', { order: 'ignore', p: 1 })))).toEqual(
      [],
    )
  })

  test('recursive records are compared once', () => {
    const list = (type: string) =>
      record('L', field('value', type), field('next', ['null', 'L'], { default: null }))
    expect(unreadable(list('long'), list('int'))).toEqual([])
    expect(reasons(list('int'), list('long'))).toEqual([
      'TYPE_MISMATCH /fields/0/type: reader type: INT not compatible with writer type: LONG',
    ])
  })
})

describe('enums', () => {
  test('a default takes the place of what the reader does not know', () => {
    const reader = { ...letters('A'), default: 'A' }
    expect(unreadable(reader, letters('A', 'B'))).toEqual([])
  })

  test('more symbols and another order are fine', () => {
    expect(unreadable(letters('B', 'C', 'A'), letters('A', 'B'))).toEqual([])
  })
})

describe('unions', () => {
  test('any branch of the reader may take what the writer wrote', () => {
    expect(unreadable(['null', 'double'], '"int"')).toEqual([])
    expect(reasons(['null', 'string'], '"int"')).toEqual([
      'MISSING_UNION_BRANCH /: reader union lacking writer type: INT',
    ])
  })

  test('every branch of the writer must be read', () => {
    expect(unreadable('"double"', ['int', 'float'])).toEqual([])
    expect(reasons('"int"', ['int', 'null', 'string'])).toEqual([
      'TYPE_MISMATCH /1: reader type: INT not compatible with writer type: NULL',
      'TYPE_MISMATCH /2: reader type: INT not compatible with writer type: STRING',
    ])
  })

  test('long unions are compared like short ones', () => {
    const union = (count: number, type: string) =>
      Array.from({ length: count }, (_, i) => record(`R${i}`, field('x', type)))
    expect(unreadable(['null', ...union(40, 'long')], union(40, 'int'))).toEqual([])
    const reader = [...union(40, 'int'), { ...record('New', int), aliases: ['Old'] }]
    expect(reasons(reader, [record('Old', int), 'int', ...union(2, 'long')])).toEqual([
      'MISSING_UNION_BRANCH /1: reader union lacking writer type: INT',
      'MISSING_UNION_BRANCH /2: reader union lacking writer type: RECORD',
      'MISSING_UNION_BRANCH /3: reader union lacking writer type: RECORD',
    ])
  })
})
