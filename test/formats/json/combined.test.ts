import { describe, expect, test } from 'vitest'
import { differences, draft04, draft2020 } from './reading.ts'

const text = { type: 'string' }
const number = { type: 'number' }
const none = { type: 'null' }

test.each([
  ['a type gets alternatives', text, { oneOf: [none, text] }, []],
  ['a type gets other alternatives', text, { oneOf: [none, number] }, ['TYPE_CHANGED #/']],
  ['a type becomes the only alternative', text, { allOf: [text] }, []],
  ['a type gets further demands', text, { allOf: [text, number] }, ['TYPE_CHANGED #/']],
  ['alternatives become one type', { oneOf: [none, text] }, text, ['TYPE_CHANGED #/']],
  ['the only alternative becomes the type', { oneOf: [text] }, text, []],
  ['one of several demands remains', { allOf: [number, text] }, text, []],
  ['an alternative is added', { oneOf: [text] }, { oneOf: [text, none] }, []],
  [
    'an alternative is removed',
    { oneOf: [text, none] },
    { oneOf: [text] },
    ['SUM_TYPE_NARROWED #/'],
  ],
  ['a demand is added', { allOf: [text] }, { allOf: [text, none] }, ['PRODUCT_TYPE_EXTENDED #/']],
  ['a demand is removed', { allOf: [text, none] }, { allOf: [text] }, []],
  ['alternatives change places', { oneOf: [text, none] }, { oneOf: [none, text] }, []],
  [
    'an alternative changes',
    { oneOf: [text, none] },
    { oneOf: [text, number] },
    ['COMBINED_TYPE_SUBSCHEMAS_CHANGED #/'],
  ],
  ['oneOf becomes anyOf', { oneOf: [text, none] }, { anyOf: [text, none] }, []],
  [
    'anyOf becomes oneOf',
    { anyOf: [text, none] },
    { oneOf: [text, none] },
    ['COMBINED_TYPE_CHANGED #/'],
  ],
  ['a single anyOf becomes oneOf', { anyOf: [text] }, { oneOf: [text, none] }, []],
  ['several demands become one', { allOf: [text, none] }, { oneOf: [text] }, []],
  ['equal alternatives count once', { oneOf: [text, text, none] }, { oneOf: [text, none] }, []],
  ['a type gets a second one', text, { type: ['string', 'null'] }, []],
  ['a type loses its second one', { type: ['string', 'null'] }, text, ['TYPE_CHANGED #/']],
])('%s', (_, old, now, expected) => {
  expect(differences(old, now)).toEqual(expected)
})

test('every branch needs a partner of its own', () => {
  const short = { type: 'string', maxLength: 1 }
  const longer = { type: 'string', maxLength: 2 }
  // Both old branches can be read, but only by the same new one.
  expect(differences({ oneOf: [short, longer] }, { oneOf: [longer, none] })).toEqual([
    'COMBINED_TYPE_SUBSCHEMAS_CHANGED #/',
  ])
  // The first choice (short with text) has to be given up for the second branch.
  expect(differences({ anyOf: [short, text] }, { anyOf: [text, longer] })).toEqual([])
})

test('alternatives of draft 04 that differ in an exclusive bound count apart', () => {
  const exclusive = { type: 'number', exclusiveMinimum: true }
  const schema = (anyOf: object[]) => ({ $schema: draft04, anyOf })
  expect(differences(schema([none, text]), schema([none, text, number, exclusive]))).toEqual([])
  expect(differences(schema([number, exclusive, none]), schema([number, exclusive]))).toEqual([
    'SUM_TYPE_NARROWED #/',
  ])
  expect(differences(schema([number, text, none]), schema([number, exclusive, {}]))).toEqual([
    'COMBINED_TYPE_SUBSCHEMAS_CHANGED #/',
  ])
})

describe('recursion', () => {
  const tree = (type: string, $schema?: string) => ({
    $schema,
    definitions: {
      node: {
        type: 'object',
        properties: {
          value: { type },
          left: { $ref: '#/definitions/node' },
          right: { oneOf: [none, { $ref: '#/definitions/node' }] },
        },
      },
    },
    $ref: '#/definitions/node',
  })

  test.each([undefined, draft2020])('equal trees are compatible (%s)', ($schema) => {
    expect(differences(tree('string', $schema), tree('string', $schema))).toEqual([])
  })

  test.each([undefined, draft2020])('a change of the node is found once (%s)', ($schema) => {
    const found = differences(tree('string', $schema), tree('number', $schema))
    expect(found).toContain('TYPE_CHANGED #/properties/value')
    expect(found).toContain('COMBINED_TYPE_SUBSCHEMAS_CHANGED #/properties/right')
  })

  test('an assumption made inside a cycle is withdrawn when the cycle breaks', () => {
    // B is compared inside A, where A still counts as compatible with itself.
    const schema = (leaf: string) => ({
      definitions: {
        a: {
          type: 'object',
          properties: {
            list: { oneOf: [none, { $ref: '#/definitions/b' }] },
            z: { type: leaf },
          },
        },
        b: { type: 'object', properties: { a: { $ref: '#/definitions/a' } } },
      },
      $ref: '#/definitions/a',
    })
    expect(differences(schema('string'), schema('number'))).toEqual([
      'COMBINED_TYPE_SUBSCHEMAS_CHANGED #/properties/list',
      'TYPE_CHANGED #/properties/z',
    ])
  })

  test('references that go round in circles come to an end', () => {
    const circle = {
      definitions: { a: { $ref: '#/definitions/b' }, b: { $ref: '#/definitions/a' } },
      $ref: '#/definitions/a',
    }
    expect(differences(circle, circle)).toEqual([])
    expect(differences(circle, text)).toEqual(['TYPE_CHANGED #/'])
    expect(differences({ $ref: '#' }, { $ref: '#' })).toEqual([])
  })
})

describe('implied combinations', () => {
  test('keywords of two kinds of value are demands of an allOf', () => {
    const schema = { minLength: 1, minimum: 1 }
    expect(differences(schema, { allOf: [{ minLength: 1 }, { minimum: 1 }] })).toEqual([])
  })

  test('a keyword that does not fit the type is kept as a demand', () => {
    const found = differences({ type: 'string' }, { type: 'string', minimum: 1 })
    expect(found).toEqual(['TYPE_CHANGED #/'])
  })

  test('in 2020-12 a list of types takes up the keywords that fit one of them', () => {
    const schema = (maxLength: number) => ({
      $schema: draft2020,
      type: ['string', 'null'],
      maxLength,
    })
    expect(differences(schema(1), schema(2))).toEqual([])
    expect(differences(schema(2), schema(1))).toEqual(['COMBINED_TYPE_SUBSCHEMAS_CHANGED #/'])
  })

  test('siblings of $ref count in 2020-12 and are ignored before', () => {
    const schema = ($schema: string | undefined, siblings: object) => ({
      $schema,
      definitions: { a: { type: 'string' } },
      $ref: '#/definitions/a',
      ...siblings,
    })
    const more = { minLength: 1 }
    expect(differences(schema(undefined, {}), schema(undefined, more))).toEqual([])
    expect(differences(schema(draft2020, {}), schema(draft2020, more))).toEqual(['TYPE_CHANGED #/'])
  })
})
