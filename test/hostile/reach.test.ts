import { once } from 'node:events'
import { createServer, get } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { longestAllowed, startWatched, type Watched } from './watched.ts'

type Reference = { readonly name: string; readonly subject: string; readonly version: number }

const record = (name: string, types: readonly string[]) =>
  JSON.stringify({
    ...{ type: 'record', name },
    fields: types.map((type, n) => ({ name: `f${n}`, type })),
  })
const reference = (name: string): Reference => ({ name, subject: name, version: 1 })
const times = <T>(count: number, item: (n: number) => T) =>
  Array.from({ length: count }, (_, n) => item(n))

/** JSON schemas near the limit of 1 MiB. */
const megabyte = (mark: number) => ({
  schemaType: 'JSON',
  schema: JSON.stringify({ title: `${mark}`, description: 'x'.repeat(1_000_000) }),
})

describe('what one request can reach', { timeout: 120_000 }, () => {
  let server: Watched

  beforeAll(async () => {
    server = await startWatched()
  }, 60_000)

  afterAll(() => server.stop())

  const register = (subject: string, body: object) =>
    server.send('POST', `/subjects/${subject}/versions`, body)

  const expectQuick = async () =>
    expect((await server.turns()).longest).toBeLessThan(longestAllowed)

  test('is a chain of 64 references, not of 65', async () => {
    const statuses: number[] = []
    for (let n = 0; n <= 65; n++) {
      const below = n === 0 ? [] : [`C${n - 1}`]
      const body = { schema: record(`C${n}`, below), references: below.map(reference) }
      statuses.push((await register(`C${n}`, body)).status)
    }
    expect(statuses.slice(0, 65).every((status) => status === 200)).toBe(true)
    expect(statuses[65]).toBe(422)
  })

  test('are 1,000 references, not 1,001, while others are served', async () => {
    const names = times(1001, (n) => `W${n}`)
    for (let at = 0; at < names.length; at += 50) {
      await Promise.all(
        names.slice(at, at + 50).map((name) => register(name, { schema: record(name, []) })),
      )
    }
    await server.turns()
    const wide = (count: number) => {
      const used = names.slice(0, count)
      return { schema: record('Wide', used), references: used.map(reference) }
    }
    expect((await register('wide', wide(1000))).status).toBe(200)
    expect((await server.send('POST', '/subjects/wide', wide(1000))).status).toBe(200)
    expect((await register('wider', wide(1001))).text).toContain('More than 1000 schemas')
    await expectQuick()
  })

  test('are 8 million characters of schemas referred to', async () => {
    for (let n = 0; n < 9; n++) expect((await register(`M${n}`, megabyte(n))).status).toBe(200)
    await server.turns()
    const user = (count: number) => {
      return {
        schemaType: 'JSON',
        schema: '{}',
        references: times(count, (n) => reference(`M${n}`)),
      }
    }
    expect((await register('fits', user(8))).status).toBe(200)
    expect((await register('exceeds', user(9))).text).toContain('characters in all')
    await expectQuick()
  })

  test('is a long history of long schemas, piece by piece', async () => {
    await server.send('PUT', '/config/H', { compatibility: 'NONE' })
    for (let n = 0; n < 40; n++) await register('H', megabyte(n))
    await server.send('PUT', '/config/H', { compatibility: 'FULL_TRANSITIVE' })
    await server.turns()
    const next = { schemaType: 'JSON', schema: '{"title":"next"}' }
    const check = '/compatibility/subjects/H/versions'
    expect((await server.send('POST', check, next)).text).toBe('{"is_compatible":true}')
    const other = { schemaType: 'JSON', schema: '{"type":"string"}' }
    const { text } = await server.send('POST', `${check}?verbose=true`, other)
    expect(text).toContain('{oldSchemaVersion: 40}')
    await expectQuick()
  })

  test('is a list of long schemas, sent while it is made', async () => {
    await server.turns()
    const { headers, text } = await server.send('GET', '/schemas?subjectPrefix=H')
    expect(headers['content-length']).toBeUndefined()
    const versions = times(40, (n) => ({ subject: 'H', version: n + 1 }))
    expect(JSON.parse(text)).toMatchObject(versions)
    const page = await server.send('GET', '/schemas?subjectPrefix=H&offset=3&limit=1')
    expect(JSON.parse(page.text)).toMatchObject(versions.slice(3, 4))
    expect((await server.send('GET', '/schemas?subjectPrefix=nothing')).text).toBe('[]')
    await expectQuick()
  })

  test.each(['identity', 'gzip'])('is no trouble when its client leaves: %s', async (encoding) => {
    for (let n = 0; n < 5; n++) {
      const headers = { 'accept-encoding': encoding }
      const request = get(`${server.url}/schemas?subjectPrefix=H`, { headers })
      request.on('error', () => request.destroy())
      const [response] = await once(request, 'response')
      response.destroy()
    }
    expect((await server.send('GET', '/health/live')).status).toBe(200)
  })

  test('is never another host', async () => {
    let connections = 0
    const outside = createServer((_request, response) => response.end('{}'))
    outside.on('connection', () => connections++).listen(0, '127.0.0.1')
    await once(outside, 'listening')
    const address = outside.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/schema.json`
    const schemas: readonly object[] = [
      { schemaType: 'JSON', schema: JSON.stringify({ $ref: url }) },
      {
        schemaType: 'JSON',
        schema: JSON.stringify({ $schema: url, $id: url, properties: { a: { $ref: 'b' } } }),
      },
      { schemaType: 'PROTOBUF', schema: `syntax = "proto3"; import "${url}"; message M {}` },
      { schemaType: 'AVRO', schema: JSON.stringify({ type: 'int', namespace: url, doc: url }) },
      { schema: '"R"', references: [{ name: url, subject: url, version: 1 }] },
      {
        schema: '"int"',
        metadata: { properties: { url } },
        ruleSet: { domainRules: [{ name: 'r', type: url }] },
      },
    ]
    for (const body of schemas) {
      await register('outside', body)
      await server.send('POST', '/compatibility/subjects/outside/versions?verbose=true', body)
      await server.send('POST', '/subjects/outside?normalize=true', body)
    }
    await server.send('PUT', '/config/outside', { alias: url })
    outside.close()
    expect(connections).toBe(0)
  })
})
