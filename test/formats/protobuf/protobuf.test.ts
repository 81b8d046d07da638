import { protobuf } from '../../../src/formats/protobuf/protobuf.ts'
import { limits } from '../../../src/model/limits.ts'
import { formatContract } from '../contract.ts'

const nested = (levels: number) =>
  Array.from({ length: levels }, (_, i) => `message M${i} { `).join('') + '}'.repeat(levels)

formatContract(protobuf, {
  valid: [
    'syntax = "proto3";\npackage shop;\nmessage Order { int64 id = 1; repeated string lines = 2; }',
    'message Old { required string name = 1 [default = "a", deprecated = true]; optional group G = 2 { optional int32 x = 3; } }',
    'syntax = "proto3"; enum State { OPEN = 0; PAID = 1; } message A { State s = 1; map<string, A> more = 2; oneof one { string a = 3; A b = 4; } }',
    'syntax = "proto3"; import "google/protobuf/timestamp.proto"; message T { google.protobuf.Timestamp at = 1; reserved 5 to 7, 9; reserved "x"; }',
    'syntax = "proto3"; service S { rpc Do (In) returns (stream In) { option deprecated = true; } } message In {}',
  ],
  garbage: [
    '%',
    'message',
    'message {',
    'message A { int32 a = 1; }',
    'syntax = "proto4";',
    'syntax = "proto3"; message A { B b = 1; }',
    'edition = "2023";',
    '{"type": "string"}',
  ],
  spellings: [
    'syntax = "proto3";\n\nmessage User {\n  string name = 1;\n}\n',
    "syntax='proto3';message User{string name=0x1;}",
    '// a comment\nsyntax = "proto3"; /* another */ message User { string name = 1; // last\n };',
  ],
  referring: {
    text: 'syntax = "proto3"; import "geo/place.proto"; message User { geo.Place home = 1; }',
    reference: {
      name: 'geo/place.proto',
      subject: 'place',
      version: 1,
      text: 'syntax = "proto3"; package geo; message Place { double lat = 1; }',
    },
  },
  evolution: {
    older: 'message User { required string name = 1; }',
    newer: 'message User { required string name = 1; } message More {}',
  },
  taggable: {
    text: 'syntax = "proto3"; package app; message User { string name = 1; }',
    entity: { entityPath: 'User.name', entityType: 'sr_field' },
  },
  oddNames: {
    text: 'syntax = "proto3"; message __proto__ { __proto__ constructor = 1; string hasOwnProperty = 2; }',
    fields: ['constructor', 'hasOwnProperty'],
  },
  nested: { deepest: limits.protobufDepth, text: nested },
})
