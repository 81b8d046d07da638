import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test, vi } from 'vitest'
import { exchange } from '../exchange.ts'
import { listening, talk } from './listening.ts'

// Machines are busy at times.
vi.setConfig({ testTimeout: 60_000 })

test.each([
  ['a broken request line', 'GET / HTTX/1.1\r\n\r\n', 400],
  ['an invented method', 'BREW / HTTP/1.1\r\nHost: a\r\n\r\n', 405],
  ['a tunnel', 'CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n', 405],
  ['headers over the limit', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ['a length that is no number', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n', 400],
  [
    'two ways to tell the length',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
  ],
])('%s is answered in the error envelope', async (_what, text, status) => {
  await using server = await listening()
  const answer = await talk(server.port, text)
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(answer).toContain('X-Request-ID: ')
  const body = answer.slice(answer.indexOf('\r\n\r\n') + 4)
  expect(JSON.parse(body)).toEqual({ error_code: status, message: expect.any(String) })
})

test('headers that do not arrive in time are answered with 408', async () => {
  await using server = await listening({ headersTimeout: 200, requestTimeout: 400 })
  const answer = await talk(server.port, 'GET /subjects HTTP/1.1\r\nHost: a\r\n')
  expect(answer).toMatch(/^HTTP\/1.1 408 /)
  expect(answer).toContain('"error_code":408')
})

test('a body that does not arrive in time ends the connection with 408', async () => {
  await using server = await listening({ headersTimeout: 200, requestTimeout: 400 })
  const head = 'POST /subjects/a/versions HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{'
  expect(await talk(server.port, head)).toMatch(/^HTTP\/1.1 408 /)
})

test('a client that does not read its answer is cut off', async () => {
  await using server = await listening({ readerTimeout: 300 })
  const text = JSON.stringify({ description: 'd'.repeat(900_000) })
  const schema = JSON.stringify({ schemaType: 'JSON', schema: text })
  const registered = await exchange(server.url, {
    method: 'POST',
    target: '/subjects/a/versions',
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: schema,
  })
  expect(registered.status).toBe(200)
  const socket = connect(server.port, '127.0.0.1').pause()
  socket.on('error', () => socket.destroy())
  await once(socket, 'connect')
  const request = 'GET /subjects/a/versions/1 HTTP/1.1\r\nHost: a\r\n\r\n'
  // More than both kernels hold back.
  socket.write(request.repeat(40))
  await vi.waitFor(async () => expect(await server.listeners.connections()).toBe(1))
  await vi.waitFor(async () => expect(await server.listeners.connections()).toBe(0), 10_000)
  socket.destroy()
}, 20_000)

test('an idle connection is closed after the keep-alive timeout', async () => {
  await using server = await listening({ keepAliveTimeout: 100 })
  const answer = await talk(server.port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  expect(answer).toMatch(/^HTTP\/1.1 200 /)
})

test('connections over the limit are closed at once', async () => {
  await using server = await listening({ maxConnections: 1 })
  const first = connect(server.port, '127.0.0.1')
  await once(first, 'connect')
  first.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  await once(first, 'data')
  expect(await talk(server.port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')).toBe('')
  first.destroy()
})

test('a body over the limit is answered with 413', async () => {
  await using server = await listening({}, { bodyBytes: 2048 })
  const answer = await exchange(server.url, {
    method: 'POST',
    target: '/subjects/a/versions',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ schema: 'x'.repeat(4096) }),
  })
  expect(answer.status).toBe(413)
  expect(JSON.parse(answer.text).message).toMatch(/>2048$/)
})

test('requests under way are finished before the listeners are closed', async () => {
  const server = await listening()
  const socket = connect(server.port, '127.0.0.1')
  await once(socket, 'connect')
  const body = '{"schema":"\\"string\\""}'
  const head = `POST /subjects/a/versions HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n`
  socket.write(head)
  server.app.lifecycle.draining = true
  const drained = server.listeners.drain({ timeout: 10_000 })
  socket.write(body)
  const [answer] = await once(socket.setEncoding('utf8'), 'data')
  expect(answer).toMatch(/^HTTP\/1.1 200 /)
  expect(answer.toLowerCase()).toContain('connection: close')
  await drained
  await server[Symbol.asyncDispose]()
})
