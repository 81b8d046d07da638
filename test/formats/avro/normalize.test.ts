import { describe, expect, test } from 'vitest'
import { SchemaError } from '../../../src/formats/schema-error.ts'
import { field, read, record } from './reading.ts'

const normal = (schema: unknown) => read(schema, { asNew: false }).normalized()

describe('properties', () => {
  test.each([
    [
      '{"type":"int","b":1,"a":{"d":1,"c":[{"f":1,"e":2}]}}',
      '{"type":"int","a":{"c":[{"e":2,"f":1}],"d":1},"b":1}',
    ],
    [
      '{"type":"bytes","a":1,"scale":2,"precision":9,"logicalType":"decimal"}',
      '{"type":"bytes","logicalType":"decimal","precision":9,"scale":2,"a":1}',
    ],
    [
      '{"type":"bytes","a":1,"scale":0,"precision":9,"logicalType":"decimal"}',
      '{"type":"bytes","logicalType":"decimal","precision":9,"a":1,"scale":0}',
    ],
    [
      '{"type":"bytes","a":1,"scale":3,"precision":2,"logicalType":"decimal"}',
      '{"type":"bytes","a":1,"logicalType":"decimal","precision":2,"scale":3}',
    ],
    [
      '{"type":"long","a":1,"logicalType":"timestamp-millis"}',
      '{"type":"long","logicalType":"timestamp-millis","a":1}',
    ],
    [
      '{"type":"int","a":1,"logicalType":"timestamp-millis"}',
      '{"type":"int","a":1,"logicalType":"timestamp-millis"}',
    ],
    [
      '{"type":"string","logicalType":"uuid","avro.java.string":"String"}',
      '{"type":"string","avro.java.string":"String","logicalType":"uuid"}',
    ],
    [
      '{"type":"string","logicalType":"uuid","avro.java.string":1}',
      '{"type":"string","logicalType":"uuid","avro.java.string":1}',
    ],
    [
      '{"type":"string","a":1,"logicalType":"of-our-own"}',
      '{"type":"string","a":1,"logicalType":"of-our-own"}',
    ],
    [
      '{"type":"fixed","name":"D","size":12,"a":1,"logicalType":"duration"}',
      '{"type":"fixed","name":"D","size":12,"logicalType":"duration","a":1}',
    ],
    [
      '{"type":"fixed","name":"D","size":11,"a":1,"logicalType":"duration"}',
      '{"type":"fixed","name":"D","size":11,"a":1,"logicalType":"duration"}',
    ],
    [
      '{"type":"fixed","name":"D","size":4,"precision":9,"logicalType":"decimal"}',
      '{"type":"fixed","name":"D","size":4,"logicalType":"decimal","precision":9}',
    ],
    [
      '{"type":"fixed","name":"D","size":4,"precision":10,"a":1,"logicalType":"decimal"}',
      '{"type":"fixed","name":"D","size":4,"a":1,"logicalType":"decimal","precision":10}',
    ],
    ['{"type":"array","items":"int","b":1,"a":2}', '{"type":"array","items":"int","a":2,"b":1}'],
    ['{"type":"map","values":"int","b":1,"a":2}', '{"type":"map","values":"int","a":2,"b":1}'],
    [
      '{"type":"enum","name":"E","doc":"","symbols":["B","A"],"default":"A"}',
      '{"type":"enum","name":"E","symbols":["B","A"],"default":"A"}',
    ],
    ['{"type":"error","name":"R","fields":[]}', '{"type":"record","name":"R","fields":[]}'],
  ])('%s becomes %s', (text, normalized) => {
    expect(normal(text)).toBe(normalized)
  })

  test('aliases are sorted, those of types by full name', () => {
    const schema = {
      ...record('ns.R', field('a', 'int', { aliases: ['z', 'y'] })),
      aliases: ['B', 'a.Z', 'ns.A'],
    }
    expect(JSON.parse(normal(schema))).toMatchObject({
      aliases: ['a.Z', 'A', 'B'],
      fields: [{ aliases: ['y', 'z'] }],
    })
  })

  test('the order of a field, its documentation and the defaults of enums stay', () => {
    const schema = record('R', field('a', 'int', { doc: '', order: 'ignore' }))
    expect(JSON.parse(normal(schema))).toEqual(schema)
  })

  test('a type in no namespace falls into that of its surroundings, as in the reference', () => {
    const inner = { ...record('Z'), namespace: '' }
    const schema = record('x.Y', field('z', inner))
    expect(normal(schema)).toContain('{"name":"z","type":{"type":"record","name":"Z","fields":[]}}')
    const used = record('R', field('y', schema), field('z', 'Z'))
    expect(() => read(used).normalized()).toThrow(new SchemaError('Undefined schema: Z'))
  })
})

