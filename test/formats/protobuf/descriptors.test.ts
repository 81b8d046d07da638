import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { create, createFileRegistry, fromBinary, toBinary } from '@bufbuild/protobuf'
import {
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
  FileOptionsSchema,
  file_google_protobuf_descriptor,
  file_google_protobuf_timestamp,
} from '@bufbuild/protobuf/wkt'
import protobufjs from 'protobufjs'
import { describe, expect, test } from 'vitest'
import { differences, type Files, proto3, read, valid } from './reading.ts'

const whole = proto3(
  'package shop;',
  'import "google/protobuf/timestamp.proto";',
  'import "google/protobuf/descriptor.proto";',
  'option java_package = "com.shop"; option optimize_for = CODE_SIZE;',
  'message Order {',
  '  reserved 20 to 29, 40; reserved "old";',
  '  option deprecated = true; option (note) = { text: "hi", many: ["a", "b"], level: HIGH };',
  '  int64 id = 1 [json_name = "ID"]; optional string buyer = 2; State state = 3;',
  '  repeated Line lines = 4 [deprecated = true]; map<string, Line> by_name = 5;',
  '  google.protobuf.Timestamp placed_at = 6;',
  '  oneof payment { string card = 7; bytes coupon = 8; }',
  '  message Line { string sku = 1; double price = 2; repeated int32 sizes = 3 [packed = false]; }',
  '  enum State { option allow_alias = true; OPEN = 0; NEW = 0; PAID = 1; reserved 5 to max; }',
  '}',
  'message Note { string text = 1; repeated string many = 2; Level level = 3; }',
  'enum Level { LOW = 0; HIGH = 1; }',
  'extend google.protobuf.MessageOptions { Note note = 50000; }',
  'service Orders { rpc Watch (stream Order) returns (stream Order) { option idempotency_level = IDEMPOTENT; } }',
)
const old = `syntax = "proto2"; package old;
message M { required int32 a = 1 [default = -5]; optional string s = 2 [default = "it's"];
  optional bytes b = 3 [default = "raw"]; optional E e = 4 [default = TWO]; extensions 100 to 199;
  repeated group Item = 5 { optional int32 x = 1; } oneof o { int32 i = 6; group G = 7 { optional int32 y = 1; } } }
enum E { ONE = 1; TWO = 2; } extend M { optional double more = 100; }`

function descriptor(text: string, files: Files = {}): FileDescriptorProto {
  const bytes = Buffer.from(read(text, files).render('serialized'), 'base64')
  return fromBinary(FileDescriptorProtoSchema, bytes)
}

