import { describe, expect, test } from 'vitest'
import { proto3, read, refusal, valid } from './reading.ts'

describe('what Wire accepts is accepted', () => {
  test.each([
    ['an empty text', ''],
    ['only comments', '// nothing\n/* at all */'],
    ['several packages, of which the last wins', 'package a; package b; message M {}'],
    ['stray semicolons', ';;message M { ; optional int32 a = 1;; };'],
    ['a hexadecimal field number', 'message M { optional int32 a = 0x10; }'],
    ['field numbers of any value', 'message M { optional int32 a = -1; optional int32 b = 0; }'],
    ['a field number twice', 'message M { optional int32 a = 1; optional int32 a = 1; }'],
    ['an enum without constants', 'enum E {}'],
    ['an enum of proto3 without zero', proto3('enum E { A = 1; }')],
    ['a nested message twice', 'message M { message N {} message N {} }'],
    ['a group in proto3', proto3('message M { repeated group G = 1 { int32 a = 2; } }')],
    [
      'a type in several words with space on both sides of a dot',
      'message a { optional a . b c = 1; message b {} }',
    ],
    [
      'a label before a type of several words',
      'message M { optional a .b c = 1; message a {message b {}} }',
    ],
    [
      'options without commas in a message value',
      'option x = { a: 1 b: "x"; c { d: true } [e.f]: [1, 2] };',
    ],
    ['neighbouring strings', 'option x = "a" \'b\'\n"c";'],
    ['a missing import', 'import "nowhere.proto"; message M {}'],
    [
      'types of known files without an import',
      proto3('message M { google.type.Money m = 1; confluent.type.Decimal d = 2; }'),
    ],
    [
      'a map with a value type that does not resolve',
      proto3('message M { map<string, Nowhere> m = 1; }'),
    ],
    [
      'words of the language as names',
      proto3('message option { int32 message = 1; int32 rpc = 2; }'),
    ],
    [
      'words of the language as constants',
      'enum E { message = 1; enum = 2; rpc = 3; extend = 4; }',
    ],
  ])('%s', (_, text) => {
    expect(refusal(text)).toBeUndefined()
  })
})

describe('what Wire refuses is refused in its words', () => {
  test.each([
    ['bad-message M {}', 'Syntax error in :1:1: unexpected label: bad-message'],
    ['message M { string a = 1; }', 'Syntax error in :1:13: unexpected label: string'],
    ['message M {', 'Syntax error in :1:12: unexpected end of file'],
    ['message M%d {}', "Syntax error in :1:11: expected '{' but was '%'"],
    [
      'message M { optional int32 a = 1.5; }',
      'Syntax error in :1:35: expected an integer but was 1.5',
    ],
    [
      'message M { optional int32 a = 3000000000; }',
      'Syntax error in :1:42: expected an integer but was 3000000000',
    ],
    [
      'message M { optional int32 1a = 1; }',
      'Syntax error in :1:27: field and constant names cannot start with a digit',
    ],
    [
      'message M { optional map<string, int32> a = 1; }',
      "Syntax error in :1:13: 'map' type cannot have label",
    ],
    [
      'syntax = "proto3"; message M { required int32 a = 1; }',
      "Syntax error in :1:32: 'required' label forbidden in proto3 field declarations",
    ],
    ['syntax = "proto2"; syntax = "proto2";', 'Syntax error in :1:20: too many syntax definitions'],
    [
      'message M {} syntax = "proto2";',
      "Syntax error in :1:14: 'syntax' element must be the first declaration in a file",
    ],
    ['syntax = "proto4";', 'Syntax error in :1:1: unexpected syntax: proto4'],
    ['edition = "2023";', 'Syntax error in :1:8: edition is not currently supported'],
    ['import here;', 'Syntax error in :1:1: expected quoted string'],
    ['import public here;', 'Syntax error in :1:16: expected quoted string'],
    ['enum E { (A) = 1; }', 'Syntax error in :1:10: expected a word'],
    ['enum E { A = 0xg; }', 'Syntax error in :1:17: expected an integer but was g'],
    ['enum E { A = 1 [x = 1; }', "Syntax error in :1:22: Expected ',' or ']"],
    ['message M { reserved 1 to 0x2; }', 'For input string: "0x2"'],
    ['message M { extensions 1 x; }', "Syntax error in :1:13: expected ',', ';', '[' or 'to'"],
    ['message M { extensions 1 [a = 1], 2; }', "Syntax error in :1:34: expected ';' but was ','"],
    ['reserved 1;', "Syntax error in :1:12: expected '//' or '/*'"],
    ['/* a\n*/ x', 'Syntax error in :2:5: unexpected label: x'],
    ['option x = "\\n\\012"; x', 'Syntax error in :3:4: unexpected label: x'],
    [
      'enum E { A = 1; /* x */ B = 2; }',
      'Syntax error in :1:26: no syntax may follow trailing comment',
    ],
    [
      'enum E { A = 1; /* x */\r\n }',
      'Syntax error in :1:25: no syntax may follow trailing comment',
    ],
    ['enum E { A = 1; / }', "Syntax error in :1:18: expected '//' or '/*'"],
    ['option x = "a', 'Syntax error in :1:14: unterminated string'],
    ['option x = "\\xg";', 'Syntax error in :1:15: expected a digit after \\x or \\X'],
    ['/* open', 'Syntax error in :1:7: unterminated comment'],
    ['\uFEFFmessage M {}', 'Syntax error in :1:1: expected a word'],
    ['message M {}\nmessage M {}', 'M (:2:1) is already defined at :1:1'],
    ['syntax = proto3;', 'Syntax error in :1:11: expected quoted string'],
  ])('%s', (text, problem) => {
    expect(() => read(text)).toThrow(`Could not parse Protobuf - ${problem}`)
  })
})

