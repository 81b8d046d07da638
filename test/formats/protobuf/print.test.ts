import { expect, test } from 'vitest'
import { read } from './reading.ts'

const everything = `syntax = "proto2"; // kept
import weak "gone.proto"; import public "shared.proto"; import "plain.proto";
package a.b;
option java_package = 'x.y'; option (custom).part.inner = "q\\"uote";
enum Color { option allow_alias = true; RED = 1 [deprecated = true]; reserved 5, 7 to max, "GONE"; }
message Empty {}
message Outer {
  reserved 2, 4 to 6, "old"; extensions 100 to 199, 500 to max;
  option deprecated = true;
  required string name = 1 [json_name = "n", default = "it's", deprecated = true];
  optional bytes raw = 3 [default = "abc"];
  map < int32 , Empty > byId = 7;
  oneof choice { option (x) = 1; int32 num = 8; group Pair = 9 { optional int32 l = 10; } }
  repeated group Item = 11 { optional int32 q = 12; }
  message Inner { optional int32 a = 1; oneof one { int32 b = 2; } }
  enum Kind { K = 0; }
  extend Empty { optional int32 ext = 13; }
}
extend Outer { optional string more = 100; }
service Api { option (s) = true; rpc Call (stream Empty) returns (Outer); rpc Two (Empty) returns (stream Empty) { option deprecated = true; } }
option (list) = ["one"]; option (map) = { list: ["a"], none {}, nothing: [], n: -1.50 };`

const printed = `syntax = "proto2";
package a.b;

import "plain.proto";
import public "shared.proto";

option java_package = "x.y";
option (custom).part.inner = "q\\"uote";
option (list) = ["one"];
option (map) = {
  list: [
    "a"
  ],
  none: {
  },
  nothing: [
  ],
  n: -1.50
};

message Empty {}
message Outer {
  reserved 2, 4 to 6, "old";

  option deprecated = true;

  required string name = 1 [
    deprecated = true,
    default = "it\\'s",
    json_name = "n"
  ];
  optional bytes raw = 3 [default = abc];
  map<int32, Empty> byId = 7;

  oneof choice {
    option (x) = 1;
  
    int32 num = 8;
  
    group Pair = 9 {
      optional int32 l = 10;
    }
  }

  repeated group Item = 11 {
    optional int32 q = 12;
  }

  extensions 100 to 199, 500 to max;

  extend Empty {
    optional int32 ext = 13;
  }

  message Inner {
    optional int32 a = 1;
  
    oneof one {
      int32 b = 2;
    }
  }
  enum Kind {
    K = 0;
  }
}
enum Color {
  reserved 5, 7 to max, "GONE";
  option allow_alias = true;
  RED = 1 [deprecated = true];
}

extend Outer {
  optional string more = 100;
}

service Api {
  option (s) = true;

  rpc Call (stream Empty) returns (Outer);
  rpc Two (Empty) returns (stream Empty) {
    option deprecated = true;
  };
}
`

test('sections have a fixed order, comments and weak imports are dropped', () => {
  expect(read(everything).canonical).toBe(printed)
})

test('blank lines of nested blocks are indented like their block', () => {
  const { canonical } = read('message A { message B { optional int32 c = 1; message D {} } }')
  expect(canonical).toBe(
    '\nmessage A {\n  message B {\n    optional int32 c = 1;\n  \n    message D {}\n  }\n}\n',
  )
})

test.each([
  ['an empty file', '', ''],
  ['a file with neither syntax nor package', 'message M {}', '\nmessage M {}\n'],
  ['only a package', 'package a;', 'package a;\n'],
  ['an extend without fields', 'extend M {}', '\nextend M {}\n'],
  ['a service without methods', 'service S {}', '\nservice S {}\n'],
])('%s is printed as Confluent prints it', (_, text, canonical) => {
  expect(read(text).canonical).toBe(canonical)
})

test.each([
  ['a//b/./c.proto', 'a/b/c.proto'],
  ['./a.proto', 'a.proto'],
  ['../a/../b.proto', '../a/../b.proto'],
  ['a\\\\b.proto', 'a/b.proto'],
  ['/../a.proto', '/a.proto'],
  ['\\\\\\\\host\\\\a.proto', '//host/a.proto'],
  ['a.proto/', 'a.proto'],
  ['', '.'],
])('the import path "%s" is written "%s"', (path, written) => {
  expect(read(`import "${path}";`).canonical).toBe(`\nimport "${written}";\n`)
})

test('names and values of option parts are kept as Wire keeps them', () => {
  const { canonical } = read(
    'option x = { a .b: 1 [c] .d: true a .d: { e: 2 } f.g: 1 }; option (y).[z] = 1;',
  )
  expect(canonical).toBe(
    '\noption x = {\n  a: {\n    b: "1",\n    d: {\n      e: 2\n    }\n  },\n  [c]: {\n    d: "true"\n  },\n  f.g: 1\n};\noption (y).[z] = 1;\n',
  )
})

test('strings are escaped, other characters stand as they are', () => {
  const { canonical } = read('option x = "\\a\\b\\f\\n\\r\\t\\v\\\\\\\'\\"\\x41\\101é😀";')
  expect(canonical).toBe('\noption x = "\\a\\b\\f\\n\\r\\t\\v\\\\\\\'\\"AAé😀";\n')
})

test('format=ignore_extensions drops custom options, extension ranges and extends', () => {
  const schema = read(`syntax = "proto2"; option (a).b = 1; option java_package = "x";
    message M { option (c) = 1; optional int32 a = 1 [(d) = 2, deprecated = true, (confluent.field_meta).doc = "x"];
      extensions 5; extend M { optional int32 b = 5; } }
    extend M { optional int32 e = 5; } enum E { A = 0 [(f) = 1]; }`)
  expect(schema.render('Ignore_Extensions')).toBe(`syntax = "proto2";

option java_package = "x";

message M {
  optional int32 a = 1 [
    deprecated = true,
    (confluent.field_meta).doc = "x"
  ];
}
enum E {
  A = 0;
}
`)
})
