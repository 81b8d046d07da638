import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectEnvelope, startWatched, type Watched } from './watched.ts'

const host = 'Host: registry\r\n'
const schema = '{"schema":"\\"int\\""}'
const get = (target: string, headers = host) => `GET ${target} HTTP/1.1\r\n${headers}\r\n`
const post = (headers: string, body = schema) =>
  `POST /subjects/s/versions HTTP/1.1\r\n${host}Content-Type: application/json\r\n${headers}\r\n${body}`
const length = `Content-Length: ${schema.length}\r\n`
const chunked = 'Transfer-Encoding: chunked\r\n'

let server: Watched
beforeAll(async () => {
  server = await startWatched()
}, 60_000)
afterAll(() => server.stop())

type Said = { readonly status: number; readonly text: string }

/** The answers on a connection, up to the point where the server closes it or falls silent. */
async function talk(bytes: string | Buffer): Promise<readonly Said[]> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  let received = ''
  let heardAt = Date.now()
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    received += chunk
    heardAt = Date.now()
  })
  socket.on('error', () => socket.destroy())
  socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
  while (!socket.closed && (received === '' || Date.now() - heardAt < 150)) await sleep(10)
  socket.destroy()
  return received.split(/(?=HTTP\/1\.1 \d{3})/).map((answer) => {
    const [head = '', ...rest] = answer.split('\r\n\r\n')
    return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]), text: rest.join('\r\n\r\n') }
  })
}

async function expectAnswers(bytes: string | Buffer, statuses: readonly number[]): Promise<void> {
  const answers = await talk(bytes)
  expect(answers.map(({ status }) => status)).toEqual(statuses)
  for (const { status, text } of answers) {
    if (status < 400) continue
    expect(Object.keys(JSON.parse(text))).toEqual(['error_code', 'message'])
  }
}

describe('a request that two servers could read differently is refused', {
  timeout: 30_000,
}, () => {
  const smuggled = `0\r\n\r\n${get('/smuggled')}`
  test.each([
    ['a length and chunks', post(length + chunked, smuggled)],
    ['chunks and a length', post(`${chunked}Content-Length: 4\r\n`, smuggled)],
    ['two lengths', post(`${length}Content-Length: 5\r\n`)],
    ['the same length twice', post(length + length)],
    ['a list of lengths', post('Content-Length: 5, 5\r\n')],
    ['a length with a sign', post(`Content-Length: +${schema.length}\r\n`)],
    ['a negative length', post('Content-Length: -1\r\n')],
    ['a hexadecimal length', post('Content-Length: 0x13\r\n')],
    ['a length beyond all numbers', post('Content-Length: 99999999999999999999\r\n')],
    ['chunks that are not last', post('Transfer-Encoding: chunked, identity\r\n', smuggled)],
    ['an encoding that looks like chunks', post('Transfer-Encoding: xchunked\r\n', smuggled)],
    ['chunks twice', post(chunked + chunked, smuggled)],
    ['a space before the colon', post('Transfer-Encoding : chunked\r\n', smuggled)],
    ['a folded header', post(`X-A: b\r\n c\r\n${length}`)],
    ['a folded length', post(`Content-Length:\r\n ${schema.length}\r\n`)],
    ['bare line feeds', 'GET /subjects HTTP/1.1\nHost: a\n\n'],
    ['a bare line feed in a header', get('/subjects', `${host}X-A: a\nX-B: b\r\n`)],
    ['a NUL in a header', get('/subjects', `${host}X-A: a\0b\r\n`)],
    ['a chunk size that is no number', post(chunked, 'zz\r\n{}\r\n0\r\n\r\n')],
    ['a chunk size beyond all numbers', post(chunked, 'fffffffffffffffff\r\n')],
    ['chunks with bare line feeds', post(chunked, '2\n{}\n0\n\n')],
    ['a chunk longer than it says', post(chunked, '2\r\n{}XX0\r\n\r\n')],
    ['a chunk extension without end', post(chunked, `1;${'a'.repeat(100_000)}\r\n`)],
    ['no host', get('/subjects', '')],
    ['a space in the target', get('/subjects/a b/versions')],
    ['a control character in the target', get('/subjects/\x01/versions')],
    ['raw bytes in the target', get('/subjects/\xe9/versions')],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ])('%s', (_what, bytes) => expectAnswers(bytes, [400]))
})