describe('a printed descriptor', () => {
  test('is understood by another implementation, with all that the text says', () => {
    const set = create(FileDescriptorSetSchema, {
      file: [
        file_google_protobuf_timestamp.proto,
        file_google_protobuf_descriptor.proto,
        descriptor(whole),
      ],
    })
    const order = createFileRegistry(set).getMessage('shop.Order')
    expect(order?.fields.map(({ name, number }) => [name, number])).toEqual([
      ['card', 7],
      ['coupon', 8],
      ['id', 1],
      ['buyer', 2],
      ['state', 3],
      ['lines', 4],
      ['by_name', 5],
      ['placed_at', 6],
    ])
    expect(order?.fields.find(({ name }) => name === 'id')?.jsonName).toBe('ID')
    expect(order?.oneofs.map(({ name }) => name)).toEqual(['payment'])
    expect(order?.field.byName?.fieldKind).toBe('map')
    expect(order?.field.placedAt?.message?.typeName).toBe('google.protobuf.Timestamp')
    expect(order?.deprecated).toBe(true)
  })

  test('has protoc’s names of map entries and synthetic oneofs', () => {
    const [order] = descriptor(whole).messageType
    expect(order?.nestedType.map(({ name }) => name)).toEqual(['Line', 'ByNameEntry'])
    expect(order?.oneofDecl.map(({ name }) => name)).toEqual(['payment', '_buyer'])
    const buyer = order?.field.find(({ name }) => name === 'buyer')
    expect([buyer?.oneofIndex, buyer?.proto3Optional]).toEqual([1, true])
  })

  test('keeps groups, defaults, extension ranges and extensions', () => {
    const { messageType, extension } = descriptor(old)
    const [message] = messageType
    expect(
      message?.field.map(({ name, type, defaultValue }) => [name, type, defaultValue]),
    ).toEqual([
      ['i', 5, ''],
      ['g', 10, ''],
      ['a', 5, '-5'],
      ['s', 9, "it's"],
      ['b', 12, 'raw'],
      ['e', 14, 'TWO'],
      ['item', 10, ''],
    ])
    expect(message?.extensionRange.map(({ start, end }) => [start, end])).toEqual([[100, 200]])
    expect(extension.map(({ name, extendee }) => [name, extendee])).toEqual([['more', '.old.M']])
  })

  test('has ranges that end at the largest integer', () => {
    const [m] = descriptor(
      'message M { reserved 2147483647; extensions 5 to 2147483647; }',
    ).messageType
    expect(m?.reservedRange.map(({ end }) => end)).toEqual([2147483647])
    expect(m?.extensionRange.map(({ start, end }) => [start, end])).toEqual([[5, 2147483647]])
  })

  test('keeps the entries of the maps of a group in the group', () => {
    const group = 'optional group G = 1 { map<string, M> by_key = 2; }'
    const [m] = descriptor(`package p; message M { ${group} oneof o { int32 i = 3; } }`).messageType
    const [g] = m?.nestedType ?? []
    expect(g?.field.map(({ typeName }) => typeName)).toEqual(['.p.M.G.ByKeyEntry'])
    expect(g?.nestedType.map(({ name, options }) => [name, options?.mapEntry])).toEqual([
      ['ByKeyEntry', true],
    ])
  })

  test('imports the files whose types are used, and only those that are known', () => {
    const files = { 'geo.proto': proto3('package geo; message Place {}') }
    const text = proto3(
      'import "lost.proto"; message M { geo.Place p = 1; google.type.Date d = 2; }',
    )
    expect(descriptor(text, files).dependency).toEqual(['geo.proto', 'google/type/date.proto'])
  })

  test('leaves out options that do not resolve or have no value of their type', () => {
    const text = proto3(
      'option (nowhere) = 1; option java_package = 7; message M { option odd = 1; }',
    )
    const { options, messageType } = descriptor(text)
    expect([options, messageType[0]?.options]).toEqual([undefined, undefined])
  })

  test.each([whole, old])('means the same when it is read again', (text) => {
    const again = valid(valid(text).render('serialized'))
    const plain = valid(text.replace(/option \(note\).*?};/, ''))
    expect(differences(again, plain)).toEqual([])
    expect(differences(plain, again)).toEqual([])
    expect(again.render('serialized')).toBe(valid(again.canonical).render('serialized'))
  })
})