describe('every type must resolve, but only at validation', () => {
  test.each([
    ['a field', proto3('message M { Nope n = 1; }'), 'Nope'],
    ['a field with a leading dot', proto3('message M { .M.N n = 1; }'), '.M.N'],
    ['a member of a oneof', proto3('message M { oneof o { a.B b = 1; } }'), 'a.B'],
    ['an extended message', proto3('extend Nope { string s = 1; }'), 'Nope'],
    ['a request', proto3('message M {} service S { rpc R (Nope) returns (M); }'), 'Nope'],
    [
      'a scalar as a response',
      proto3('message M {} service S { rpc R (M) returns (string); }'),
      'string',
    ],
  ])('%s', (_, text, type) => {
    expect(read(text).canonical).not.toBe('')
    expect(refusal(text)).toBe(`Could not resolve type: ${type}`)
  })

  test('the key of a map must be a scalar with equality', () => {
    expect(refusal(proto3('message M { map<double, string> m = 1; }'))).toContain('map key')
  })

  test('a default that the normal form cannot say again is refused', () => {
    const text = 'message M { optional bytes b = 1 [default = "\\001"]; }'
    expect(refusal(text)).toContain('Could not parse Protobuf - Syntax error in')
    expect(refusal('message M { optional bytes b = 1 [default = "abc"]; }')).toBeUndefined()
  })
})

describe('the name of a schema', () => {
  test.each([
    [
      'is that of the first message',
      'package a.b; enum E { X = 0; } message M {} message N {}',
      'a.b.M',
    ],
    ['is that of the first enum without a message', 'enum E { X = 0; }', 'E'],
    ['is missing where nothing is declared', 'package a;', undefined],
    [
      'is that of a public import',
      'import public "google/protobuf/any.proto";',
      'google.protobuf.Any',
    ],
  ])('%s', (_, text, name) => {
    expect(read(text).name).toBe(name)
  })

  test('is found through references that import each other publicly', () => {
    const files = { 'b.proto': 'import public "a.proto";', 'a.proto': 'import public "b.proto";' }
    expect(read('import public "b.proto";', files).name).toBeUndefined()
  })
})

test('the fields of the first message are the top level, members of oneofs included', () => {
  const schema = valid(
    proto3('message M { int32 a = 1; oneof o { int32 b = 2; } } message N { int32 c = 1; }'),
  )
  expect(['a', 'b', 'c', 'o'].map((name) => schema.hasField(name))).toEqual([
    true,
    true,
    false,
    false,
  ])
})
