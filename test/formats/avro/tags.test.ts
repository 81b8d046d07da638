import { expect, test } from 'vitest'
import type { SchemaTags } from '../../../src/formats/format.ts'
import { SchemaError } from '../../../src/formats/schema-error.ts'
import { field, read, record } from './reading.ts'

const schema = record(
  'ns.Outer',
  field('list', { type: 'array', items: ['null', record('Inner', field('x', 'int'))] }),
  field('map', {
    type: 'map',
    values: { ...record('Inner', field('y', 'int')), namespace: 'other' },
  }),
)

function tag(
  entityType: 'sr_record' | 'sr_field',
  entityPath: string,
  ...tags: string[]
): SchemaTags {
  return { schemaEntity: { entityType, entityPath }, tags }
}

test.each([
  ['a record by its full name', tag('sr_record', 'ns.Inner', 'A'), 'ns.Inner'],
  ['a record by its simple name', tag('sr_record', 'Outer', 'A'), 'ns.Outer'],
  ['the shallowest record of a simple name', tag('sr_record', 'Inner', 'A'), 'other.Inner'],
  ['a field by its full path', tag('sr_field', 'other.Inner.y', 'A'), 'other.Inner.y'],
  ['a field by a short path', tag('sr_field', 'Inner.x', 'A'), 'ns.Inner.x'],
])('%s can be tagged', (_, added, path) => {
  const tagged = read(read(schema).withTags([added], []))
  expect(tagged.tags()).toEqual([tag(added.schemaEntity.entityType, path, 'A')])
})

test('tags are listed in document order, records before their fields', () => {
  const added = [
    tag('sr_field', 'ns.Outer.map', 'C'),
    tag('sr_field', 'ns.Inner.x', 'B'),
    tag('sr_record', 'ns.Outer', 'A'),
  ]
  const tagged = read(read(schema).withTags(added, []))
  expect(tagged.tags()).toEqual(added.toReversed())
})

test('tags are kept once, in the order they came', () => {
  const tagged = read(read(schema).withTags([tag('sr_record', 'Outer', 'B', 'A', 'B')], []))
  expect(read(tagged.withTags([tag('sr_record', 'Outer', 'A', 'C')], [])).tags()).toEqual([
    tag('sr_record', 'ns.Outer', 'B', 'A', 'C'),
  ])
})

test('of a tag that is both added and removed nothing remains', () => {
  const both = [tag('sr_record', 'Outer', 'A')]
  expect(read(schema).withTags(both, both)).toBe(read(schema).canonical)
})

test.each([
  tag('sr_field', 'ns.Outer', 'A'),
  tag('sr_record', 'ns.Outer.map', 'A'),
  tag('sr_record', 'wrong.Outer', 'A'),
  tag('sr_field', 'list', 'A'),
  tag('sr_record', '', 'A'),
])('$schemaEntity.entityPath as $schemaEntity.entityType names nothing', (added) => {
  const message = `No matching path '${added.schemaEntity.entityPath}' found in the schema`
  expect(() => read(schema).withTags([added], [])).toThrow(new SchemaError(message))
})

test('types of a reference are not part of the schema', () => {
  const place = '{"type":"record","name":"Place","fields":[{"name":"x","type":"int"}]}'
  const referring = read(record('R', field('place', 'Place')), { references: [place] })
  const added = [tag('sr_field', 'Place.x', 'A')]
  expect(() => referring.withTags(added, [])).toThrow(SchemaError)
  expect(referring.withTags([tag('sr_field', 'R.place', 'A')], [])).toBe(
    '{"type":"record","name":"R","fields":[{"name":"place","type":"Place","confluent:tags":["A"]}]}',
  )
})
