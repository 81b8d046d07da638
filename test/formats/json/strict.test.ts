import { expect, test } from 'vitest'
import { draft04, draft06, draft07, draft2019, draft2020, refusal } from './reading.ts'

const strict = { strict: true }
const all = [draft04, draft06, draft07, draft2019, draft2020]

test.each(all)('what the meta-schema of %s allows is accepted', ($schema) => {
  const definitions = { a: { type: ['string', 'null'], minLength: 1, multipleOf: 0.5 } }
  const properties = { b: { $ref: '#/definitions/a' }, __proto__: { type: 'integer' } }
  const schema = { $schema, title: 'T', type: 'object', properties, required: ['b'], definitions }
  expect(refusal(schema, {}, strict)).toBeUndefined()
})

test.each(all)('what the meta-schema of %s forbids is refused, though it would load', ($schema) => {
  const faulty = [
    { type: [] },
    { minLength: -1 },
    { multipleOf: -1 },
    { required: ['a', 'a'] },
    { allOf: [] },
    { properties: { a: { definitions: { b: { type: 'text' } } } } },
  ]
  for (const fault of faulty.slice(0, -1)) {
    expect(refusal({ $schema, ...fault })).toBeUndefined()
  }
  for (const fault of faulty) expect(refusal({ $schema, ...fault }, {}, strict)).toHaveLength(1)
})

test('the fault is named with its place', () => {
  expect(refusal({ properties: { a: { minLength: -1 } } }, {}, strict)).toEqual([
    '#/properties/a/minLength: must be >= 0 (draft 07)',
  ])
})

test.each([true, false])('the schema %j is valid in every sense', (schema) => {
  expect(refusal(schema, {}, strict)).toBeUndefined()
})

test('draft-04 has its own exclusive bounds', () => {
  const bound = { $schema: draft04, minimum: 1, exclusiveMinimum: true }
  expect(refusal(bound, {}, strict)).toBeUndefined()
  expect(refusal({ $schema: draft04, exclusiveMinimum: true }, {}, strict)).toHaveLength(1)
})

test('a pattern is never run or compiled by the check', () => {
  expect(refusal({ pattern: '\\p{L}++' }, {}, strict)).toBeUndefined()
})
