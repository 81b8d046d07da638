import { describe, expect, test } from 'vitest'
import type { SchemaTags } from '../../../src/formats/format.ts'
import { proto3, read, valid } from './reading.ts'

const record = (entityPath: string, ...tags: readonly string[]): SchemaTags => ({
  schemaEntity: { entityPath, entityType: 'sr_record' },
  tags,
})
const field = (entityPath: string, ...tags: readonly string[]): SchemaTags => ({
  schemaEntity: { entityPath, entityType: 'sr_field' },
  tags,
})
const plain = proto3(
  'package app;',
  '',
  'message M {',
  '  string a = 1;',
  '',
  '  oneof o {',
  '    int32 b = 2;',
  '  }',
  '',
  '  message N {',
  '    int32 c = 1;',
  '  }',
  '}',
)

test('tags are found in every way of writing them, in document order', () => {
  const text = proto3(
    'package app; import "confluent/meta.proto";',
    'message M { option (confluent.message_meta).tags = "R";',
    'string a = 1 [(confluent.field_meta) = { tags: ["A", "B"] }, (confluent.field_meta).tags = "C"];',
    'string none = 2 [(confluent.field_meta).doc = "x"]; oneof o { int32 b = 3 [(.confluent.field_meta).tags = ["D"]]; }',
    'message N { int32 c = 1 [(confluent.field_meta).tags = "E"]; } }',
  )
  expect(valid(text).tags()).toEqual([
    record('M', 'R'),
    field('M.a', 'A', 'B', 'C'),
    field('M.b', 'D'),
    field('M.N.c', 'E'),
  ])
})

test('tags are added to messages and fields, with the import they need', () => {
  const added = [
    record('.M', 'R'),
    field('M.a', 'PII', 'X'),
    field('M.b', 'Y'),
    field('.M.N.c', 'Z'),
  ]
  const text = read(plain).withTags(added, [])
  expect(text).toContain('package app;\n\nimport "confluent/meta.proto";\n\nmessage M {\n')
  expect(text).toContain(
    '  option (confluent.message_meta) = {\n    tags: [\n      "R"\n    ]\n  };\n',
  )
  expect(valid(text).tags()).toEqual([
    record('M', 'R'),
    field('M.a', 'PII', 'X'),
    field('M.b', 'Y'),
    field('M.N.c', 'Z'),
  ])
  expect(valid(text).withTags([], added)).toBe(plain)
})

test('what else the meta option says stays, each tag is there once', () => {
  const text = proto3(
    'import "confluent/meta.proto"; message M { string a = 1 [deprecated = true,',
    '(confluent.field_meta).doc = "x", (confluent.field_meta).params = { key: "k", value: "v" }, (confluent.field_meta).tags = "A"]; }',
  )
  const tagged = valid(read(text).withTags([field('M.a', 'A', 'B')], []))
  expect(tagged.tags()).toEqual([field('M.a', 'A', 'B')])
  expect(tagged.canonical).toContain('doc: "x"')
  expect(tagged.canonical).toContain('key: "k"')
  const without = tagged.withTags([], [field('M.a', 'A', 'B')])
  expect(without).toContain('doc: "x"')
  expect(without).not.toContain('tags')
  expect(without).toContain('import "confluent/meta.proto";')
})

test('a file without a package stays without one', () => {
  const text = read(proto3('message M { int32 a = 1; }')).withTags([field('M.a', 'T')], [])
  expect(text).not.toContain('package')
})

describe('a path that names nothing is refused', () => {
  test.each([
    field('app.M.a', 'T'),
    record('.app.M', 'T'),
    field('M.nope', 'T'),
    field('M', 'T'),
    record('M.a', 'T'),
    field('M.constructor', 'T'),
  ])('$schemaEntity.entityPath as $schemaEntity.entityType', (entry) => {
    const message = `No matching path '${entry.schemaEntity.entityPath}' found in the schema`
    expect(() => read(plain).withTags([entry], [])).toThrow(message)
    expect(() => read(plain).withTags([], [entry])).toThrow(message)
  })
})
