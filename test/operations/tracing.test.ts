import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { start } from './program.ts'

type Span = {
  readonly name: string
  readonly traceId: string
  readonly parentSpanId?: string
  readonly attributes: readonly { readonly key: string; readonly value: object }[]
}

/** A collector of OTLP over HTTP that keeps what it gets. */
async function collector() {
  const received: unknown[] = []
  const server = createServer((request, response) => {
    json(request).then((body) => {
      received.push(body)
      response.setHeader('content-type', 'application/json').end('{}')
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  // A TCP server's address is an object.
  const { port } = server.address() as AddressInfo
  const spans = () =>
    received.flatMap((body) => {
      const text = JSON.stringify(body)
      const { resourceSpans } = JSON.parse(text)
      return resourceSpans[0].scopeSpans[0].spans as readonly Span[]
    })
  return { url: `http://127.0.0.1:${port}/v1/traces`, received, spans, server }
}

test('a traced request is a span with its route template and without names', async () => {
  const { url, received, spans, server } = await collector()
  const registry = await start({ SCHEMARIUM_TRACING: 'true', SCHEMARIUM_TRACING_ENDPOINT: url })
  const traceId = '0af7651916cd43dd8448eb211c80319c'
  await fetch(`${registry.url}/subjects/very-secret/versions/1`, {
    headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` },
  })
  await fetch(`${registry.url}/nowhere/very-secret`)
  registry.child.kill('SIGTERM')
  expect(await registry.ended).toBe(0)
  server.close()
  const [first, second] = spans()
  expect(first).toMatchObject({
    name: 'GET /subjects/:subject/versions/:version',
    traceId,
    parentSpanId: 'b7ad6b7169203331',
  })
  expect(second?.name).toBe('GET unmatched')
  expect(first?.attributes.map(({ key }) => key).sort()).toEqual([
    'http.request.method',
    'http.response.status_code',
    'http.route',
  ])
  expect(JSON.stringify(received)).not.toContain('secret')
}, 60_000)

test('a collector out of reach fails neither a request nor the stop', async () => {
  const registry = await start({
    SCHEMARIUM_TRACING: 'true',
    SCHEMARIUM_TRACING_ENDPOINT: 'http://127.0.0.1:1/v1/traces',
  })
  expect((await fetch(`${registry.url}/subjects`)).status).toBe(200)
  registry.child.kill('SIGTERM')
  expect(await registry.ended).toBe(0)
}, 60_000)
