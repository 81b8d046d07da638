import { describe, expect, test } from 'vitest'
import { field, read, record, refusal } from './reading.ts'

const fixed = { type: 'fixed', name: 'F', size: 4 }
const symbols = ['A', 'B']

describe('what is no schema', () => {
  test.each([
    ['', 'Cannot parse <null> schema'],
    ['  \n', 'Cannot parse <null> schema'],
    ['12', 'Schema not yet supported: 12'],
    ['null', 'Schema not yet supported: null'],
    [{}, 'No type: {}'],
    [{ type: { type: 'int' } }, 'No type: {"type":{"type":"int"}}'],
    [{ type: 'int32' }, 'Undefined schema: int32'],
    ['"Nothing"', 'Undefined schema: Nothing'],
    [{ type: 'array' }, 'Array has no items type: {"type":"array"}'],
    [{ type: 'map' }, 'Map has no values type: {"type":"map"}'],
    [{ type: 'record', name: 'R' }, 'Record has no fields: {"type":"record","name":"R"}'],
    [{ type: 'record', fields: [] }, 'No name in schema: {"type":"record","fields":[]}'],
    [record('R', 'a'), 'No field name: "a"'],
    [record('R', { name: 'a' }), 'No field type: {"name":"a"}'],
    [record('R', field('a', 'X')), 'Undefined schema: X'],
    [record('R', field('a', ['X', 'X'])), 'Undefined schema: X'],
    [record('R', field('a', 'int', { order: 'up' })), 'No enum constant'],
    [record('R', field('a', 'int', { order: 1 })), 'No enum constant'],
    [record('R', field('a', 'int', { aliases: 'b' })), 'aliases not an array'],
    [{ ...fixed, aliases: [1] }, 'alias not a string: 1'],
    [
      record('R', field('a', 'int'), field('a', 'string')),
      'Duplicate field a in record R: a type:STRING pos:1 and a type:INT pos:0.',
    ],
    [{ type: 'enum', name: 'E', symbols: {} }, 'Enum has no symbols'],
    [{ type: 'enum', name: 'E', symbols: ['A', 'A'] }, 'Duplicate enum symbol: A'],
    [{ type: 'enum', name: 'E', symbols: [1] }, 'Null name'],
    [
      { type: 'enum', name: 'E', symbols, default: 'C' },
      'The Enum Default: C is not in the enum symbol set: [A, B]',
    ],
    [{ type: 'fixed', name: 'F' }, 'Invalid or no size: {"type":"fixed","name":"F"}'],
    [{ ...fixed, size: '4' }, 'Invalid or no size'],
    [{ ...fixed, size: 2 ** 31 }, 'Invalid or no size'],
    ['{"type":"fixed","name":"F","size":4.0}', 'Invalid or no size'],
    [{ ...fixed, size: -2 }, 'Malformed data. Length is negative: -2'],
    [['int', 'int'], 'Duplicate in union:int'],
    [['int', ['string']], 'Nested union: ["int",["string"]]'],
    [[fixed, 'F'], 'Duplicate in union:F'],
    [{ ...fixed, size: 2 ** 31 - 8 }, 'Cannot read arrays longer than 2147483639 bytes'],
    [
      '{"type":"array","items":"int","x":[99999999999999999999]}',
      "Can't set a property to null: x",
    ],
    [
      '{"type":"map","values":"int","x":{"y":99999999999999999999}}',
      "Can't set a property to null: x",
    ],
    [
      '{"type":"record","name":"R","fields":[],"x":99999999999999999999}',
      "Can't set a property to null: x",
    ],
    ['"int" // one', 'dangling content after end of schema: // one'],
  ])('%j is refused: %s', (schema, message) => {
    expect(refusal(schema)).toContain(message)
  })

  test('an error text does not repeat a long schema in full', () => {
    expect(refusal({ type: 'array', doc: 'x'.repeat(100_000) }).length).toBeLessThan(3000)
  })
})

describe('names', () => {
  test.each([
    [record('1a'), 'Illegal initial character: 1a'],
    [record('a-b'), 'Illegal character in: a-b'],
    [record(''), 'Empty name'],
    [record('a.'), 'Empty name'],
    [record('int'), 'Schemas may not be named after primitives: int'],
    [record('R', field('a-b', 'int')), 'Illegal character in: a-b'],
    [{ type: 'enum', name: 'E', symbols: ['a-b'] }, 'Illegal character in: a-b'],
    [{ ...fixed, aliases: ['a-b'] }, 'Illegal character in: a-b'],
    [record('a-b.R'), 'Namespace part "a-b" is invalid: Illegal character in: a-b'],
    [{ ...record('R'), namespace: 'x..y' }, 'Namespace part "" is invalid: Empty name'],
    [record('Größe'), 'Illegal character in: Größe'],
  ])('%j is refused as new: %s', (schema, message) => {
    expect(refusal(schema)).toBe(message)
  })

  test.each([
    [record('Größe', field('数', 'int'))],
    [record('a-b.R')],
    [{ ...record('R'), namespace: 'x..y' }],
    [{ ...fixed, aliases: ['a-b'] }],
  ])('%j is let in when it is not new', (schema) => {
    expect(JSON.parse(read(schema, { asNew: false }).canonical)).toMatchObject({
      type: schema.type,
    })
  })

  test.each([[record('a-b')], [record('😀')], [record('R', field('a b', 'int'))]])(
    '%j is refused even when it is not new',
    (schema) => {
      expect(refusal(schema, { asNew: false })).toMatch(/^Illegal/)
    },
  )

  test.each([
    ['ns.int', 'ns.int'],
    ['.R', 'R'],
    ['a.b.R', 'a.b.R'],
  ])('a record may be called %s', (name, full) => {
    expect(read(record(name)).name).toBe(full)
  })

  test('a dot in the name wins over the namespace', () => {
    expect(read({ ...record('a.R'), namespace: 'b' }).name).toBe('a.R')
  })

  test('only records give a schema its name', () => {
    expect([read(fixed).name, read('"int"').name]).toEqual([undefined, undefined])
  })

  test('only the simple part of an alias is checked', () => {
    expect(read({ ...fixed, aliases: ['x-y.ab'] }).canonical).toContain('x-y.ab')
  })
})

