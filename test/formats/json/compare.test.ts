import { describe, expect, test } from 'vitest'
import { differences, draft04, draft07, draft2020, lines } from './reading.ts'

type Row = readonly [keyword: string, old: unknown, now: unknown, difference: string | undefined]

const bounds: readonly Row[] = [
  ['maxLength', undefined, 5, 'MAX_LENGTH_ADDED'],
  ['maxLength', 5, 4, 'MAX_LENGTH_DECREASED'],
  ['maxLength', 4, 5, undefined],
  ['maxLength', 5, undefined, undefined],
  ['minLength', undefined, 5, 'MIN_LENGTH_ADDED'],
  ['minLength', 4, 5, 'MIN_LENGTH_INCREASED'],
  ['minLength', 5, 4, undefined],
  ['pattern', undefined, 'a', 'PATTERN_ADDED'],
  ['pattern', 'a', 'b', 'PATTERN_CHANGED'],
  ['pattern', 'a', 'a', undefined],
  ['pattern', 'a', undefined, undefined],
  ['maximum', undefined, 5, 'MAXIMUM_ADDED'],
  ['maximum', 5, 4, 'MAXIMUM_DECREASED'],
  ['maximum', 5, 5.0, undefined],
  ['minimum', undefined, 5, 'MINIMUM_ADDED'],
  ['minimum', 4, 4.5, 'MINIMUM_INCREASED'],
  ['minimum', -4, -5, undefined],
  ['exclusiveMaximum', undefined, 5, 'EXCLUSIVE_MAXIMUM_ADDED'],
  ['exclusiveMaximum', 5, 4, 'EXCLUSIVE_MAXIMUM_DECREASED'],
  ['exclusiveMaximum', 4, 5, undefined],
  ['exclusiveMinimum', undefined, 5, 'EXCLUSIVE_MINIMUM_ADDED'],
  ['exclusiveMinimum', 4, 5, 'EXCLUSIVE_MINIMUM_INCREASED'],
  ['multipleOf', undefined, 2, 'MULTIPLE_OF_ADDED'],
  ['multipleOf', 2, 4, 'MULTIPLE_OF_EXPANDED'],
  ['multipleOf', 4, 2, undefined],
  ['multipleOf', 0.5, 0.1, undefined],
  ['multipleOf', 20.2001, 10.1, 'MULTIPLE_OF_CHANGED'],
  ['multipleOf', 4, undefined, undefined],
  ['maxProperties', undefined, 5, 'MAX_PROPERTIES_ADDED'],
  ['maxProperties', 5, 4, 'MAX_PROPERTIES_DECREASED'],
  ['minProperties', undefined, 5, 'MIN_PROPERTIES_ADDED'],
  ['minProperties', 4, 5, 'MIN_PROPERTIES_INCREASED'],
  ['maxItems', undefined, 5, 'MAX_ITEMS_ADDED'],
  ['maxItems', 5, 4, 'MAX_ITEMS_DECREASED'],
  ['minItems', undefined, 5, 'MIN_ITEMS_ADDED'],
  ['minItems', 4, 5, 'MIN_ITEMS_INCREASED'],
  ['uniqueItems', undefined, true, 'UNIQUE_ITEMS_ADDED'],
  ['uniqueItems', true, false, undefined],
  ['maxContains', 5, 4, 'MAX_CONTAINS_DECREASED'],
  ['minContains', 4, 5, 'MIN_CONTAINS_INCREASED'],
  ['enum', [1, 2], [2, 1], undefined],
  ['enum', [1, 2], [1, 2, 3], undefined],
  ['enum', [1, 2], [1], 'ENUM_ARRAY_NARROWED'],
  ['enum', [1, 2], [1, 3], 'ENUM_ARRAY_CHANGED'],
  ['enum', [{ a: 1, b: 2 }], [{ b: 2, a: 1 }], undefined],
  ['const', 1, 2, 'ENUM_ARRAY_CHANGED'],
  ['const', null, 1, 'ENUM_ARRAY_CHANGED'],
  ['const', null, null, undefined],
]

