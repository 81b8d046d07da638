import { randomBytes } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { difference } from '../difference.ts'
import { exchange } from '../exchange.ts'
import { type RunningServer, sharedStorage, startServer } from '../server.ts'
import { type Conversation, libraries, type Step } from './client-requests.ts'
import { fill, mediaType } from './golden.ts'
import { tools } from './tool-requests.ts'

let server: RunningServer

beforeAll(async () => {
  server = await startServer(sharedStorage())
}, 120_000)

afterAll(async () => {
  await server.stop()
}, 30_000)

describe('requests as clients send them', () => {
  test.each([...libraries, ...tools])(
    '$client gets the answers it needs',
    {
      timeout: 60_000,
    },
    async (conversation) => {
      const suffix = randomBytes(5).toString('hex')
      const context = `.x-${suffix}`
      const names = new Map([
        ['s', `s-${suffix}`],
        ['S', conversation.context ? `:${context}:s-${suffix}` : `s-${suffix}`],
        ['mount', conversation.context ? `/contexts/${context}` : ''],
      ])
      for (const step of conversation.steps) await take(conversation, step, names)
    },
  )

  test('a large answer is compressed for those who understand it', {
    timeout: 60_000,
  }, async () => {
    const subject = `s-${randomBytes(5).toString('hex')}`
    const schema = JSON.stringify({ type: 'enum', name: 'E', doc: 'x'.repeat(20_000), symbols: [] })
    const registered = await exchange(server.url, {
      method: 'POST',
      target: `/subjects/${subject}/versions`,
      headers: { 'content-type': mediaType },
      body: JSON.stringify({ schema }),
    })
    expect(registered.status).toBe(200)
    const target = `/subjects/${subject}/versions/1/schema`
    const headers = { 'accept-encoding': 'gzip' }
    const packed = await exchange(server.url, { method: 'GET', target, headers })
    expect(packed.headers['content-encoding']).toBe('gzip')
    expect(packed.headers.vary?.toLowerCase()).toContain('accept-encoding')
    expect(gunzipSync(packed.bytes).toString()).toBe(schema)
    const plain = await exchange(server.url, { method: 'GET', target })
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(plain.text).toBe(schema)
  })
})

async function take(
  { headers, type, bodyType }: Conversation,
  step: Step,
  names: Map<string, string>,
): Promise<void> {
  const [method = '', path = ''] = step.ask.split(' ')
  const body = step.send === undefined ? undefined : fill(JSON.stringify(step.send), names)
  const answer = await exchange(server.url, {
    method,
    target: fill(`{mount}${path}`, names),
    headers: { ...(body && { 'content-type': bodyType ?? mediaType }), ...headers },
    ...(body === undefined ? {} : { body }),
  })
  const told = `${step.ask}: ${answer.status} ${answer.text}`
  expect(answer.status, told).toBe(step.status ?? 200)
  expect(answer.headers['content-type'], told).toBe(type ?? mediaType)
  const actual: unknown = JSON.parse(answer.text)
  const error = { error_code: step.code, message: '<text>' }
  const exact = step.code === undefined ? step.body : error
  const found = [
    exact === undefined ? undefined : difference(filled(exact, names), actual, 'exact'),
    step.includes === undefined
      ? undefined
      : difference(filled(step.includes, names), actual, 'partial'),
  ]
  expect(found, told).toEqual([undefined, undefined])
  for (const [name, field] of Object.entries(step.keep ?? {})) {
    names.set(name, String((actual as Record<string, unknown>)[field]))
  }
}

function filled(expected: unknown, names: Map<string, string>): unknown {
  return JSON.parse(fill(JSON.stringify(expected), names))
}
