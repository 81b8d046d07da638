import { expect, test } from 'vitest'
import { type Direction, runTask, type Source } from '../src/formats/tasks.ts'

const avro = (text: string): Source => ({ type: 'AVRO', text, references: [] })
const record = (...fields: readonly string[]) =>
  avro(`{"type":"record","name":"R","fields":[${fields.join(',')}]}`)
const protobuf = (text: string): Source => ({
  type: 'PROTOBUF',
  text: `syntax = "proto3"; ${text}`,
  references: [],
})

type Claim = readonly [
  claim: string,
  older: Source,
  newer: Source,
  direction: Direction,
  holds: boolean,
]

/** What docs/compatibility.md tells of Avro and Protobuf. */
const claims: readonly Claim[] = [
  [
    'an Avro field that may be null but has no default cannot be added',
    record(),
    record('{"name":"f","type":["null","string"]}'),
    'backward',
    false,
  ],
  [
    'an Avro field with a default can be added',
    record(),
    record('{"name":"f","type":["null","string"],"default":null}'),
    'backward',
    true,
  ],
  [
    'an Avro field without a default cannot be removed',
    record('{"name":"f","type":"int"}'),
    record(),
    'forward',
    false,
  ],
  [
    'an Avro field with a default can be removed',
    record('{"name":"f","type":"int","default":1}'),
    record(),
    'forward',
    true,
  ],
  [
    'an Avro field can be renamed with an alias',
    record('{"name":"f","type":"int"}'),
    record('{"name":"g","type":"int","aliases":["f"]}'),
    'backward',
    true,
  ],
  [
    'an alias of the writer does not help',
    record('{"name":"f","type":"int"}'),
    record('{"name":"g","type":"int","aliases":["f"]}'),
    'forward',
    false,
  ],
  [
    'an Avro record may move to another namespace',
    avro('{"type":"record","name":"x.R","fields":[]}'),
    avro('{"type":"record","name":"y.R","fields":[]}'),
    'backward',
    true,
  ],
  ['an Avro int may become a long', avro('"int"'), avro('"long"'), 'backward', true],
  ['an Avro long may not become an int', avro('"long"'), avro('"int"'), 'backward', false],
  ['an Avro string may become bytes', avro('"string"'), avro('"bytes"'), 'backward', true],
  [
    'an Avro type may become a union that contains it',
    avro('"string"'),
    avro('["null","string"]'),
    'backward',
    true,
  ],
  [
    'a branch of an Avro union may not go',
    avro('["null","string"]'),
    avro('["string"]'),
    'backward',
    false,
  ],
  [
    'an Avro symbol can be added',
    avro('{"type":"enum","name":"E","symbols":["A"]}'),
    avro('{"type":"enum","name":"E","symbols":["A","B"]}'),
    'backward',
    true,
  ],
  [
    'an Avro symbol cannot be removed',
    avro('{"type":"enum","name":"E","symbols":["A","B"]}'),
    avro('{"type":"enum","name":"E","symbols":["A"]}'),
    'backward',
    false,
  ],
  [
    'an Avro symbol can be removed from an enum with a default',
    avro('{"type":"enum","name":"E","symbols":["A","B"]}'),
    avro('{"type":"enum","name":"E","symbols":["A"],"default":"A"}'),
    'backward',
    true,
  ],
  [
    'Avro logical types are not compared',
    avro('{"type":"long","logicalType":"timestamp-millis"}'),
    avro('{"type":"long","logicalType":"timestamp-micros"}'),
    'backward',
    true,
  ],
  [
    'a Protobuf field can be added',
    protobuf('message M {}'),
    protobuf('message M { string a = 1; }'),
    'backward',
    true,
  ],
  [
    'a Protobuf field can be removed',
    protobuf('message M { string a = 1; }'),
    protobuf('message M {}'),
    'backward',
    true,
  ],
  [
    'a Protobuf field can be renamed',
    protobuf('message M { string a = 1; }'),
    protobuf('message M { string b = 1; }'),
    'backward',
    true,
  ],
  [
    'a Protobuf int32 may become an int64',
    protobuf('message M { int32 a = 1; }'),
    protobuf('message M { int64 a = 1; }'),
    'backward',
    true,
  ],
  [
    'a Protobuf int32 may become an enum',
    protobuf('message M { int32 a = 1; }'),
    protobuf('enum E { Z = 0; } message M { E a = 1; }'),
    'backward',
    true,
  ],
  [
    'a Protobuf int32 may not become a sint32',
    protobuf('message M { int32 a = 1; }'),
    protobuf('message M { sint32 a = 1; }'),
    'backward',
    false,
  ],
  [
    'a Protobuf string may become bytes',
    protobuf('message M { string a = 1; }'),
    protobuf('message M { bytes a = 1; }'),
    'backward',
    true,
  ],
  [
    'a Protobuf message cannot be removed',
    protobuf('message M {} message N {}'),
    protobuf('message M {}'),
    'backward',
    false,
  ],
  [
    'a Protobuf package cannot be changed',
    protobuf('package a; message M {}'),
    protobuf('package b; message M {}'),
    'backward',
    false,
  ],
  [
    'the order of Protobuf messages is not compared',
    protobuf('message M {} message N {}'),
    protobuf('message N {} message M {}'),
    'backward',
    true,
  ],
  [
    'one Protobuf field may be moved into a new oneof',
    protobuf('message M { string a = 1; }'),
    protobuf('message M { oneof o { string a = 1; } }'),
    'backward',
    true,
  ],
  [
    'two Protobuf fields may not be moved into a oneof',
    protobuf('message M { string a = 1; string b = 2; }'),
    protobuf('message M { oneof o { string a = 1; string b = 2; } }'),
    'backward',
    false,
  ],
  [
    'a member of a Protobuf oneof cannot be removed',
    protobuf('message M { oneof o { string a = 1; string b = 2; } }'),
    protobuf('message M { oneof o { string a = 1; } }'),
    'backward',
    false,
  ],
  [
    'a member of a Protobuf oneof may move out of it',
    protobuf('message M { oneof o { string a = 1; string b = 2; } }'),
    protobuf('message M { string b = 2; oneof o { string a = 1; } }'),
    'backward',
    true,
  ],
  [
    'a member of a Protobuf oneof can be added',
    protobuf('message M { oneof o { string a = 1; } }'),
    protobuf('message M { oneof o { string a = 1; string b = 2; } }'),
    'backward',
    true,
  ],
  [
    'an optional Protobuf string may become repeated',
    protobuf('message M { optional string a = 1; }'),
    protobuf('message M { repeated string a = 1; }'),
    'backward',
    true,
  ],
  [
    'an optional Protobuf number may not become repeated',
    protobuf('message M { optional int32 a = 1; }'),
    protobuf('message M { repeated int32 a = 1; }'),
    'backward',
    false,
  ],
  [
    'a plain Protobuf number may become repeated',
    protobuf('message M { int32 a = 1; }'),
    protobuf('message M { repeated int32 a = 1; }'),
    'backward',
    true,
  ],
  [
    'a Protobuf enum value can be removed',
    protobuf('enum E { Z = 0; A = 1; } message M { E a = 1; }'),
    protobuf('enum E { Z = 0; } message M { E a = 1; }'),
    'backward',
    true,
  ],
]

test.each(claims.map(([claim, ...rest]) => ({ claim, rest })))('$claim', ({ rest }) => {
  const [older, newer, direction, holds] = rest
  const question = {
    candidate: newer,
    older: [older],
    directions: [direction],
    policy: 'STRICT',
  } as const
  expect(runTask('compare', question, 100_000) === undefined).toBe(holds)
})
