import { describe, expect, test } from 'vitest'
import { field, read, record } from './reading.ts'

describe('canonical text', () => {
  test('keys stand in one order, properties in that of the text', () => {
    const schema = {
      aliases: ['Old', 'other.Old'],
      zeta: { b: 1, a: [null, true] },
      fields: [
        {
          x: 1,
          order: 'Descending',
          default: 'd',
          aliases: ['f'],
          doc: 'of a field',
          type: 'string',
          name: 'a',
        },
      ],
      alpha: 2,
      doc: 'of a record',
      namespace: 'ns',
      name: 'R',
      type: 'record',
    }
    expect(read(schema).canonical).toBe(
      '{"type":"record","name":"R","namespace":"ns","doc":"of a record","fields":[' +
        '{"name":"a","type":"string","doc":"of a field","default":"d","order":"descending",' +
        '"aliases":["f"],"x":1}],"zeta":{"b":1,"a":[null,true]},"alpha":2,' +
        '"aliases":["Old","other.Old"]}',
    )
  })

  test.each([
    [
      '{"symbols":["A"],"default":"A","p":1,"aliases":["D"],"name":"E","doc":"d","type":"enum"}',
      '{"type":"enum","name":"E","doc":"d","symbols":["A"],"default":"A","p":1,"aliases":["D"]}',
    ],
    [
      '{"size":4,"logicalType":"x","name":"F","namespace":"","aliases":[],"type":"fixed"}',
      '{"type":"fixed","name":"F","size":4,"logicalType":"x"}',
    ],
    [
      '{"p":1,"items":{"type":"string"},"type":"array","name":"lost","default":[]}',
      '{"type":"array","items":"string","p":1,"default":[]}',
    ],
    [
      '{"values":{"values":"int","type":"map"},"type":"map","doc":"lost"}',
      '{"type":"map","values":{"type":"map","values":"int"}}',
    ],
    [
      '{"type":"string","avro.java.string":"String"}',
      '{"type":"string","avro.java.string":"String"}',
    ],
    ['{"type":"error","name":"R","fields":[]}', '{"type":"error","name":"R","fields":[]}'],
    ['[]', '[]'],
    ['["null" , "int"]', '["null","int"]'],
    ['/* a */ {"type": // b\n "int"}', '"int"'],
    [
      '{"type":"enum","name":"E","symbols":[],"default":1}',
      '{"type":"enum","name":"E","symbols":[]}',
    ],
    [
      '{"type":"record","name":"R","doc":{},"fields":[{"name":"a","type":"int","doc":1,"order":"ascending"}]}',
      '{"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}',
    ],
  ])('%s is stored as %s', (text, canonical) => {
    expect(read(text).canonical).toBe(canonical)
  })

  test.each([
    ['1', '1'],
    ['-0', '0'],
    ['1.0', '1.0'],
    ['1.50', '1.5'],
    ['-0.0', '-0.0'],
    ['0.001', '0.001'],
    ['0.0001', '1.0E-4'],
    ['9999999.5', '9999999.5'],
    ['10000000.0', '1.0E7'],
    ['1e21', '1.0E21'],
    ['1.25e-7', '1.25E-7'],
    ['4.9e-324', '4.9E-324'],
    ['1e400', '"Infinity"'],
    ['-1e400', '"-Infinity"'],
    ['"NaN"', '"NaN"'],
    ['"-.5e1"', '-5.0'],
    ['"-0"', '-0.0'],
    ['12345678901234567890', '12345678901234567890'],
  ])('the default %s of a double is printed as %s', (value, printed) => {
    const text = `{"type":"record","name":"R","fields":[{"name":"a","type":"double","default":${value}}]}`
    expect(read(text).canonical).toContain(`"default":${printed}}`)
  })

  test.each([
    ['{"type":"int","p":[99999999999999999999]}'],
    ['{"type":"enum","name":"E","symbols":[],"p":99999999999999999999}'],
    ['{"type":"fixed","name":"F","size":1,"p":99999999999999999999}'],
    ['{"type":"record","name":"R","fields":[{"name":"a","type":"int","p":99999999999999999999}]}'],
  ])('an integer beyond 64 bits stays where the reference does not copy it: %s', (text) => {
    expect(read(text).canonical).toBe(text)
  })

  test('namespaces are printed where they change', () => {
    const inner = (name: string, namespace: string) => ({ ...record(name), namespace })
    const schema = record(
      'ns.Outer',
      field('a', inner('Same', 'ns')),
      field('b', inner('Other', 'x')),
      field('c', inner('None', '')),
      field('d', ['ns.Same', 'x.Other', 'None']),
    )
    const { namespace, fields } = JSON.parse(read(schema).canonical)
    expect(namespace).toBe('ns')
    expect(fields.map(({ type }: { type: unknown }) => type)).toEqual([
      record('Same'),
      { ...record('Other'), namespace: 'x' },
      { ...record('None'), namespace: '' },
      ['Same', 'x.Other', 'None'],
    ])
  })

  test('a name that reads as a type word is always printed in full', () => {
    const schema = record('ns.R', field('a', record('map')), field('b', 'ns.map'))
    expect(JSON.parse(read(schema).canonical).fields[1].type).toBe('ns.map')
  })

  test('half a surrogate pair is replaced, since no encoding has it', () => {
    expect(read('{"type":"int","p":"\\ud800"}').canonical).toBe('{"type":"int","p":"\ufffd"}')
  })
})

describe('references', () => {
  const place =
    '{"type":"record","name":"geo.Place","fields":[{"name":"at","type":{"type":"record","name":"Point","fields":[]}}]}'
  const schema = record('R', field('place', 'geo.Place'), field('point', ['null', 'geo.Point']))

  test('the type of a reference stays a name, one inside it is written out', () => {
    const { canonical } = read(schema, { references: [place] })
    expect(JSON.parse(canonical)).toEqual(
      record(
        'R',
        field('place', 'geo.Place'),
        field('point', ['null', { ...record('Point'), namespace: 'geo' }]),
      ),
    )
  })

  test('format=resolved writes everything out', () => {
    const resolved = read(schema, { references: [place] }).render('resolved')
    expect(read(resolved).canonical).toBe(resolved)
    expect(resolved).toContain('"name":"Place"')
  })

  test('references may build on each other', () => {
    const city = '{"type":"record","name":"City","fields":[{"name":"place","type":"geo.Place"}]}'
    const town = read(record('Town', field('city', 'City')), { references: [place, city] })
    expect(JSON.parse(town.canonical)).toEqual(record('Town', field('city', 'City')))
  })

  test('a schema in its resolved form is equivalent to one with references', () => {
    const referring = read(schema, { references: [place] })
    expect(read(referring.render('resolved')).equivalent(referring)).toBe(true)
  })

  test('of a type that a reference defines as well, the definition there is the one', () => {
    const here = '{"type":"record","name":"geo.Point","doc":"here","fields":[]}'
    const schema = read(here, { references: [place] })
    expect(schema.canonical).toBe('{"type":"record","name":"Point","namespace":"geo","fields":[]}')
  })

  test('a reference without a name hides no type of that name', () => {
    const union = read(record('union'), { references: ['["int"]'] })
    expect(union.canonical).toBe('{"type":"record","name":"union","fields":[]}')
  })

  test('a reference may be the whole schema', () => {
    expect(read('"geo.Place"', { references: [place] }).canonical).toBe('"geo.Place"')
  })
})
