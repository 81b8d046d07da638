import { describe, expect, test } from 'vitest'
import { differences, draft2020 } from './reading.ts'

const open = {}
const closed = { additionalProperties: false }
const partial = { patternProperties: { '^x_': { type: 'string' } }, additionalProperties: false }
const typed = { additionalProperties: { type: 'string' } }
const withA = (model: object, a: unknown = { type: 'string' }, more: object = {}) => ({
  type: 'object',
  ...model,
  properties: { a },
  ...more,
})
const without = (model: object) => ({ type: 'object', ...model })
const required = { required: ['a'] }

describe('adding a property', () => {
  test.each([
    ['to an open model', open, withA(open), 'OPTIONAL_PROPERTY_ADDED_TO_OPEN'],
    ['that takes anything, to an open model', open, withA(open, {}), undefined],
    [
      'that is required',
      open,
      withA(open, { type: 'string' }, required),
      'REQUIRED_PROPERTY_ADDED_TO_OPEN',
    ],
    [
      'that is required and has a default',
      open,
      withA(open, { type: 'string', default: 'x' }, required),
      'REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_OPEN',
    ],
    ['to a closed model', closed, withA(closed), undefined],
    [
      'that is required, to a closed model',
      closed,
      withA(closed, { type: 'string' }, required),
      'REQUIRED_PROPERTY_ADDED_TO_UNOPEN',
    ],
    [
      'that is required and has a default, to a closed model',
      closed,
      withA(closed, { type: 'string', default: 'x' }, required),
      undefined,
    ],
    ['that fits the other properties', typed, withA(typed), undefined],
  ])('%s', (_, model, now, difference) => {
    const expected = difference === undefined ? [] : [`${difference}_CONTENT_MODEL #/properties/a`]
    expect(differences(without(model), now)).toEqual(expected)
  })

  test('that does not fit what was allowed before names both', () => {
    expect(differences(without(typed), withA(typed, { type: 'number' }))).toEqual([
      'TYPE_CHANGED #/properties/a',
      'PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL #/properties/a',
    ])
  })

  test('is judged by the first pattern that finds something in its name', () => {
    const add = (name: string, type: string) =>
      differences(without(partial), { ...without(partial), properties: { [name]: { type } } })
    expect(add('x_1', 'string')).toEqual([])
    expect(add('x_1', 'number')).toHaveLength(2)
    expect(add('y_1', 'number')).toEqual([])
  })
})

describe('removing a property', () => {
  test.each([
    ['from an open model', open, undefined],
    ['from a closed model', closed, 'PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL'],
    ['that the others cover', typed, undefined],
    ['that no pattern covers', partial, 'PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL'],
  ])('%s', (_, model, difference) => {
    const expected = difference === undefined ? [] : [`${difference} #/properties/a`]
    expect(differences(withA(model), without(model))).toEqual(expected)
  })

  test('that never had a value is no loss', () => {
    expect(differences(withA(closed, false), without(closed))).toEqual([])
  })

  test('that the others do not cover names both', () => {
    expect(differences(withA(typed, { type: 'number' }), without(typed))).toEqual([
      'TYPE_CHANGED #/properties/a',
      'PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL #/properties/a',
    ])
  })
})

test.each([
  ['closing', open, closed, 'ADDITIONAL_PROPERTIES_REMOVED'],
  ['opening', closed, open, undefined],
  ['narrowing', open, typed, 'ADDITIONAL_PROPERTIES_NARROWED'],
  ['widening', typed, open, undefined],
])('%s the content model', (_, old, now, difference) => {
  const expected = difference === undefined ? [] : [`${difference} #/additionalProperties`]
  expect(differences(without(old), without(now))).toEqual(expected)
})

test.each([
  ['is added', { type: 'string' }, 'REQUIRED_ATTRIBUTE_ADDED'],
  ['is added with a default', { type: 'string', default: 'x' }, undefined],
])('a demand for a known property %s', (_, a, difference) => {
  const expected = difference === undefined ? [] : [`${difference} #/required/a`]
  expect(differences(withA(closed, a), withA(closed, a, required))).toEqual(expected)
  expect(differences(withA(closed, a, required), withA(closed, a))).toEqual([])
})

test('a demand for an undeclared property is never looked at', () => {
  expect(differences(without(open), { ...without(open), ...required })).toEqual([])
})

