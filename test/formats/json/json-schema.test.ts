import { expect, test } from 'vitest'
import { jsonSchema } from '../../../src/formats/json/json-schema.ts'
import { formatContract } from '../contract.ts'
import { draft04, draft2020, parse, read, refusal } from './reading.ts'

const order = {
  $schema: draft2020,
  title: 'Order',
  type: 'object',
  properties: {
    id: { type: 'integer', minimum: 1 },
    lines: { type: 'array', items: { $ref: '#/$defs/line' } },
    next: { $ref: '#' },
  },
  required: ['id'],
  $defs: { line: { type: 'object', properties: { price: { type: 'number' } } } },
}
const customer = {
  type: 'object',
  properties: { name: { type: 'string' } },
  additionalProperties: false,
}
const odd = ['__proto__', 'constructor', 'hasOwnProperty', '50%d', 'a/b', 'ключ']

formatContract(jsonSchema, {
  valid: [
    JSON.stringify(order, null, 2),
    JSON.stringify(customer),
    'true',
    '{}',
    `{"$schema":"${draft04}","id":"x","minimum":1e2,"exclusiveMinimum":true,"default":-0.0}`,
    '{"oneOf":[{"type":["string","null"]},{"enum":[1,1.0,"a"]},{"not":{"const":null}}]}',
  ],
  garbage: ['', ' ', '{', 'nothing', '[]', '7', '"string"', 'null', '{"type":"text"}'],
  spellings: [
    '{"type":"object","minProperties":1}',
    '{ "type" :\n"object", "minProperties": 1 } x',
  ],
  referring: {
    text: '{"type":"object","properties":{"c":{"$ref":"customer.json"}}}',
    reference: {
      name: 'customer.json',
      subject: 'customer',
      version: 1,
      text: JSON.stringify(customer),
    },
  },
  evolution: { older: '{"type":"integer"}', newer: '{"type":"number"}' },
  taggable: {
    text: JSON.stringify(customer),
    entity: { entityType: 'sr_field', entityPath: 'object.name' },
  },
  oddNames: {
    text: `{"properties":{${odd.map((name) => `${JSON.stringify(name)}:{"type":"string"}`).join()}}}`,
    fields: odd,
  },
  nested: {
    deepest: 1000,
    text: (levels) => `${'{"not":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`,
  },
})

test('a text that is not JSON is refused when it is read', () => {
  expect(() => parse('{"type":')).toThrow('Invalid JSON schema')
})

test.each([
  ['[]', 'ARRAY'],
  ['7', 'NUMBER'],
  ['"string"', 'STRING'],
  ['null', 'NULL'],
])('%s is JSON, but no schema', (text, type) => {
  const found = `found ${type}`
  const message = `Invalid JSON schema: expected an object or boolean at the root, ${found}`
  expect(parse(text).canonical).toBe(text)
  expect(refusal(text)).toEqual([message])
})

test('a schema that does not load is refused when it is validated, with the reason as cause', () => {
  expect(parse({ type: 'text' }).canonical).toBe('{"type":"text"}')
  expect(refusal({ type: 'text' })).toEqual(['Invalid JSON', 'unknown type: [text]'])
})

test('top-level properties may begin with $$ unless fields are validated', () => {
  const schema = { properties: { $$ref: {} }, type: 'object' }
  expect(refusal(schema)).toBeUndefined()
  const message = '#: Field names cannot start with $$ prefix'
  expect(refusal(schema, {}, { fields: true })).toEqual([message])
  expect(refusal({ properties: { a: schema } }, {}, { fields: true })).toBeUndefined()
})

test.each([
  [{ title: 'Order' }, 'Order'],
  [{}, undefined],
  [true, undefined],
])('the title of %j is its name', (schema, name) => {
  expect(parse(schema).name).toBe(name)
})

test('only properties of the top level are fields', () => {
  const schema = read(order)
  expect(schema.hasField('lines')).toBe(true)
  expect(schema.hasField('price')).toBe(false)
  expect(parse({ properties: [] }).hasField('0')).toBe(false)
})
