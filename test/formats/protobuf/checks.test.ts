import { describe, expect, test } from 'vitest'
import { proto3, refusal } from './reading.ts'

const invalid = 'Invalid protobuf schema definition: '

describe('what Confluent accepts until validateFields builds a descriptor', () => {
  test.each([
    [
      'p.M.b',
      'Field number 1 has already been used in "p.M" by field "a".',
      proto3('package p; message M { int32 a = 1; int32 b = 1; }'),
    ],
    [
      'M.a',
      'Field number 1 has already been used in "M" by field "b".',
      proto3('message M { int32 a = 1; oneof o { int32 b = 1; } }'),
    ],
    ['M.a', 'Field numbers must be positive integers.', proto3('message M { int32 a = 0; }')],
    ['M.a', '"a" is already defined in "M".', proto3('message M { int32 a = 1; int32 a = 2; }')],
    [
      'p.x',
      '"x" is already defined in "p".',
      proto3('package p; message M {} service x {} extend M { int32 x = 1; }'),
    ],
    ['M.a-b', '"a-b" is not a valid identifier.', proto3('message M { int32 a-b = 1; }')],
    ['E', 'Enums must contain at least one value.', 'enum E {}'],
    [
      'S.R',
      '"R" is already defined in "S".',
      'message M {} service S { rpc R (M) returns (M); rpc R (M) returns (M); }',
    ],
    [
      'M.t',
      '"google.protobuf.Any" is not defined.',
      proto3('message M { google.protobuf.Any t = 1; }'),
    ],
    ['M.mEntry.value', '"Nope" is not defined.', proto3('message M { map<string, Nope> m = 1; }')],
    [
      'M.MyMapEntry.value',
      '"Nope" is not defined.',
      proto3('message M { map<string, Nope> my_map = 1; }'),
    ],
    [
      'e',
      '"M" does not declare 5 as an extension number.',
      'message M { extensions 1 to 4; } extend M { optional int32 e = 5; }',
    ],
    [
      'M.s',
      '[packed = true] can only be specified for repeated primitive fields.',
      proto3('message M { repeated string s = 1 [packed = true]; }'),
    ],
    [
      'M.e',
      'Unknown enum default value: "C"',
      'message M { optional E e = 1 [default = C]; } enum E { A = 1; }',
    ],
    [
      'M.i',
      'Could not parse default value: "x"',
      'message M { optional int32 i = 1 [default = x]; }',
    ],
    ...(
      [
        ['fixed32', '-1'],
        ['int32', '2147483648'],
        ['uint64', '18446744073709551616'],
        ['sint64', '08'],
        ['float', '1x'],
        ['double', '-nan'],
      ] as const
    ).map(([type, value]): [string, string, string] => [
      'M.f',
      `Could not parse default value: "${value}"`,
      `message M { optional ${type} f = 1 [default = ${value}]; }`,
    ]),
    ['M.r', "Messages can't have default values.", 'message M { repeated M r = 1 [default = 1]; }'],
    [
      'M.r',
      'Repeated fields cannot have default values.',
      'message M { repeated int32 r = 1 [default = 1]; }',
    ],
    ['S.R', '"E" is not a message type.', 'enum E { A = 0; } service S { rpc R (E) returns (E); }'],
  ])('%s: %s', (name, problem, text) => {
    expect(refusal(text)).toBeUndefined()
    expect(refusal(text, { fields: true })).toBe(`${invalid}${name}: ${problem}`)
  })

  test('a type is visible through public imports only', () => {
    const files = {
      'a.proto': proto3('package a; message A {}'),
      'public.proto': 'import public "a.proto";',
      'plain.proto': 'import "a.proto";',
    }
    const using = (path: string) => proto3(`import "${path}"; message M { a.A a = 1; }`)
    expect(refusal(using('public.proto'), { fields: true, files })).toBeUndefined()
    expect(refusal(using('plain.proto'), { fields: true, files })).toBe(
      `${invalid}M.a: "a.A" is not defined.`,
    )
  })

  test('a missing import does no harm where none of its types is used', () => {
    expect(refusal('import "nowhere.proto"; message M {}', { fields: true })).toBeUndefined()
  })

  test('the innermost scope with the first part of a name decides', () => {
    const text = proto3(
      'package a; message b { message c {} } message M { message b {} b.c x = 1; }',
    )
    expect(refusal(text)).toBeUndefined()
    expect(refusal(text, { fields: true })).toBe(`${invalid}a.M.x: "b.c" is not defined.`)
  })
})

