import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectEnvelope, longestAllowed, startWatched, type Watched } from './watched.ts'

type Schema = { readonly schema: string; readonly schemaType: string }

const avro = (schema: unknown): Schema => ({ schema: textOf(schema), schemaType: 'AVRO' })
const json = (schema: unknown): Schema => ({ schema: textOf(schema), schemaType: 'JSON' })
const proto = (schema: string): Schema => ({ schema, schemaType: 'PROTOBUF' })
const textOf = (schema: unknown) => (typeof schema === 'string' ? schema : JSON.stringify(schema))

const times = <T>(count: number, item: (n: number) => T) =>
  Array.from({ length: count }, (_, n) => item(n))
const joined = (count: number, item: (n: number) => string) => times(count, item).join('')

/** `a` so often, then `b` so often. */
const nested = (depth: number, a: string, b: string) => a.repeat(depth) + b.repeat(depth)

const syntax = 'syntax = "proto3";\n'
const record = (name: string, type: unknown) => ({
  ...{ type: 'record', name },
  fields: [{ name: 'x', type }],
})

/** Sizes are below the limit of 1 MiB, so that the engines get to see each of them. */
const single: readonly (readonly [string, Schema])[] = [
  ['Avro arrays in arrays', avro(nested(40_000, '{"type":"array","items":', '}'))],
  ['Avro brackets', avro(nested(400_000, '[', ']'))],
  ['JSON schemas in schemas', json(nested(100_000, '{"not":', '}'))],
  ['a deep JSON default', json(`{"default":${nested(400_000, '[', ']')}}`)],
  ['Protobuf messages in messages', proto(syntax + nested(90_000, 'message A{', '}'))],
  ['deep Protobuf options', proto(`${syntax}option (a)=${nested(200_000, '{a:', '}')};`)],
  ['Protobuf groups in groups', proto(`message A{${nested(40_000, 'optional group G=1{', '}')}}`)],
  ['an Avro union of one type', avro(`[${'"null",'.repeat(140_000)}"int"]`)],
  ['many Avro symbols', avro({ type: 'enum', name: 'E', symbols: times(60_000, (n) => `s${n}`) })],
  ['a long Avro name', avro(record('R'.repeat(900_000), 'int'))],
  ['an Avro name of many dots', avro(record(`${'a.'.repeat(450_000)}b`, 'int'))],
  ['Avro attributes', avro({ type: 'int', ...times(60_000, (n) => n) })],
  ['a huge exponent in Avro', avro('{"type":"int","x":1e999999999}')],
  ['a huge exponent as an Avro size', avro('{"type":"fixed","name":"F","size":1e999999999}')],
  ['a long number in Avro', avro(`{"type":"int","x":${'9'.repeat(900_000)}}`)],
  ['huge exponents in JSON', json('{"minimum":1e999999999,"multipleOf":1e-999999999}')],
  ['a regex of open groups', json({ pattern: nested(200_000, '(', ')') })],
  ['a regex of repeats', json({ pattern: '((a{1,1000}){1,1000}){1,1000}' })],
  [
    'a regex of classes',
    json({ patternProperties: { [String.raw`(?i)\p{L}`.repeat(40_000)]: {} } }),
  ],
  ['a long JSON pointer', json({ $ref: `#/${'a/'.repeat(400_000)}` })],
  [
    'a chain of $refs',
    json({ definitions: times(15_000, (n) => ({ $ref: `#/definitions/${n + 1}` })) }),
  ],
  ['$refs in a circle', json({ allOf: [{ $ref: '#/allOf/1' }, { $ref: '#/allOf/0' }] })],
  ['many Protobuf messages', proto(syntax + joined(40_000, (n) => `message M${n}{}`))],
  ['many Protobuf imports', proto(syntax + joined(40_000, (n) => `import "a${n}";`))],
  ['Protobuf comments', proto(`${syntax}${'/**/'.repeat(100_000)}message M{}`)],
  ['an open Protobuf comment', proto(syntax + '/*'.repeat(400_000))],
  ['a long Protobuf name', proto(`${syntax}message ${'A'.repeat(900_000)}{}`)],
  ['a Protobuf type of many dots', proto(`${syntax}message A{${'a.'.repeat(400_000)}b c=1;}`)],
  [
    'Protobuf types in a long package',
    proto(
      `${syntax}package ${'a.'.repeat(20_000)}b; message R{${joined(9_000, (n) => `R f${n}=${n + 1};`)}}`,
    ),
  ],
  ['a broken Protobuf descriptor', proto(Buffer.alloc(600_000, 0x0a).toString('base64'))],
]

const oneOf = (count: number, type: string) =>
  json({
    oneOf: times(count, (n) => {
      return {
        properties: { [`p${n}`]: { type } },
        required: [`p${n}`],
        additionalProperties: false,
      }
    }),
  })

