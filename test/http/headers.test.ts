import { Writable } from 'node:stream'
import { pino } from 'pino'
import { describe, expect, test, vi } from 'vitest'
import { buildServer, type ServerSettings } from '../../src/http/server.ts'
import { openRegistry } from '../../src/registry/open.ts'
import { memoryStorage } from '../../src/storage/memory.ts'

// Machines are busy at times.
vi.setConfig({ testTimeout: 60_000 })

function opened(settings: Partial<ServerSettings>) {
  const lines: string[] = []
  const target = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const registry = openRegistry(memoryStorage(), { report: () => undefined })
  const app = buildServer({ registry, logger: pino(target), settings })
  const close = async () => {
    await app.close()
    await registry.close()
  }
  return { app, lines, [Symbol.asyncDispose]: close }
}

describe('static headers', () => {
  const headers = [
    { action: 'set', name: 'X-Frame-Options', value: 'DENY' },
    { action: 'add', name: 'Vary', value: 'Origin' },
  ] as const

  test.each(['/subjects', '/nowhere', '/health/live', '/metrics'])('%s has them', async (url) => {
    await using server = opened({ headers })
    const answer = await server.app.inject(url)
    expect(answer.headers['x-frame-options']).toBe('DENY')
  })
})

describe('pages of other origins', () => {
  const cors = { origins: ['https://a.example'], methods: ['GET', 'PUT'], headers: ['Accept'] }

  test('without the setting nothing is allowed', async () => {
    await using server = opened({})
    const answer = await server.app.inject({
      url: '/subjects',
      headers: { origin: 'https://a.example' },
    })
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  })

  test('an allowed one is named, and caches are told', async () => {
    await using server = opened({ cors })
    const answer = await server.app.inject({
      url: '/subjects',
      headers: { origin: 'https://a.example' },
    })
    expect(answer.headers['access-control-allow-origin']).toBe('https://a.example')
    expect(answer.headers.vary).toContain('Origin')
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined()
  })

  test('another one is not', async () => {
    await using server = opened({ cors })
    const answer = await server.app.inject({
      url: '/subjects',
      headers: { origin: 'https://b.example' },
    })
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  })

  test('a preflight request is told methods and headers', async () => {
    await using server = opened({ cors: { ...cors, origins: ['*'] } })
    const answer = await server.app.inject({
      method: 'OPTIONS',
      url: '/config',
      headers: { origin: 'https://b.example', 'access-control-request-method': 'PUT' },
    })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET,PUT',
      'access-control-allow-headers': 'Accept',
    })
  })
})

describe('the access log', () => {
  test('is off by default', async () => {
    await using server = opened({})
    await server.app.inject('/subjects')
    expect(server.lines).toEqual([])
  })

  test('has one record a request, whatever the path contains', async () => {
    await using server = opened({ accessLog: true })
    const url = '/subjects/a%0A%7B%22level%22%3A60%7D/versions'
    await server.app.inject({ url, headers: { 'x-request-id': 'r-1' } })
    expect(server.lines).toHaveLength(1)
    expect(server.lines[0]?.trimEnd()).not.toContain('\n')
    expect(JSON.parse(server.lines[0] ?? '')).toMatchObject({
      reqId: 'r-1',
      method: 'GET',
      url,
      status: 404,
    })
  })
})

test.each([
  ['nothing', {}, 200],
  ['identity', { 'content-encoding': 'identity' }, 200],
  ['gzip', { 'content-encoding': 'gzip' }, 415],
])('a body encoded as %s is answered accordingly', async (_name, headers, status) => {
  await using server = opened({})
  const answer = await server.app.inject({
    method: 'PUT',
    url: '/config',
    headers: { 'content-type': 'application/json', ...headers },
    payload: '{"compatibility":"FULL"}',
  })
  expect(answer.statusCode).toBe(status)
})