describe.each([draft07, draft2020])('bounds and values in %s', ($schema) => {
  test.each(bounds)('%s from %j to %j: %s', (keyword, old, now, difference) => {
    const schema = (value: unknown) => ({ $schema, ...context(keyword), [keyword]: value })
    const expected = difference === undefined ? [] : [`${difference} #/${keyword}`]
    expect(differences(schema(old), schema(now))).toEqual(expected)
  })
})

/** So that the keyword means something even when its value is missing. */
function context(keyword: string): object {
  if (/Length|pattern/.test(keyword)) return { type: 'string' }
  if (/Properties/.test(keyword)) return { type: 'object' }
  if (/Items|Contains/.test(keyword)) return { type: 'array', contains: {} }
  return /enum|const/.test(keyword) ? {} : { type: 'number' }
}

test('1 and 1.0 are different values of an enum', () => {
  expect(differences('{"enum":[1]}', '{"enum":[1.0]}')).toEqual(['ENUM_ARRAY_CHANGED #/enum'])
})

test('multiples are compared exactly, however large the exponent', () => {
  const multipleOf = (text: string) => `{"$schema":"${draft2020}","multipleOf":${text}}`
  const compare = (old: string, now: string) => differences(multipleOf(old), multipleOf(now))
  expect(compare('1.0', '1.00')).toEqual([])
  expect(compare('1e2000000000', '1e-2000000000')).toEqual([])
  expect(compare('1e-2000000000', '1e2000000000')).toEqual(['MULTIPLE_OF_EXPANDED #/multipleOf'])
  expect(compare('3e2000000000', '7e-2000000000')).toEqual(['MULTIPLE_OF_CHANGED #/multipleOf'])
})

test.each([{ format: 'date' }, { readOnly: true }, { writeOnly: true }])(
  '%j says nothing about values, wherever it stands in 2020-12',
  (annotation) => {
    const type = ['string', 'null']
    const schema = (maxLength: number | undefined) => {
      return { $schema: draft2020, type, ...annotation, ...(maxLength && { maxLength }) }
    }
    expect(differences(schema(3), schema(undefined))).toEqual([])
    expect(differences(schema(3), schema(4))).toEqual([])
    expect(differences(schema(4), schema(3))).toHaveLength(1)
  },
)

test('exclusive bounds of draft-04 are never compared', () => {
  const schema = (exclusiveMinimum: boolean) => ({ $schema: draft04, minimum: 1, exclusiveMinimum })
  expect(differences(schema(false), schema(true))).toEqual([])
})

test.each([
  ['a type', { type: 'string' }, { type: 'array' }, 'TYPE_CHANGED'],
  ['numbers to integers', { type: 'number' }, { type: 'integer' }, 'TYPE_NARROWED'],
  ['integers to numbers', { type: 'integer' }, { type: 'number' }, undefined],
  ['anything to nothing', {}, false, 'TYPE_CHANGED'],
  ['nothing to something', false, { type: 'string' }, undefined],
  ['something to anything', { type: 'string' }, {}, undefined],
  ['something to true', { type: 'string' }, true, undefined],
  ['anything to a type', {}, { type: 'string' }, 'TYPE_CHANGED'],
  ['constant to enum', { const: 1 }, { enum: [1] }, 'TYPE_CHANGED'],
  ['annotations', { title: 'a', default: 1, $id: 'x' }, { description: 'b' }, undefined],
  ['formats', { format: 'date' }, { format: 'uuid' }, undefined],
  ['conditions', { if: { const: 1 } }, { if: { const: 2 } }, undefined],
  ['names of properties', { propertyNames: { minLength: 1 } }, { propertyNames: false }, undefined],
  ['what is contained', { contains: { const: 1 } }, { contains: { const: 2 } }, undefined],
  ['what must not be', { not: { maximum: 1 } }, { not: { maximum: 2 } }, 'NOT_TYPE_EXTENDED'],
  ['less that must not be', { not: { maximum: 2 } }, { not: { maximum: 1 } }, undefined],
])('changing %s: %j to %j', (_, old, now, difference) => {
  const path = difference?.startsWith('NOT') ? '#/not' : '#/'
  expect(differences(old, now)).toEqual(difference === undefined ? [] : [`${difference} ${path}`])
})

