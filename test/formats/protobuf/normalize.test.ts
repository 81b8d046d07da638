import { describe, expect, test } from 'vitest'
import { proto3, read, valid } from './reading.ts'

test('what may stand in any order is sorted, what may be said in many ways is said in one', () => {
  const { normalized } = {
    normalized:
      valid(`syntax = "proto2"; package a; import "z.proto"; import "b.proto"; import "z.proto";
      option java_package = "x"; option go_package = "y";
      message M { optional N n = 2; optional int32 m = 1; reserved 9, 3 to 3, "b", "a", 5 to 6; oneof late { int32 x = 8; } oneof early { int32 z = 7; int32 y = 4; }
        extensions 30, 20 to 25; message N {} enum E { B = 1; A = 1; Z = 0; } }
      extend M { optional int32 e1 = 21; } extend .a.M { optional int32 e0 = 20; }`).normalized(),
  }
  expect(normalized).toBe(`package a;

import "b.proto";
import "z.proto";

option go_package = "y";
option java_package = "x";

message M {
  reserved 3;
  reserved 5 to 6;
  reserved 9;
  reserved "a";
  reserved "b";

  optional int32 m = 1;
  optional .a.M.N n = 2;

  oneof early {
    int32 y = 4;
    int32 z = 7;
  }
  oneof late {
    int32 x = 8;
  }

  extensions 20 to 25;
  extensions 30;

  message N {}
  enum E {
    Z = 0;
    A = 1;
    B = 1;
  }
}

extend .a.M {
  optional int32 e0 = 20;
  optional int32 e1 = 21;
}
`)
})

test('the order of messages, enums, services and methods is kept', () => {
  const text = proto3(
    '',
    'message B {}',
    'message A {}',
    '',
    'service Z {',
    '  rpc Y (.B) returns (.A);',
    '  rpc X (.A) returns (.B);',
    '}',
    'service W {}',
  )
  expect(valid(text).normalized()).toBe(text)
})

test('a oneof or extend without members leaves its blank line', () => {
  expect(read(proto3('message M { oneof o {} }')).normalized()).toBe(proto3('', 'message M {', '}'))
  expect(read('extend Nowhere {}').normalized()).toBe('\n')
})

test('a map entry message becomes the map it stands for', () => {
  const text = proto3(
    'message M { repeated NamesEntry names = 1;',
    'message NamesEntry { option map_entry = true; string key = 1; M value = 2; } }',
  )
  expect(valid(text).normalized()).toBe(
    proto3('', 'message M {', '  map<string, .M> names = 1;', '}'),
  )
})

describe('options', () => {
  const withOptions = (options: string, declarations = '') =>
    valid(
      proto3(
        'import "google/protobuf/descriptor.proto";',
        `message M { int32 f = 1 [${options}]; }`,
        'message Value { string s = 1; repeated string many = 2; Value inner = 3; }',
        `extend google.protobuf.FieldOptions { Value opt = 50000; repeated int32 num = 50001; ${declarations} }`,
      ),
    )
      .normalized()
      .split('int32 f = 1 ')[1]
      ?.split(';\n')[0]

  test.each([
    ['names are full', '(opt) = { s: "a" }', '[(opt) = {\n    s: "a"\n  }]'],
    [
      'parts are a message value',
      '(opt).inner.s = "a"',
      '[(opt) = {\n    inner: {\n      s: "a"\n    }\n  }]',
    ],
    [
      'assignments of one option are merged',
      '(opt).s = "a", (opt).inner.s = "b"',
      '[(opt) = {\n    inner: {\n      s: "b"\n    },\n    s: "a"\n  }]',
    ],
    [
      'values of a repeated field are gathered',
      '(opt).many = "b", (opt).many = "a"',
      '[(opt) = {\n    many: [\n      "b",\n      "a"\n    ]\n  }]',
    ],
    [
      'of several values of a single field the last stays',
      '(opt).s = "a", (opt).s = "b"',
      '[(opt) = {\n    s: "b"\n  }]',
    ],
    [
      'assignments of a repeated option stay apart',
      '(num) = 2, (num) = 1',
      '[\n    (num) = 2,\n    (num) = 1\n  ]',
    ],
    [
      'empty lists vanish, single items are bare',
      '(opt) = { many: [], s: ["x"] }',
      '[(opt) = {\n    s: "x"\n  }]',
    ],
    ['a list of one stays a list where it is all', '(num) = [ 1 ]', '[(num) = [1]]'],
    ['unknown options stay as they are', '(nowhere).a = 1', '[(nowhere).a = 1]'],
    [
      'json_name and deprecated are sorted, too',
      'json_name = "x", deprecated = true',
      '[\n    deprecated = true,\n    json_name = "x"\n  ]',
    ],
  ])('%s', (_, options, normalized) => {
    expect(withOptions(options)).toBe(normalized)
  })
})