describe('uses of named types', () => {
  test('a bare name means the type in the same namespace, then the one in none', () => {
    const schema = [
      { ...fixed, name: 'F' },
      record('ns.R', field('outer', 'F'), field('inner', { ...fixed, name: 'F' })),
      record('ns.S', field('inner', 'F')),
    ]
    const printed = JSON.parse(read(schema).canonical)
    expect(printed[1].fields[0].type).toBe('F')
    expect(printed[2].fields[0].type).toBe('F')
    expect(JSON.parse(read(schema).render('resolved'))[1].fields[1].type).toMatchObject({
      type: 'fixed',
    })
  })

  test('a type may be used before it is defined, and is then printed at its first use', () => {
    const schema = record('R', field('a', ['null', 'F']), field('b', { ...fixed }))
    expect(JSON.parse(read(schema).canonical)).toEqual(
      record('R', field('a', ['null', fixed]), field('b', 'F')),
    )
  })

  test('branches that turn out to be one type are refused', () => {
    const schema = record('ns.R', field('a', ['F', 'ns.F']), field('b', fixed))
    expect(refusal(schema)).toBe('Duplicate in union:ns.F')
  })

  test('records may refer to themselves and to each other', () => {
    const schema = record('A', field('b', record('B', field('a', ['null', 'A']))))
    expect(JSON.parse(read(schema).canonical)).toEqual(schema)
  })

  test('an equal definition may be repeated, another may not', () => {
    const twice = (second: object) => record('R', field('a', fixed), field('b', second))
    expect(JSON.parse(read(twice(fixed)).canonical)).toEqual(
      record('R', field('a', fixed), field('b', 'F')),
    )
    expect(refusal(twice({ ...fixed, size: 5 }))).toBe("Can't redefine: F")
  })

  test('whatever else stands beside the name of a type is dropped', () => {
    const schema = record('R', field('a', fixed), field('b', { type: 'F', doc: 'lost' }))
    expect(read(schema).canonical).not.toContain('lost')
  })
})

describe('defaults of new schemas', () => {
  const union = ['null', 'int', { type: 'array', items: 'long' }]
  const inner = record('I', field('x', 'int'), field('y', 'int', { default: 1 }))

  test.each([
    ['int', 2 ** 31 - 1],
    ['long', 2 ** 53 - 1],
    ['float', 1],
    ['double', 'NaN'],
    ['double', ' 1.5f '],
    ['string', ''],
    ['bytes', '\u00ff'],
    ['boolean', false],
    ['null', null],
    [union, 1],
    [union, [1, 2]],
    [fixed, 'any length'],
    [{ type: 'enum', name: 'E', symbols }, 'none of them'],
    [{ type: 'map', values: 'int' }, { a: 1 }],
    [inner, { x: 1 }],
    [inner, { x: 1, z: 'unknown' }],
  ])('for %j: %j fits', (type, value) => {
    expect(read(record('R', field('a', type, { default: value }))).canonical).toContain('"default"')
  })

  test.each([
    ['int', 2 ** 31],
    ['int', 1.5],
    ['int', '1'],
    ['int', null],
    ['long', 2 ** 63],
    ['string', 1],
    ['boolean', 0],
    ['null', 0],
    [union, 'x'],
    [union, [1, 'x']],
    [{ type: 'map', values: 'int' }, { a: 'x' }],
    [{ type: 'map', values: 'int' }, []],
    [inner, {}],
    [inner, { x: 1, y: 'x' }],
  ])('for %j: %j does not fit', (type, value) => {
    const schema = record('R', field('a', type, { default: value }))
    expect(refusal(schema)).toMatch(/^Invalid default for field a: /)
    expect(read(schema, { asNew: false }).canonical).toContain('"default"')
  })

  test('the error names the field, the value and the type', () => {
    expect(refusal(record('R', field('a', 'int', { default: '1' })))).toBe(
      'Invalid default for field a: "1" not a "int"',
    )
  })

  test('a float from text must be a number', () => {
    expect(refusal(record('R', field('a', 'float', { default: 'x' })))).toBe(
      'For input string: "x"',
    )
  })

  test('for a type that is defined later only an object fits, and only if it fits then', () => {
    const schema = (later: unknown, value: unknown) =>
      record('R', field('a', 'L', { default: value }), field('b', later))
    const small = record('L', field('x', 'int', { default: 0 }))
    expect(read(schema(small, {})).canonical).toContain('"default":{}')
    expect(refusal(schema({ ...fixed, name: 'L' }, 'abcd'))).toBe(
      'Invalid default for field a: "abcd" not a "L"',
    )
    expect(refusal(schema({ ...fixed, name: 'L' }, {}))).toContain(
      'Invalid default for field a: {}',
    )
    expect(refusal(schema(record('L', field('x', 'int')), {}))).toContain('Invalid default')
  })

  test('a default that would need itself is refused', () => {
    expect(refusal(record('R', field('a', 'R', { default: {} })))).toContain('Invalid default')
    const list = record('R', field('a', ['null', 'R'], { default: null }))
    expect(read(list).canonical).toBe(JSON.stringify(list))
  })
})