describe('a request line or header', { timeout: 30_000 }, () => {
  test.each([
    ['%zz in the path', get('/subjects/%zz/versions'), 400],
    ['an overlong slash', get('/subjects/%c0%af/versions'), 400],
    ['half a surrogate pair', get('/subjects/%ed%a0%80/versions'), 400],
    ['half a character', get('/contexts/%e2%82/subjects'), 400],
    ['a NUL in a context', get('/contexts/%00/subjects'), 422],
    ['a target of 8 KiB', get(`/${'a'.repeat(8191)}`), 404],
    ['a target above 8 KiB', get(`/${'a'.repeat(8192)}`), 414],
    ['headers below 16 KiB', get('/subjects', `${host}X-A: ${'a'.repeat(15_000)}\r\n`), 200],
    ['headers above 16 KiB', get('/subjects', `${host}X-A: ${'a'.repeat(16_500)}\r\n`), 431],
    ['very many headers', get('/subjects', `${host}${'A: b\r\n'.repeat(3_000)}`), 431],
    ['a header without end', `GET / HTTP/1.1\r\n${host}X-A: ${'a'.repeat(1_000_000)}`, 431],
    ['trailers without end', post(chunked, `0\r\n${'X-Y: z\r\n'.repeat(5_000)}\r\n`), 431],
    ['a target with a host', get('http://elsewhere/subjects'), 200],
    ['a target that is no path', get('foo:bar'), 400],
    ['TRACE', `TRACE /subjects HTTP/1.1\r\n${host}\r\n`, 405],
    ['PATCH', `PATCH /subjects HTTP/1.1\r\n${host}\r\n`, 405],
    ['an unknown method', `BREW /subjects HTTP/1.1\r\n${host}\r\n`, 405],
    [
      'a request to upgrade',
      get('/subjects', `${host}Connection: Upgrade\r\nUpgrade: h2c\r\n`),
      200,
    ],
    ['an unknown expectation', post(`Expect: 200-ok\r\n${length}`), 200],
    [
      'an empty media type',
      `POST / HTTP/1.1\r\n${host}Content-Type:\r\n${length}\r\n${schema}`,
      415,
    ],
    ['a compressed body', post(`Content-Encoding: gzip\r\n${length}`), 415],
    ['an Accept of commas', get('/subjects', `${host}Accept: ,,;;q=,=\r\n`), 406],
    ['bytes in Accept', get('/subjects', `${host}Accept: application/json;x=\xff;q=1e99\r\n`), 200],
    ['bytes as request id', get('/subjects', `${host}X-Request-ID: \xe9\xff\r\n`), 200],
  ])('of %s is answered', (_what, bytes, status) => expectAnswers(bytes, [status]))
})

describe('a connection', { timeout: 60_000 }, () => {
  test('carries several requests at once', async () => {
    await expectAnswers(get('/health/live').repeat(4) + post(length), [200, 200, 200, 200, 200])
  })

  test('stays in step after a body above the limit', async () => {
    const body = Buffer.alloc(5 * 1024 * 1024, 'a')
    const head = post(`Content-Length: ${body.length}\r\n`, '')
    await expectAnswers(
      Buffer.concat([Buffer.from(head), body, Buffer.from(get('/nope'))]),
      [413, 404],
    )
  })

  test('may ask before it sends its body', async () => {
    await expectAnswers(post(`Expect: 100-continue\r\n${length}`), [100, 200])
  })

  test('whose body has no end is cut, and nothing of it is kept', async () => {
    const { rss: before } = await server.turns()
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
    socket.on('error', () => socket.destroy()).resume()
    socket.write(post(chunked, ''))
    const mebibyte = Buffer.concat([
      Buffer.from('100000\r\n'),
      Buffer.alloc(0x100000),
      Buffer.from('\r\n'),
    ])
    let sent = 0
    while (!socket.closed && sent < 400) {
      sent++
      if (!socket.write(mebibyte)) await sleep(20)
    }
    socket.destroy()
    expect(sent).toBeLessThan(400)
    expect((await server.turns()).rss - before).toBeLessThan(150 * 1024 * 1024)
  })
})

