import { describe, expect, test } from 'vitest'
import { budget, differences, proto3, read } from './reading.ts'

/** Differences when `newer` reads what `older` wrote, both bodies of message M. */
function between(older: string, newer: string): readonly string[] {
  const types = 'enum E { A = 0; } message X { int32 a = 1; } message Y {}'
  const file = (body: string) => read(proto3(`message M { ${body} }`, types))
  return differences(file(newer), file(older))
}

describe('changes of fields', () => {
  test.each([
    ['a field comes and another goes', 'int32 a = 1;', 'int32 b = 2;', []],
    ['a field gets another name', 'int32 a = 1;', 'int32 b = 1;', []],
    ['scalars of one group', 'int32 a = 1;', 'E a = 1;', []],
    ['sint32 to sint64', 'sint32 a = 1;', 'sint64 a = 1;', []],
    ['string to bytes', 'string a = 1;', 'bytes a = 1;', []],
    ['fixed32 to sfixed32', 'fixed32 a = 1;', 'sfixed32 a = 1;', []],
    ['int32 to sint32', 'int32 a = 1;', 'sint32 a = 1;', ['FIELD_SCALAR_KIND_CHANGED #/M/1']],
    ['float to double', 'float a = 1;', 'double a = 1;', ['FIELD_SCALAR_KIND_CHANGED #/M/1']],
    ['a scalar to a message', 'int32 a = 1;', 'X a = 1;', ['FIELD_KIND_CHANGED #/M/1']],
    ['a message to a map', 'X a = 1;', 'map<string, X> a = 1;', ['FIELD_KIND_CHANGED #/M/1']],
    ['a message to another', 'X a = 1;', 'Y a = 1;', ['FIELD_NAMED_TYPE_CHANGED #/M/1']],
    ['no label to repeated', 'int32 a = 1;', 'repeated int32 a = 1;', []],
    [
      'optional to repeated',
      'optional int32 a = 1;',
      'repeated int32 a = 1;',
      ['FIELD_NUMERIC_LABEL_CHANGED #/M/1'],
    ],
    ['a string to repeated', 'optional string a = 1;', 'repeated string a = 1;', []],
    [
      'the key of a map',
      'map<int32, X> a = 1;',
      'map<sint32, X> a = 1;',
      ['FIELD_SCALAR_KIND_CHANGED #/M/1'],
    ],
    [
      'the value of a map',
      'map<string, X> a = 1;',
      'map<string, Y> a = 1;',
      ['FIELD_NAMED_TYPE_CHANGED #/M/1'],
    ],
  ])('%s', (_, older, newer, found) => {
    expect(between(older, newer)).toEqual(found)
  })

  test('required fields may neither come nor go', () => {
    const [one, two] = [read('message M {}'), read('message M { required int32 a = 1; }')]
    expect(differences(two, one)).toEqual(['REQUIRED_FIELD_ADDED #/M/1'])
    expect(differences(one, two)).toEqual(['REQUIRED_FIELD_REMOVED #/M/1'])
  })
})

describe('changes of oneofs', () => {
  test.each([
    [
      'one field moves into a new oneof',
      'int32 a = 1;',
      'oneof o { int32 a = 1; int32 b = 2; }',
      [],
    ],
    [
      'two fields move into a new oneof',
      'int32 a = 1; int32 b = 2;',
      'oneof o { int32 a = 1; int32 b = 2; }',
      ['MULTIPLE_FIELDS_MOVED_TO_ONEOF #/M/o'],
    ],
    [
      'a field moves into an existing oneof',
      'int32 a = 1; oneof o { int32 b = 2; }',
      'oneof o { int32 a = 1; int32 b = 2; }',
      ['FIELD_MOVED_TO_EXISTING_ONEOF #/M/o'],
    ],
    [
      'two oneofs become one',
      'oneof o { int32 a = 1; } oneof p { int32 b = 2; }',
      'oneof o { int32 a = 1; int32 b = 2; }',
      ['FIELD_MOVED_TO_EXISTING_ONEOF #/M/o'],
    ],
    ['a oneof gets another name', 'oneof o { int32 a = 1; }', 'oneof p { int32 a = 1; }', []],
    ['a member comes', 'oneof o { int32 a = 1; }', 'oneof o { int32 a = 1; int32 b = 2; }', []],
    [
      'a member goes',
      'oneof o { int32 a = 1; int32 b = 2; }',
      'oneof o { int32 a = 1; }',
      ['ONEOF_FIELD_REMOVED #/M/o/2'],
    ],
    ['a oneof goes with all its members', 'oneof o { int32 a = 1; }', '', []],
    [
      'a member leaves its oneof',
      'oneof o { int32 a = 1; int32 b = 2; }',
      'oneof o { int32 a = 1; } int32 b = 2;',
      [],
    ],
    [
      'a member changes its type',
      'oneof o { int32 a = 1; }',
      'oneof o { string a = 1; }',
      ['FIELD_SCALAR_KIND_CHANGED #/M/o/1'],
    ],
  ])('%s', (_, older, newer, found) => {
    expect(between(older, newer)).toEqual(found)
  })
})