describe('unevaluated properties', () => {
  const schema = (unevaluatedProperties: unknown) => ({
    $schema: draft2020,
    type: 'object',
    unevaluatedProperties,
  })
  test.each([
    [undefined, false, 'REMOVED'],
    [undefined, { type: 'string' }, 'NARROWED'],
    [true, { type: 'string' }, 'NARROWED'],
    [true, false, 'REMOVED'],
    [false, undefined, undefined],
    [false, { type: 'string' }, undefined],
    [{ type: 'string' }, true, undefined],
    [{ type: 'string' }, undefined, undefined],
  ])('from %j to %j', (old, now, difference) => {
    const expected =
      difference === undefined
        ? []
        : [`UNEVALUATED_PROPERTIES_${difference} #/unevaluatedProperties`]
    expect(differences(schema(old), schema(now))).toEqual(expected)
  })

  test('close the content model like additional ones', () => {
    const withProperty = { ...schema(false), properties: { a: { type: 'string' } } }
    expect(differences(schema(false), withProperty)).toEqual([])
    expect(differences(withProperty, schema(false))).toEqual([
      'PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL #/properties/a',
    ])
  })
})

describe('tuples', () => {
  const tuple = (items: readonly unknown[], additionalItems?: unknown) => ({
    type: 'array',
    items,
    additionalItems,
  })
  const text = { type: 'string' }

  test.each([
    ['an item added to an open tuple', tuple([]), tuple([text]), 'ITEM_ADDED_TO_OPEN'],
    ['an item that takes anything, to an open tuple', tuple([]), tuple([{}]), undefined],
    ['an item added to a closed tuple', tuple([], false), tuple([text], false), undefined],
    ['an item removed from an open tuple', tuple([text]), tuple([]), undefined],
    [
      'an item removed from a closed tuple',
      tuple([text], false),
      tuple([], false),
      'ITEM_REMOVED_FROM_CLOSED',
    ],
  ])('%s', (_, old, now, difference) => {
    const expected = difference === undefined ? [] : [`${difference}_CONTENT_MODEL #/items/0`]
    expect(differences(old, now)).toEqual(expected)
  })

  test('items that the further items cover may come and go', () => {
    const [long, short] = [tuple([text, text], text), tuple([text], text)]
    expect(differences(long, short)).toEqual([])
    expect(differences(short, long)).toEqual([])
    expect(differences(short, tuple([text, { type: 'null' }], text))).toEqual([
      'TYPE_CHANGED #/items/1',
      'ITEM_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL #/items/1',
    ])
  })

  test('prefixItems of 2020-12 are tuples', () => {
    const schema = (prefixItems: unknown[]) => ({ $schema: draft2020, type: 'array', prefixItems })
    expect(differences(schema([]), schema([text]))).toEqual([
      'ITEM_ADDED_TO_OPEN_CONTENT_MODEL #/items/0',
    ])
  })
})

describe('the LENIENT policy', () => {
  test.each([
    ['adding an optional property', without(open), withA(open)],
    ['adding a required one with default', without(open), withA(open, { default: 1 }, required)],
    ['removing a property from a closed model', withA(closed), without(closed)],
    ['closing the model', without(open), without(closed)],
    ['narrowing the model', without(open), without(typed)],
  ])('forgives %s', (_, old, now) => {
    expect(differences(old, now, 'LENIENT')).toEqual([])
  })

  test.each([
    ['a required property', without(open), withA(open, { type: 'string' }, required)],
    ['a changed type', withA(open), withA(open, { type: 'number' })],
    ['an item', { type: 'array', items: [] }, { type: 'array', items: [{ type: 'null' }] }],
  ])('does not forgive %s', (_, old, now) => {
    expect(differences(old, now, 'LENIENT')).toHaveLength(1)
  })

  test('decides which branch of a combination fits', () => {
    const now = { oneOf: [{ type: 'null' }, withA(open)] }
    expect(differences(without(open), now)).toEqual(['TYPE_CHANGED #/'])
    expect(differences(without(open), now, 'LENIENT')).toEqual([])
  })
})

test('the LOGICAL policy judges as STRICT does', () => {
  const [old, now] = [without(open), withA(open)]
  expect(differences(old, now, 'LOGICAL')).toEqual(differences(old, now))
})
