import { expect, test } from 'vitest'
import type { SchemaTags } from '../../../src/formats/format.ts'
import { parse } from './reading.ts'

const text = { type: 'string' }
const object = (properties: object) => ({ type: 'object', properties })

function field(entityPath: string, ...tags: string[]): SchemaTags {
  return { schemaEntity: { entityPath, entityType: 'sr_field' }, tags }
}
function record(entityPath: string, ...tags: string[]): SchemaTags {
  return { schemaEntity: { entityPath, entityType: 'sr_record' }, tags }
}
function tagged(schema: unknown, ...added: SchemaTags[]): readonly SchemaTags[] {
  return parse(parse(schema).withTags(added, [])).tags()
}

test.each([
  ['a field', object({ a: text }), field('object.a', 'X')],
  ['the root', object({ a: text }), record('object', 'X')],
  ['a nested field', object({ a: object({ b: text }) }), field('object.a.object.b', 'X')],
  [
    'a field of items',
    object({ a: { type: 'array', items: object({ b: text }) } }),
    field('object.a.array.object.b', 'X'),
  ],
  [
    'a record in a list',
    { type: 'array', items: object({ b: text }) },
    record('array.object', 'X'),
  ],
  [
    'what must not be',
    object({ a: { not: object({ k: text }) } }),
    field('object.a.not.object.k', 'X'),
  ],
  [
    'a branch, by its place among the sorted ones',
    object({ a: { oneOf: [text, object({ h: text }), { type: 'null' }] } }),
    field('object.a.oneof.1.object.h', 'X'),
  ],
  [
    'a branch of allOf',
    object({ a: { allOf: [object({ h: text })] } }),
    field('object.a.allof.0.object.h', 'X'),
  ],
  [
    'an object that may be null',
    object({ a: { type: ['null', 'object'], properties: { b: text } } }),
    field('object.a.anyof.1.object.b', 'X'),
  ],
  [
    'an object with further demands',
    { ...object({ a: text }), anyOf: [{ required: ['a'] }] },
    field('allof.1.object.a', 'X'),
  ],
  [
    'a branch of a further demand',
    { ...object({ a: text }), allOf: [object({ b: text }), text] },
    field('allof.0.allof.0.object.b', 'X'),
  ],
  [
    'a condition',
    { ...object({}), else: object({ b: text }) },
    field('allof.0.conditional.else.object.b', 'X'),
  ],
  [
    'a definition',
    { ...object({}), definitions: { D: object({ b: text }) } },
    field('object.definitions.D.object.b', 'X'),
  ],
  [
    'a definition of later drafts',
    { ...object({}), $defs: { D: object({ b: text }) } },
    record('object.$defs.D.object', 'X'),
  ],
  ['a name with dots', object({ 'a.b.c': text }), field('object.a.b.c', 'X')],
  ['a reference', object({ a: { $ref: '#' } }), field('object.a', 'X')],
])('%s can be tagged and is found under the same path', (_, schema, tag) => {
  expect(tagged(schema, tag)).toEqual([tag])
})

test('tags stand in document order, the record before its fields', () => {
  const tags = [record('object', 'R'), field('object.b', 'B'), field('object.a', 'A')]
  expect(tagged(object({ b: text, a: text }), ...tags.toReversed())).toEqual(tags)
})

test('tags are added behind the present ones, once each', () => {
  const schema = object({ a: { ...text, 'confluent:tags': ['OLD'] } })
  expect(tagged(schema, field('object.a', 'NEW', 'OLD'), field('object.a', 'NEW'))).toEqual([
    field('object.a', 'OLD', 'NEW'),
  ])
})

test('removing wins over adding, and the last tag takes the keyword with it', () => {
  const schema = object({ a: { 'confluent:tags': ['OLD'], ...text } })
  const change = parse(schema).withTags(
    [field('object.a', 'NEW')],
    [field('object.a', 'OLD', 'NEW')],
  )
  expect(change).toBe(JSON.stringify(object({ a: text })))
})

test.each([
  '',
  'object.x',
  'object.a.object',
  'array.object.a',
  'object.a.oneof.7.object',
  'object.a.oneof.x',
  'object.definitions.D',
  'conditional.properties',
])('the path %j leads nowhere', (path) => {
  const schema = object({ a: { oneOf: [text] } })
  const message = `No matching path '${path}' found in the schema`
  expect(() => parse(schema).withTags([field(path, 'X')], [])).toThrow(message)
})

test('a boolean schema cannot carry tags', () => {
  expect(() => parse(object({ a: true })).withTags([field('object.a', 'X')], [])).toThrow(
    "No matching path 'object.a'",
  )
})

test('a property called confluent:tags is no tag', () => {
  expect(parse(object({ 'confluent:tags': text })).tags()).toEqual([])
})