describe('a descriptor sent instead of a text', () => {
  const send = (file: Parameters<typeof create<typeof FileDescriptorProtoSchema>>[1]) =>
    Buffer.from(toBinary(FileDescriptorProtoSchema, create(FileDescriptorProtoSchema, file)))
  const text = (file: Parameters<typeof send>[0]) => read(send(file).toString('base64')).canonical

  test('is stored as text', () => {
    const a = { name: 'a', number: 1, type: 5, label: 3, options: { packed: true } }
    expect(text({ syntax: 'proto3', package: 'p', messageType: [{ name: 'M', field: [a] }] })).toBe(
      proto3('package p;', '', 'message M {', '  repeated int32 a = 1 [packed = true];', '}'),
    )
  })

  test('has its public imports apart and its reserved numbers one by one', () => {
    const reservedRange = [
      { start: 1, end: 2 },
      { start: 5, end: 8 },
    ]
    expect(
      text({
        dependency: ['a.proto', 'b.proto'],
        publicDependency: [0],
        messageType: [{ name: 'M', reservedRange, reservedName: ['x'] }],
      }),
    ).toBe(
      '\nimport "b.proto";\nimport public "a.proto";\n\nmessage M {\n  reserved 1;\n  reserved 5 to 7;\n  reserved "x";\n}\n',
    )
  })

  test('has its real defaults without the plus sign that the text may not have', () => {
    const f = { name: 'f', number: 1, type: 1, label: 1, defaultValue: '1e+10' }
    expect(text({ messageType: [{ name: 'M', field: [f] }] })).toBe(
      '\nmessage M {\n  optional double f = 1 [default = 1e10];\n}\n',
    )
  })

  test('and a text of one file have one normal form', () => {
    const source = proto3(
      'package p; message M { map<string, M> m = 1; optional int32 a = 2; oneof o { M b = 3; } enum E { Z = 0; } }',
    )
    const schema = valid(source)
    expect(valid(schema.render('serialized')).normalized()).toBe(schema.normalized())
  })

  test('cannot say more than its text: names are read again', () => {
    const evil = { name: 'M {} message N' }
    expect(text({ messageType: [evil] })).toBe('\nmessage M {}\nmessage N {}\n')
    expect(() => text({ messageType: [{ name: 'a b' }] })).toThrow('Could not parse Protobuf - ')
  })

  test.each([
    ['one letter', 'r'],
    ['one letter and padding', 'b='],
    ['padding that is too short', 'CgFhGg=A='],
    ['a fixed number that ends too early', 'VVg'],
    ['an end of a group that has no start', 'dFc='],
    ['a field that ends too early', 'CgVh'],
  ])('is not found in %s', (_, text) => {
    expect(() => read(text)).toThrow('Could not parse Protobuf - Syntax error in :1:')
  })

  test('with a malformed option is refused', () => {
    const $unknown = [{ no: 1088, wireType: 2, data: Uint8Array.of(2, 0x12, 0x7f) }]
    const options = { $typeName: 'google.protobuf.FileOptions', $unknown } as const
    const bytes = toBinary(FileOptionsSchema, { ...create(FileOptionsSchema), ...options })
    const file = send({ options: fromBinary(FileOptionsSchema, bytes) }).toString('base64')
    expect(() => read(file)).toThrow(
      'Could not parse Protobuf - Option (confluent.file_meta) is malformed',
    )
  })

  test.each(['AAAA', 'CgdkZWZhdWx0====', '!!!!'])(
    'that is none is refused as text: %s',
    (base64) => {
      expect(() => read(base64)).toThrow('Could not parse Protobuf - Syntax error in :1:1')
    },
  )
})

test('protobufjs reads the printed text as we do', () => {
  const { root } = protobufjs.parse(read(whole).canonical, { keepCase: true })
  const order = root.lookupType('shop.Order')
  const fields = order.fieldsArray.map(({ name, id }) => [name, id])
  expect(new Map(fields as [string, number][])).toEqual(
    new Map(descriptor(whole).messageType[0]?.field.map(({ name, number }) => [name, number])),
  )
})

const protoc = spawnSync('protoc', ['--version']).status === 0

describe.skipIf(!protoc)('protoc (skipped where it is not on the PATH)', () => {
  const compile = (text: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'schemarium-'))
    try {
      writeFileSync(join(folder, 'default'), text)
      const run = (...options: string[]) =>
        spawnSync('protoc', options, { cwd: folder, encoding: 'utf8' })
      const made = run('-I.', '--include_imports', '-oset.bin', 'default')
      expect(made.stderr).not.toContain('default:')
      const set = fromBinary(FileDescriptorSetSchema, readFileSync(join(folder, 'set.bin')))
      const imports = set.file.filter(({ name }) => name !== 'default')
      const theirs = set.file.find(({ name }) => name === 'default')
      const ours = create(FileDescriptorSetSchema, { file: [...imports, descriptor(text)] })
      writeFileSync(join(folder, 'ours.bin'), toBinary(FileDescriptorSetSchema, ours))
      const used = run('--descriptor_set_in=ours.bin', '--java_out=.', 'default')
      return { theirs, loaded: used.stderr }
    } finally {
      rmSync(folder, { recursive: true })
    }
  }

  test.each([whole, old])('generates code from our descriptor', (text) => {
    expect(compile(text).loaded).toBe('')
  })

  test.each([whole, old])('writes the same fields and options', (text) => {
    const facts = (file: FileDescriptorProto | undefined) =>
      file?.messageType.map(({ name, field, options }) => [
        name,
        options?.$unknown?.map(({ no, data }) => [no, Buffer.from(data).toString('hex')]),
        field
          .map((each) => [each.number, each.name, each.type, each.typeName, each.defaultValue])
          .sort(([a], [b]) => Number(a) - Number(b)),
      ])
    expect(facts(descriptor(text))).toEqual(facts(compile(text).theirs))
  })
})