test('a field of a map entry is the map of its key and value, whose own type is only named', () => {
  const entry = (name: string, value: string) =>
    `message ${name} { option map_entry = true; ${value} value = 2; string key = 1; }`
  const text = proto3(`message M { repeated A f = 1; ${entry('A', 'B')} ${entry('B', 'A')} }`)
  expect(valid(text).normalized()).toContain('{\n  map<string, .M.B> f = 1;\n}')
})

test('an option without parentheses is none of the extensions in scope', () => {
  const text = proto3(
    'package a; import "google/protobuf/descriptor.proto";',
    'extend google.protobuf.FieldOptions { bool deprecated = 50000; }',
    'message M { int32 f = 1 [deprecated = true, deprecated = true, (deprecated) = false]; }',
  )
  expect(valid(text).normalized()).toContain(
    '[\n    (a.deprecated) = false,\n    deprecated = true,\n    deprecated = true\n  ]',
  )
})

test.each([
  ['bytes', '01.50', '1.5'],
  ['string', '01.50', '"01.50"'],
  ['bool', 'true', 'true'],
])('the default of a %s field', (type, value, normalized) => {
  const text = `message M { optional ${type} f = 1 [default = "${value}"]; }`
  expect(valid(text).normalized()).toContain(`[default = ${normalized}]`)
})

describe('numbers are printed with at most three decimals', () => {
  test.each([
    ['1.50', '1.5'],
    ['-2.0', '-2'],
    ['0x1F', '31'],
    ['-0x10', '-16'],
    ['010', '8'],
    ['08', '08'],
    ['1e3', '1000'],
    ['1.23456', '1.235'],
    ['0.0625', '0.062'],
    ['0.1875', '0.188'],
    ['-0.0001', '-0'],
    ['-0.0', '-0'],
    ['-0', '0'],
    ['49215.4975', '49215.497'],
    ['123456789012.5', '123456789012.5'],
    ['-83455.4776f', '-83455.477'],
    ['0.0005f', '0.001'],
    ['16777217d', '16777217'],
    ['16777217f', '16777216'],
    ['1L', '1'],
    ['1.5L', '1.5L'],
    ['1e20', '100000002004087730000'],
    ['1e300', `1${'0'.repeat(300)}`],
    ['123456789012345678901234567890', '123456789012345678901234567890'],
    ['123456789.123456789123456789', '123456789.123'],
    ['1e400', `1${'0'.repeat(400)}`],
    ['1e-400', '0'],
    ['1.5f', '1.5'],
    ['-5', '-5'],
    ['1.2.3', '1.2.3'],
  ])('%s', (number, normalized) => {
    expect(valid(`option x = ${number};`).normalized()).toBe(`\noption x = ${normalized};\n`)
  })

  test.each(['1e999999999', `1${'0'.repeat(1001)}`])(
    'a number without bounds is refused',
    (number) => {
      expect(() => read(`option x = ${number};`).normalized()).toThrow(/number is too/)
    },
  )
})