/** Alternatives that all lead to each other. */
const entangled = (count: number, type: string) =>
  json({
    $ref: '#/definitions/n',
    definitions: {
      n: {
        oneOf: times(count, (n) => {
          const self = { $ref: '#/definitions/n' }
          return { type: 'object', properties: { a: self, b: self, [`x${n}`]: { type } } }
        }),
      },
    },
  })

/** Each definition uses the one before it twice: 2^depth ways down. */
const diamonds = (depth: number, type: string) =>
  json({
    $ref: `#/definitions/${depth}`,
    definitions: times(depth + 1, (n) => {
      const below = { $ref: `#/definitions/${n - 1}` }
      return n === 0 ? { type } : { type: 'object', properties: { a: below, b: below } }
    }),
  })

const records = (prefix: string) => avro(times(1000, (n) => record(`${prefix}${n}`, 'int')))

const mesh = (count: number, type: string) =>
  proto(
    syntax +
      joined(count, (n) => {
        return `message D${n}{${joined(count, (m) => `D${m} f${m}=${m + 1};`)} ${type} x=999;}`
      }),
  )

const patterns = (count: number) =>
  json({
    patternProperties: Object.fromEntries(times(count, (n) => [`^(a|a)*(a+)+${n}$`, {}])),
    additionalProperties: false,
  })
const properties = (count: number) =>
  json({
    properties: Object.fromEntries(times(count, (n) => [`${'a'.repeat(50)}${n}`, {}])),
    additionalProperties: false,
  })

const compared: readonly (readonly [string, Schema, Schema])[] = [
  ['Avro unions of 1,000 records', records('a'), records('b')],
  ['JSON alternatives, 300 by 300', oneOf(300, 'string'), oneOf(300, 'integer')],
  ['JSON alternatives, 2,000 by 2,000', oneOf(2000, 'integer'), oneOf(2000, 'number')],
  ['entangled JSON alternatives', entangled(300, 'string'), entangled(300, 'integer')],
  ['JSON diamonds', diamonds(25, 'string'), diamonds(25, 'integer')],
  ['deep JSON diamonds', diamonds(900, 'string'), diamonds(900, 'integer')],
  ['JSON properties before patterns', properties(3000), patterns(3000)],
  ['JSON patterns before properties', patterns(3000), properties(3000)],
  ['a mesh of Protobuf messages', mesh(150, 'int32'), mesh(150, 'string')],
]

describe('a hostile schema', { timeout: 90_000 }, () => {
  let server: Watched

  beforeAll(async () => {
    server = await startWatched()
  }, 60_000)

  afterAll(() => server.stop())

  test.each(single)('of %s is answered while others are served', async (what, schema) => {
    await server.turns()
    expectEnvelope(
      await server.send('POST', `/subjects/${what}/versions`.replaceAll(' ', '-'), schema),
      what,
    )
    const { longest, polluted } = await server.turns()
    expect(longest).toBeLessThan(longestAllowed)
    expect(polluted).toBe(0)
  })

  test.each(compared)('is compared while others are served: %s', async (what, older, newer) => {
    const subject = what.replaceAll(' ', '-')
    await server.send('PUT', `/config/${subject}`, { compatibility: 'FULL_TRANSITIVE' })
    const first = await server.send('POST', `/subjects/${subject}/versions`, older)
    expect(first.status, first.text.slice(0, 300)).toBe(200)
    await server.turns()
    const check = `/compatibility/subjects/${subject}/versions?verbose=true`
    for (const target of [check, `/subjects/${subject}/versions`, `/subjects/${subject}`]) {
      expectEnvelope(await server.send('POST', target, newer), `${what} ${target}`)
    }
    expect((await server.turns()).longest).toBeLessThan(longestAllowed)
  })

  test('that needs too much work is the client’s mistake, not a fault', async () => {
    await server.send('PUT', '/config/work', { compatibility: 'FULL' })
    const older = await server.send('POST', '/subjects/work/versions', patterns(3000))
    expect(older.status).toBe(200)
    for (const target of ['/subjects/work/versions', '/compatibility/subjects/work/versions']) {
      const { status, text } = await server.send('POST', target, properties(3000))
      expect(status, text.slice(0, 300)).toBe(422)
      expect(JSON.parse(text)).toEqual({
        error_code: 42201,
        message: expect.stringContaining('more work than the registry allows'),
      })
    }
  })

  test('with very many differences is answered with as many as fit', async () => {
    await server.send('POST', '/subjects/many/versions', diamonds(900, 'string'))
    const target = '/compatibility/subjects/many/versions?verbose=true'
    const { text } = await server.send('POST', target, diamonds(900, 'integer'))
    expect(text.length).toBeLessThan(2 * 1024 * 1024)
    expect(text).toMatch(/\{\d+ more differences\}/)
  })
})