describe('changes of types', () => {
  test.each([
    [
      'another package',
      'package a; message M {}',
      'package b; message M {}',
      ['PACKAGE_CHANGED #/'],
    ],
    ['a message goes', 'message M {} message N {}', 'message M {}', ['MESSAGE_REMOVED #/N']],
    [
      'a nested message goes',
      'message M { message N {} }',
      'message M {}',
      ['MESSAGE_REMOVED #/M/N'],
    ],
    [
      'messages and enums come or move',
      'message M {} message N {}',
      'message N {} message M {} message O {} enum E { A = 0; }',
      [],
    ],
    ['an enum goes', 'enum E { A = 0; } message M {}', 'message M {}', []],
    ['constants change', 'enum E { A = 0; B = 1; }', 'enum E { A = 0; C = 1; D = 2; }', []],
    [
      'options, services and reserved numbers',
      'option a = 1; message M {} service S {}',
      'message M { reserved 1; }',
      [],
    ],
  ])('%s', (_, older, newer, found) => {
    expect(differences(read(newer), read(older))).toEqual(found)
  })

  test('a map entry message is no message of its own', () => {
    const older = 'message E { option map_entry = true; string key = 1; string value = 2; }'
    const map = read(proto3('message M { map<string, string> a = 1; }'))
    const entries = read(proto3(`message M { repeated E a = 1; ${older} }`))
    expect(differences(map, entries)).toEqual([])
    expect(differences(entries, map)).toEqual([])
  })
})

describe('types of references', () => {
  const using = (place: string, version = 1) =>
    read(proto3('import "place.proto"; message M { geo.Place at = 1; }'), {
      [version === 1 ? 'place.proto' : `place${version}.proto`]: place,
    })
  const place = (body: string) => proto3(`package geo; message Place { ${body} }`)

  test('one version of a reference agrees with itself', () => {
    expect(differences(using(place('int32 a = 1;')), using(place('int32 a = 1;')))).toEqual([])
  })

  test('different versions are compared by what they contain', () => {
    const older = using(place('int32 a = 1;'))
    expect(differences(using(place('int32 a = 1; int32 b = 2;'), 2), older)).toEqual([])
    expect(differences(using(place('string a = 1;'), 2), older)).toEqual([
      'FIELD_SCALAR_KIND_CHANGED #/Place/1',
      'FIELD_NAMED_TYPE_CHANGED #/M/1',
    ])
  })

  test('a type may move to another package but not change its name', () => {
    const older = using(place('int32 a = 1;'))
    const moved = proto3('package earth; message Place { int32 a = 1; }')
    const renamed = proto3('package geo; message Spot { int32 a = 1; }')
    const at = (type: string, file: string) =>
      read(proto3(`message M { ${type} at = 1; }`), { 'x.proto': file })
    expect(differences(at('earth.Place', moved), older)).toEqual([])
    expect(differences(at('geo.Spot', renamed), older)).toEqual(['FIELD_NAMED_TYPE_CHANGED #/M/1'])
  })

  test('types that contain each other are compared once', () => {
    const loop = (kind: string, version: number) =>
      using(
        proto3(
          `package geo; message Place { Place next = 1; Other o = 2; } message Other { Place p = 1; ${kind} k = 2; }`,
        ),
        version,
      )
    expect(differences(loop('int32', 2), loop('int32', 1))).toEqual([])
    expect(differences(loop('int32', 2), loop('string', 1))).toContain(
      'FIELD_SCALAR_KIND_CHANGED #/Other/2',
    )
  })
})

test('the words for reader and writer are those that were given', () => {
  const reader = read('message M { required int32 a = 1; }')
  const words = { reader: 'old', writer: 'new' }
  const found = reader.unreadable(read('message M {}'), {
    policy: 'STRICT',
    words,
    budget: budget(),
  })
  expect(found).toEqual([
    '{errorType:"REQUIRED_FIELD_ADDED", description:"A required field  at path \'#/M/1\' in the old schema is missing in the new schema"}',
  ])
})

test('of very many differences the first thousand are told', () => {
  const fields = (type: string) =>
    read(
      proto3(
        `message M { ${Array.from({ length: 2000 }, (_, i) => `${type} f${i} = ${i + 1};`).join('')} }`,
      ),
    )
  expect(differences(fields('int32'), fields('string'))).toHaveLength(1000)
})