describe('a name', { timeout: 60_000 }, () => {
  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'then', 'toJSON'])(
    'such as %s is one like any other, wherever it stands',
    async (name) => {
      const key = JSON.stringify(name)
      const avro = JSON.stringify({ type: 'record', name, fields: [{ name, type: 'int' }] })
      const body =
        `{"schema":${JSON.stringify(avro)},${key}:1,` +
        `"metadata":{"properties":{${key}:"v"},"tags":{${key}:["t"]}},` +
        `"ruleSet":{"domainRules":[{"name":"r","type":"T","params":{${key}:"v"}}]}}`
      const base = `/contexts/${name}`
      const registered = await server.send('POST', `${base}/subjects/${name}/versions`, body)
      expect(registered.status, registered.text).toBe(200)
      const { text } = await server.send('GET', `${base}/subjects/${name}/versions/1?${name}=1`)
      for (const part of [`"properties":{${key}:"v"}`, `{${key}:["t"]}`, `"params":{${key}:"v"}`]) {
        expect(text).toContain(part)
      }
      const found = `${base}/subjects/${name}/metadata?key=${name}&value=v`
      expect((await server.send('GET', found)).status).toBe(200)
      await server.send('PUT', `${base}/config/${name}`, `{"alias":${key},"compatibility":"FULL"}`)
      const other = avro.replace('"int"', '"string"')
      const check = `/compatibility/subjects/:.${name}:${name}/versions`
      expect((await server.send('POST', check, { schema: other })).text).toContain('false')
      expect((await server.send('DELETE', `${base}/subjects/${name}`)).text).toBe('[1]')
      expect((await server.turns()).polluted).toBe(0)
    },
  )

  test.each([
    ['JSON', (name: string) => `{"properties":{${JSON.stringify(name)}:{"type":"integer"}}}`],
    ['PROTOBUF', (name: string) => `syntax = "proto3"; message ${name} { ${name} ${name} = 1; }`],
  ])('of a prototype is compared in %s', async (schemaType, text) => {
    for (const name of ['__proto__', 'constructor', 'hasOwnProperty']) {
      const target = `subjects/${schemaType}-${name}/versions`
      const older = await server.send('POST', `/${target}`, { schemaType, schema: text(name) })
      expect(older.status, older.text).toBe(200)
      const newer = { schemaType, schema: text('other') }
      const { status } = await server.send('POST', `/compatibility/${target}`, newer)
      expect(status).toBe(200)
    }
  })

  const texts = [
    '\\ud800',
    '\\udc00x',
    '\\u0000',
    '\\u001b[31m',
    '\\n',
    'a'.repeat(1025),
    ':.',
    ':*:',
  ]
  const bodies: readonly (readonly [string, string, (text: string) => string])[] = [
    ['POST', '/subjects/f/versions', (t) => `{"schema":"${t}"}`],
    ['POST', '/subjects/f/versions', (t) => `{"schema":"\\"int\\"","schemaType":"${t}"}`],
    [
      ...(['POST', '/subjects/f/versions'] as const),
      (t) => `{"schema":"\\"R\\"","references":[{"name":"${t}","subject":"${t}","version":1}]}`,
    ],
    [
      ...(['POST', '/subjects/f/versions'] as const),
      (t) =>
        `{"schema":"\\"int\\"","metadata":{"properties":{"${t}":"${t}"},"tags":{"${t}":["${t}"]}}}`,
    ],
    [
      ...(['POST', '/subjects/f/versions'] as const),
      (t) => `{"schema":"\\"int\\"","ruleSet":{"domainRules":[{"name":"${t}","type":"${t}"}]}}`,
    ],
    ['PUT', '/config/f', (t) => `{"alias":"${t}","compatibilityGroup":"${t}"}`],
    ['PUT', '/config/f', (t) => `{"compatibility":"${t}"}`],
    ['PUT', '/mode/f', (t) => `{"mode":"${t}"}`],
    [
      'POST',
      '/associations',
      (t) => `{"resourceName":"${t}","resourceType":"${t}","associations":[]}`,
    ],
  ]

  test.each(bodies)('of odd characters is refused or kept: %s %s', async (method, target, body) => {
    for (const text of texts)
      expectEnvelope(await server.send(method, target, body(text)), body(text))
  })

  test('of bytes that are no UTF-8 is refused, not replaced', async () => {
    const bytes = Buffer.from(
      '{"schema":"\\"int\\"","metadata":{"properties":{"a":"\xff"}}}',
      'latin1',
    )
    const head = post(`Content-Length: ${bytes.length}\r\n`, '')
    await expectAnswers(Buffer.concat([Buffer.from(head), bytes]), [400])
  })
})
