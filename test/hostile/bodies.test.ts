import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readRequestJson } from '../../src/formats/request-json.ts'
import { limits } from '../../src/model/limits.ts'
import { expectEnvelope, longestAllowed, startWatched, type Watched } from './watched.ts'

const mebibytes4 = 4 * 1024 * 1024
const room = mebibytes4 - 300

/** An item as often as it fits into a body. */
const filled = (item: string) => item.repeat(Math.floor(room / item.length)).slice(0, -1)

/** Items that differ by a number, as many as fit into a body. */
function numbered(item: (n: number) => string): string {
  const parts: string[] = []
  for (let n = 0, length = 0; length < room; n++) {
    const part = item(n)
    length += part.length + 1
    if (length < room) parts.push(part)
  }
  return parts.join(',')
}

const inSchema = (rest: string) => `{"schema":"\\"int\\"",${rest}}`
const inRules = (rules: string) => inSchema(`"ruleSet":{"domainRules":[${rules}]}`)

/** Bodies of 4 MiB for a registration: everything that is one value there, very often. */
const shapes: readonly (readonly [string, string])[] = [
  ['brackets that never close', '['.repeat(room)],
  ['nested arrays', '['.repeat(room / 2) + ']'.repeat(room / 2)],
  ['nested objects', `${'{"a":'.repeat(room / 6)}1${'}'.repeat(room / 6)}`],
  ['an array of numbers', `[${filled('1,')}]`],
  ['an array of empty arrays', `[${filled('[],')}]`],
  ['an array of empty objects', `[${filled('{},')}]`],
  ['many keys', `{${numbered((n) => `"k${n}":1`)}}`],
  ['one key many times', `{${filled('"a":1,')}}`],
  ['keys that look like indexes', `{${numbered((n) => `"${n * 7}":1`)}}`],
  ['one long text', `{"x":"${'a'.repeat(room)}"}`],
  ['a long schema', `{"schema":"${'a'.repeat(room)}"}`],
  ['a long schema of escapes', `{"schema":"${'\\u00e9'.repeat(room / 6)}"}`],
  ['a long type', inSchema(`"schemaType":"${'a'.repeat(room)}"`)],
  ['a long quoted text of quotes', `{"schema":"${'\\"'.repeat(room / 2)}"}`],
  ['references that are null', inSchema(`"references":[${filled('null,')}]`)],
  ['references that are empty', inSchema(`"references":[${filled('{},')}]`)],
  ['metadata properties', inSchema(`"metadata":{"properties":{${numbered((n) => `"k${n}":""`)}}}`)],
  ['metadata tags', inSchema(`"metadata":{"tags":{${numbered((n) => `"k${n}":[]`)}}}`)],
  ['arrays for tags', inSchema(`"metadata":{"tags":{"a":[${filled('[],')}]}}`)],
  ['rules that are empty', inRules(filled('{},'))],
  ['rules', inRules(numbered((n) => `{"name":"r${n}","type":"CEL"}`))],
  ['parameters', inRules(`{"name":"r","type":"T","params":{${numbered((n) => `"k${n}":""`)}}}`)],
  ['tags to add that are empty', inSchema(`"schemaTagsToAdd":[${filled('{},')}]`)],
  ['blanks', ' '.repeat(room)],
]

describe('a body of 4 MiB', { timeout: 60_000 }, () => {
  let server: Watched

  beforeAll(async () => {
    server = await startWatched()
    await server.send('POST', '/subjects/s/versions', { schema: '"int"' })
  }, 60_000)

  afterAll(() => server.stop())

  test.each(shapes)('of %s holds nobody up', async (what, body) => {
    await server.turns()
    const answer = await server.send('POST', '/subjects/s/versions', body)
    expectEnvelope(answer, what)
    expect((await server.turns()).longest).toBeLessThan(longestAllowed)
  })

  test.each([
    ['PUT', '/config/s', `{${numbered((n) => `"k${n}":1`)}}`],
    ['PUT', '/mode/s', `{${numbered((n) => `"k${n}":1`)}}`],
    ['POST', '/associations', `{"associations":[${filled('{},')}]}`],
    ['POST', '/subjects/s/versions/1/tags', `{"rulesToRemove":[${filled('"a",')}]}`],
    ['POST', '/subjects/s', inSchema(`"references":[${filled('{},')}]`)],
    ['POST', '/compatibility/subjects/s/versions', inRules(filled('{},'))],
  ])('of very many values is refused by %s %s', async (method, target, body) => {
    await server.turns()
    const answer = await server.send(method, target, body)
    expectEnvelope(answer, target)
    expect(answer.status).toBe(400)
    expect((await server.turns()).longest).toBeLessThan(longestAllowed)
  })

  test('never makes the process hold more than a few of them', async () => {
    const before = (await server.turns()).rss
    const body = `[${filled('{},')}]`
    await Promise.all(
      Array.from({ length: 8 }, () => server.send('POST', '/subjects/s/versions', body)),
    )
    const { rss, polluted } = await server.turns()
    expect(rss - before).toBeLessThan(50 * mebibytes4)
    expect(polluted).toBe(0)
  })
})

describe('a body', () => {
  const values = (count: number) => `[${'0,'.repeat(count - 1)}0]`
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

  test.each([1, 2, 63, 64])('is read when nested %i deep', (depth) => {
    expect(readRequestJson(nested(depth))).toEqual(JSON.parse(nested(depth)))
  })

  test.each([65, 66, 1000, 100_000, 1_000_000])('is refused when nested %i deep', (depth) => {
    expect(() => readRequestJson(nested(depth))).toThrow('nested more than 64 levels deep')
  })

  test('is read up to so many keys and values and refused above', () => {
    const most = limits.bodyValues - 1
    expect(readRequestJson(values(most))).toHaveLength(most)
    expect(() => readRequestJson(values(most + 1))).toThrow('more than 20000 keys and values')
  })

  test('is counted by its own punctuation, not by that within its texts', () => {
    const text = JSON.stringify({ schema: `${'[{,:"\\'.repeat(20_000)}` })
    expect(readRequestJson(text)).toEqual(JSON.parse(text))
  })

  test.each(['{"a":"\\ud800"}', '{"\\udc00":1}', '["\\ud83d"]'])(
    'with text that is no Unicode is refused: %s',
    (text) => expect(() => readRequestJson(text)).toThrow('not well-formed Unicode'),
  )

  test.each(['{"a":"', '"\\', '[1,', '}', ']]]', '{"a":1}}'])(
    'that is no JSON is refused: %s',
    (text) => expect(() => readRequestJson(text)).toThrow('Malformed JSON'),
  )
})