describe('what protoc refuses beyond that, with validation: strict', () => {
  test.each([
    ['nowhere.proto: File not found.', 'import "nowhere.proto"; message M {}'],
    [
      'M.a: Field numbers 19000 through 19999 are reserved',
      proto3('message M { int32 a = 19000; }'),
    ],
    [
      'M.a: Field numbers cannot be greater than 536870911.',
      proto3('message M { int32 a = 536870912; }'),
    ],
    [
      'M.a: Field "a" uses reserved number 6.',
      proto3('message M { reserved 9, 5 to 7; int32 a = 6; }'),
    ],
    ['M.a: Field name "a" is reserved.', proto3('message M { reserved "a"; int32 a = 6; }')],
    [
      'M.a: Extension range includes field "a" (6).',
      'message M { extensions 5 to max; optional int32 a = 6; }',
    ],
    ['E: The first enum value must be zero', proto3('enum E { A = 1; }')],
    ['E: "B" uses the same enum value as "A".', proto3('enum E { A = 0; B = 0; }')],
    ['A: "A" is already defined.', proto3('enum E { A = 0; } enum F { A = 0; }')],
    ['E: Enum value "B" uses reserved number 1.', proto3('enum E { reserved 1; A = 0; B = 1; }')],
    ['M: Groups are not supported in proto3', proto3('message M { repeated group G = 1 {} }')],
    ['M: Extension ranges are not allowed in proto3.', proto3('message M { extensions 1; }')],
    [
      'M.a: Explicit default values are not allowed',
      proto3('message M { int32 a = 1 [default = 1]; }'),
    ],
    ['M.o: Oneof must have at least one field.', proto3('message M { oneof o {} }')],
    [
      'M.a: "a" is already defined in "M".',
      proto3('message M { int32 a = 1; oneof a { int32 b = 2; } }'),
    ],
    [
      'M.aB: The JSON name of "aB" conflicts with field "a_b".',
      proto3('message M { int32 a_b = 1; int32 aB = 2; }'),
    ],
    ['x: Option "x" unknown', 'option x = 1;'],
    ['M.y: Option "(y)" unknown', 'message M { option (y) = 1; }'],
    ['M.deprecated: Option value must be a bool', 'message M { option deprecated = 1; }'],
    [
      'M.f.confluent.field_meta: Option "(confluent.field_meta)" is not imported.',
      proto3('message M { int32 f = 1 [(confluent.field_meta).doc = "x"]; }'),
    ],
    [
      'M.f.confluent.field_meta: Option field "no" is not a field or extension',
      proto3(
        'import "confluent/meta.proto"; message M { int32 f = 1 [(confluent.field_meta).no = "x"]; }',
      ),
    ],
  ])('%s', (problem, text) => {
    expect(refusal(text, { fields: true })).toBeUndefined()
    expect(refusal(text, { strict: true })).toContain(problem)
  })

  test('a schema that protoc takes is taken', () => {
    const text = proto3(
      'import "confluent/meta.proto"; import "google/type/money.proto";',
      'message M { reserved 5; google.type.Money m = 1 [(confluent.field_meta) = { tags: ["a"], params: [{ key: "k", value: "v" }] }];',
      'map<int32, M> all = 2; oneof o { E e = 3; } enum E { Z = 0; } }',
      'enum F { option allow_alias = true; A = 0; B = 0; }',
    )
    expect(refusal(text, { fields: true, strict: true })).toBeUndefined()
  })
})

test('an import finds its reference in any spelling of the path', () => {
  const text = proto3('import "./a//b.proto"; message M { N n = 1; }')
  const files = { './a/b.proto': proto3('message N {}') }
  expect(refusal(text, { fields: true, files })).toBeUndefined()
})
