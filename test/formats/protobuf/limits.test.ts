import { describe, expect, test } from 'vitest'
import { SchemaError, WorkExceeded } from '../../../src/formats/schema-error.ts'
import { budget, differences, proto3, read, refusal, valid } from './reading.ts'

const many = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n')

test('fifty thousand fields are read, printed, normalised, checked, compared and written', () => {
  const text = proto3(`message M { ${many(50_000, (i) => `int32 f${i} = ${i + 20_000};`)} }`)
  const schema = valid(text)
  schema.validate({ fields: true, strict: true, budget: budget() })
  expect(differences(schema, read(schema.canonical))).toEqual([])
  expect(valid(schema.render('serialized')).normalized()).toBe(schema.normalized())
})

test('fifty thousand values of one option are merged in linear time', () => {
  const text = proto3(
    `message M { ${many(50_000, (i) => `option (confluent.message_meta).tags = "t${i}";`)} }`,
  )
  const schema = valid(text)
  expect(schema.tags()[0]?.tags).toHaveLength(50_000)
  expect(schema.normalized()).toContain('"t49999"')
})

describe('nesting beyond the limit is refused, without a stack overflow', () => {
  test.each([
    ['messages', many(50_000, (i) => `message M${i} {`)],
    ['groups', proto3(many(50_000, (i) => `message M${i} {`))],
    ['lists', `option x = ${'['.repeat(50_000)}`],
    ['message values', `option x = ${'{a:'.repeat(50_000)}`],
    ['parts of option names', `option (x)${'.a'.repeat(400_000)} = 1;`],
    ['parts of option names in words', `option (x)${' .a'.repeat(50_000)} = 1;`],
    [
      'parts of option names in message values',
      `option x = ${`{ [a]${'.b'.repeat(50)}: `.repeat(10)}1${'}'.repeat(10)};`,
    ],
    ['maps', proto3(`message M { ${'map<string,'.repeat(50_000)}`)],
  ])('%s', (_, text) => {
    expect(refusal(text)).toContain('Nesting is deeper than 100 levels')
  })

  test('descriptors', () => {
    let bytes = Buffer.from([0x0a, 1, 0x4d])
    for (let level = 0; level < 120; level++) {
      const length = bytes.length
      const size = length < 128 ? [length] : [(length & 127) | 128, length >> 7]
      bytes = Buffer.from([level === 119 ? 0x22 : 0x1a, ...size, ...bytes])
    }
    expect(() => read(bytes.toString('base64'))).toThrow(SchemaError)
  })
})

describe('map entries that are values of each other', () => {
  const entry = (name: string, value: string, key = 'string') =>
    `message ${name} { option map_entry = true; ${key} key = 1; ${value} value = 2; }`

  test('are compared once around', () => {
    const file = (key: string) =>
      proto3(`message M { repeated A f = 1; ${entry('A', 'B')} ${entry('B', 'A', key)} }`)
    expect(differences(valid(file('string')), valid(file('int32')))).toContain(
      'FIELD_SCALAR_KIND_CHANGED #/M/1',
    )
    expect(differences(valid(file('string')), valid(file('string')))).toEqual([])
  })

  test('are refused in a long chain', () => {
    const schema = valid(
      proto3(
        `message M { repeated E0 f = 1; ${many(500, (i) => entry(`E${i}`, `E${i + 1}`))} }`,
        entry('E500', 'string'),
      ),
    )
    expect(() => differences(schema, schema)).toThrow('Nesting is deeper than 100 levels')
  })
})

test('thousands of optional fields of one name get oneofs of their own in linear time', () => {
  const text = proto3(
    `message M { ${many(1000, (i) => `int32 ${'X'.repeat(i)}_a = ${i + 1};`)}`,
    `${many(1000, (i) => `optional int32 a = ${i + 2000};`)} }`,
  )
  expect(read(text).render('serialized')).not.toBe('')
})

describe('work beyond the budget is refused', () => {
  const long = 'a'.repeat(300_000)
  test.each([
    [
      'many types in a long name',
      proto3(`message ${long} { ${many(30_000, (i) => `message M${i} {}`)} }`),
    ],
    [
      'many uses of a long name',
      proto3(`message ${long} { message B {} ${many(30_000, (i) => `B f${i} = ${i};`)} }`),
    ],
    [
      'many lookups in a long package',
      proto3(`package ${'a.'.repeat(200_000)}b; message M { X x = 1; }`),
    ],
  ])('%s', (_, text) => {
    expect(() => valid(text)).toThrow(WorkExceeded)
  })

  test('references that multiply their differences end at the cap', () => {
    const file = (i: number, kind: string) =>
      i === 0
        ? proto3(`message M0 { ${kind} a = 1; }`)
        : proto3(`message M${i} { M${i - 1} a = 1; M${i - 1} b = 2; M${i - 1} c = 3; }`)
    const chain = (kind: string, prefix: string) =>
      read(
        file(40, kind),
        Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`${prefix}${i}`, file(i, kind)])),
      )
    expect(differences(chain('int32', 'a'), chain('string', 'b'))).toHaveLength(1000)
  })
})
