import { pino } from 'pino'
import { expect, test, vi } from 'vitest'
import { buildServer } from '../../src/http/server.ts'
import { openRegistry } from '../../src/registry/open.ts'
import { memoryStorage } from '../../src/storage/memory.ts'

// Machines are busy at times.
vi.setConfig({ testTimeout: 60_000 })

/** A server over a store that is closed when the test wants an outage. */
function opened(degradedStatus: 200 | 503 = 200) {
  const storage = memoryStorage()
  const registry = openRegistry(storage, { report: () => undefined })
  const app = buildServer({
    registry,
    logger: pino({ level: 'silent' }),
    settings: { degradedStatus },
  })
  const close = async () => {
    await app.close()
    await registry.close()
  }
  return { app, storage, [Symbol.asyncDispose]: close }
}

test.each(['/health/ready', '/_health'])('%s tells that the store answers', async (path) => {
  await using server = opened()
  const { statusCode, body } = await server.app.inject(path)
  expect(statusCode).toBe(200)
  expect(JSON.parse(body)).toEqual({ status: 'ready', store: 'memory', reasons: [] })
})

test.each([
  [200, 200],
  [503, 503],
] as const)('with states in memory an outage degrades, told as %d', async (setting, status) => {
  await using server = opened(setting)
  await server.app.inject('/config')
  await server.storage.close()
  const { statusCode, body } = await server.app.inject('/health/ready')
  expect(statusCode).toBe(status)
  expect(JSON.parse(body)).toEqual({
    status: 'degraded',
    store: 'memory',
    reasons: ['the store cannot be reached'],
  })
})

test('without states in memory an outage is told as not ready', async () => {
  await using server = opened()
  await server.storage.close()
  const { statusCode, body } = await server.app.inject('/health/ready')
  expect(statusCode).toBe(503)
  expect(JSON.parse(body)).toMatchObject({ status: 'not ready' })
})

test('liveness does not ask the store', async () => {
  await using server = opened()
  await server.storage.close()
  expect((await server.app.inject('/health/live')).statusCode).toBe(200)
})

test('startup is told once the server listens', async () => {
  await using server = opened()
  await server.app.ready()
  expect((await server.app.inject('/health/startup')).statusCode).toBe(503)
  server.app.lifecycle.started = true
  expect((await server.app.inject('/health/startup')).statusCode).toBe(200)
})

test('while it stops the server is not ready and answers close their connection', async () => {
  await using server = opened()
  await server.app.ready()
  server.app.lifecycle.draining = true
  const ready = await server.app.inject('/health/ready')
  expect(ready.statusCode).toBe(503)
  expect(ready.headers.connection).toBe('close')
  const subjects = await server.app.inject('/subjects')
  expect(subjects.statusCode).toBe(200)
  expect(subjects.headers.connection).toBe('close')
})