test('bytes of Kafka Connect are compatible in both their forms', () => {
  const text = { type: 'string', 'connect.type': 'bytes' }
  const number = { type: 'number', 'connect.type': 'bytes' }
  expect(differences(text, number)).toEqual([])
  expect(differences(text, { ...number, 'connect.type': 'int8' })).toEqual(['TYPE_CHANGED #/'])
})

test.each([
  ['list added', {}, { a: ['b'] }, 'DEPENDENCY_ARRAY_ADDED'],
  ['list extended', { a: ['b'] }, { a: ['b', 'c'] }, 'DEPENDENCY_ARRAY_EXTENDED'],
  ['list narrowed', { a: ['b', 'c'] }, { a: ['b'] }, undefined],
  ['list changed', { a: ['b'] }, { a: ['c'] }, 'DEPENDENCY_ARRAY_CHANGED'],
  ['list removed', { a: ['b'] }, {}, undefined],
  ['empty list added', {}, { a: [] }, undefined],
  ['schema added', {}, { a: { minProperties: 1 } }, 'DEPENDENCY_SCHEMA_ADDED'],
  ['schema removed', { a: { minProperties: 1 } }, {}, undefined],
])('dependencies: %s', (_, old, now, difference) => {
  const expected = difference === undefined ? [] : [`${difference} #/dependencies/a`]
  const schema = (dependencies: object) => ({ type: 'object', dependencies })
  expect(differences(schema(old), schema(now))).toEqual(expected)
})

test('a schema that a property depends on is compared', () => {
  const schema = (maxProperties: number) => ({ dependencies: { a: { maxProperties } } })
  expect(differences(schema(2), schema(1))).toEqual([
    'MAX_PROPERTIES_DECREASED #/dependencies/a/maxProperties',
  ])
})

test('items that get a schema, and items that lose it', () => {
  const any = { type: 'array' }
  const strings = { type: 'array', items: { type: 'string' } }
  // Confluent has no words for this difference, and so no path either.
  expect(lines(any, strings)).toEqual([`{errorType:"SCHEMA_ADDED", description:"'}`])
  expect(differences(strings, any)).toEqual([])
})

test.each([
  [
    { type: 'string' },
    { type: 'string', maxLength: 3 },
    `{errorType:"MAX_LENGTH_ADDED", description:"The keyword at path '#/maxLength' in the new schema is not present in the old schema'}`,
  ],
  [
    { type: 'string', maxLength: 3 },
    { type: 'string', maxLength: 2 },
    `{errorType:"MAX_LENGTH_DECREASED", description:"The value at path '#/maxLength' in the new schema is less than its value in the old schema'}`,
  ],
  [
    { type: 'string' },
    { type: 'number' },
    `{errorType:"TYPE_CHANGED", description:"A type at path '#/' is different between the new schema and the old schema'}`,
  ],
  [
    { additionalProperties: false, properties: { a: {} } },
    { additionalProperties: false },
    `{errorType:"PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL", description:"The new has a closed content model and is missing a property or item present at path '#/properties/a' in the old schema'}`,
  ],
])('messages are Confluent’s: %j to %j', (old, now, message) => {
  expect(lines(old, now)).toEqual([message])
})

test('names in paths are put in as they are', () => {
  const schema = (type: string) => ({ type: 'object', properties: { "50%d %s 'P'/~": { type } } })
  expect(lines(schema('string'), schema('number'))[0]).toContain("'#/properties/50%d %s 'P'/~'")
})

test('at most a thousand differences are listed', () => {
  const schema = (type: string) => {
    const properties = Object.fromEntries(
      Array.from({ length: 1500 }, (_, i) => [`p${i}`, { type }]),
    )
    return { type: 'object', properties }
  }
  expect(lines(schema('string'), schema('number'))).toHaveLength(1000)
})

test('a reference to the network is a difference of its own', () => {
  const remote = { not: { $ref: 'https://example.com/schema.json' } }
  const message = 'A previous schema version contains an unsupported external reference'
  expect(lines(remote, {})).toEqual([message])
  expect(() => lines({ not: { $ref: 'schema.json' } }, {})).toThrow('Invalid JSON')
})