describe('defaults', () => {
  test.each([
    ['int', 1, '1'],
    ['long', 1, '1'],
    ['double', 1, '1.0'],
    ['float', 1, '1.0'],
    ['float', 0.1, '0.1'],
    ['float', 16777217, '1.6777216E7'],
    ['float', 0.12345678912345, '0.12345679'],
    ['float', 1e40, '"Infinity"'],
    ['double', 1e40, '1.0E40'],
    ['string', 'é€', '"é€"'],
    ['bytes', 'é€😀', '"é??"'],
    [['null', 'int'], null, 'null'],
    [['int', 'null'], 1, '1'],
    [{ type: 'array', items: 'double' }, [1, 2.5], '[1.0,2.5]'],
    [{ type: 'map', values: 'float' }, { b: 1, a: 2 }, '{"a":2.0,"b":1.0}'],
    [record('I', field('x', 'double')), { x: 1, z: 1 }, '{"x":1.0,"z":1}'],
  ])('of %j: %j becomes %s', (type, value, printed) => {
    const text = normal(record('R', field('a', type, { default: value })))
    expect(text).toContain(`"default":${printed}}`)
  })

  test.each([
    [['null', 'int'], 1],
    [[], 1],
    ['int', 1.5],
    ['double', 'x'],
    ['string', 1],
  ])('of %j: %j is lost', (type, value) => {
    const lenient = record('R', field('a', type, { default: value }))
    if (value === 'x') expect(() => normal(lenient)).toThrow('For input string: "x"')
    else expect(normal(lenient)).not.toContain('default')
  })

  test.each([
    ['-0.0', '-0.0'],
    ['-1e-50', '-0.0'],
    ['-0', '0.0'],
  ])('%s under a float becomes %s', (value, printed) => {
    const text = `{"type":"record","name":"R","fields":[{"name":"a","type":"float","default":${value}}]}`
    expect(normal(text)).toContain(`"default":${printed}}`)
  })

  test('a float that becomes infinite is text to a union, and no default of a new schema', () => {
    const schema = record('R', field('a', ['float', 'null'], { default: 1e40 }))
    expect(normal(schema)).toContain('"default":"Infinity"}')
    expect(() => read(schema).normalized(true)).toThrow(
      new SchemaError('Invalid default for field a: "Infinity" not a ["float","null"]'),
    )
  })

  test('an integer beyond 64 bits is lost', () => {
    const text =
      '{"type":"record","name":"R","fields":[{"name":"a","type":"double","default":99999999999999999999}]}'
    expect(read(text).canonical).toBe(text)
    expect(read(text).normalized()).not.toContain('default')
  })
})

test('a type from within a reference is printed as the reference has it', () => {
  const place =
    '{"type":"record","name":"Place","fields":[{"name":"at","type":{"type":"fixed","name":"Point","size":2,"aliases":["b","a"]}}]}'
  expect(read('"Point"', { references: [place] }).normalized()).toContain('["b","a"]')
})

test('referenced types stay names', () => {
  const place = '{"type":"record","name":"geo.Place","fields":[]}'
  const schema = read(record('R', field('a', 'geo.Place', { z: 1, b: 2 })), { references: [place] })
  expect(schema.normalized()).toBe(
    '{"type":"record","name":"R","fields":[{"name":"a","type":"geo.Place","b":2,"z":1}]}',
  )
})
