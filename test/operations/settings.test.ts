import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Started, start } from './program.ts'

// Machines are busy at times.
vi.setConfig({ testTimeout: 60_000 })

let server: Started

beforeAll(async () => {
  server = await start({
    SCHEMA_REGISTRY_SCHEMA_COMPATIBILITY_LEVEL: 'full',
    SCHEMA_REGISTRY_MODE_MUTABILITY: 'false',
    SCHEMA_REGISTRY_RESPONSE_HTTP_HEADERS_CONFIG: 'set X-Frame-Options: DENY',
    SCHEMARIUM_SCHEMA_VALIDATE_NEW_SCHEMAS: 'false',
    SCHEMARIUM_CROSS_CONTEXT_LOOKUP: 'false',
    SCHEMARIUM_MAX_SCHEMA_BYTES: '1KiB',
    SCHEMARIUM_MAX_BODY_BYTES: '256KiB',
    SCHEMARIUM_MAX_WORK_STEPS: '10000',
    SCHEMARIUM_ACCESS_LOG: 'true',
  })
}, 60_000)

afterAll(async () => {
  server.child.kill('SIGTERM')
  await server.ended
}, 30_000)

async function ask(method: string, path: string, body?: object) {
  const answer = await fetch(server.url + path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  return { status: answer.status, headers: answer.headers, body: JSON.parse(text) }
}

const codeOf = async (...request: Parameters<typeof ask>) => (await ask(...request)).body.error_code

test('the compatibility level is in force where no config says otherwise', async () => {
  expect((await ask('GET', '/config')).body).toEqual({ compatibilityLevel: 'FULL' })
})

test('modes cannot be changed', async () => {
  expect(await codeOf('PUT', '/mode', { mode: 'READONLY' })).toBe(42205)
})

test('every answer has the static header', async () => {
  expect((await ask('GET', '/subjects')).headers.get('x-frame-options')).toBe('DENY')
})

test('new schemas are not checked strictly', async () => {
  const field = '{"name":"f","type":"int","default":"none"}'
  const schema = `{"type":"record","name":"R","fields":[${field}]}`
  expect((await ask('POST', '/subjects/lax/versions', { schema })).status).toBe(200)
})

test('other contexts are not looked at', async () => {
  await ask('POST', '/contexts/.c/subjects/only-here/versions', { schema: '"int"' })
  expect(await codeOf('GET', '/subjects/only-here/versions/1')).toBe(40401)
})

test('schemas and bodies are bounded as set', async () => {
  const schema = (length: number) => ({
    schemaType: 'JSON',
    schema: `{"title":"${'x'.repeat(length)}"}`,
  })
  expect(await codeOf('POST', '/subjects/big/versions', schema(1100))).toBe(42209)
  expect(await codeOf('POST', '/subjects/big/versions', schema(300_000))).toBe(413)
})

test('requests are logged', async () => {
  await ask('GET', '/subjects?mark=1')
  await expect.poll(server.output).toContain('"url":"/subjects?mark=1"')
})
