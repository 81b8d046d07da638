import { pino } from 'pino'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { buildServer } from '../../src/http/server.ts'
import { openRegistry } from '../../src/registry/open.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { withMetrics } from '../../src/storage/metered.ts'

// Machines are busy at times.
vi.setConfig({ testTimeout: 60_000 })

const { storage, counts } = withMetrics(memoryStorage())
const registry = openRegistry(storage, {
  report: (doing, error) => {
    throw new Error(doing, { cause: error })
  },
})
const app = buildServer({
  registry,
  logger: pino({ level: 'silent' }),
  store: counts,
  version: '1.2.3',
  certificateExpiry: () => 1_800_000_000,
})
const json = { 'content-type': 'application/json' }

beforeAll(async () => {
  await app.ready()
})

afterAll(async () => {
  await app.close()
  await registry.close()
})

async function scrape(): Promise<readonly string[]> {
  const { body } = await app.inject('/metrics')
  return body.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
}

async function sampleOf(series: string): Promise<number | undefined> {
  const line = (await scrape()).find((line) => line.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}

function register(subject: string, body: object) {
  return app.inject({
    method: 'POST',
    url: `/subjects/${subject}/versions`,
    headers: json,
    payload: JSON.stringify(body),
  })
}

test('requests are counted by route template and status class', async () => {
  await app.inject('/subjects/none/versions')
  await app.inject('/contexts/.c/subjects')
  const labels = 'method="GET",route="/subjects/:subject/versions",status="4xx"'
  expect(await sampleOf(`schemarium_http_requests_total{${labels}}`)).toBe(1)
  const mounted = 'method="GET",route="/contexts/:context/subjects",status="2xx"'
  expect(await sampleOf(`schemarium_http_requests_total{${mounted}}`)).toBe(1)
  expect(await sampleOf('schemarium_errors_total{error_code="40401"}')).toBe(1)
})

test('the buckets of a histogram grow to its count', async () => {
  const lines = (await scrape()).filter((line) =>
    line.startsWith('schemarium_http_request_duration_seconds'),
  )
  const route = 'method="GET",route="/subjects/:subject/versions"'
  const own = lines.filter((line) => line.includes(route))
  const values = own.filter((line) => line.includes('_bucket')).map((line) => line.split(' ')[1])
  expect(values.map(Number)).toEqual(values.map(Number).toSorted((a, b) => a - b))
  const count = own.find((line) => line.includes('_count'))?.split(' ')[1]
  expect(values.at(-1)).toBe(count)
})

test('registrations, deletions and verdicts are counted', async () => {
  const record = (type: string) => ({
    schema: `{"type":"record","name":"r","fields":[{"name":"f","type":"${type}"}]}`,
  })
  await register('a', record('int'))
  await register('b', { schemaType: 'JSON', schema: '{"type":"object"}' })
  expect((await register('a', record('string'))).statusCode).toBe(409)
  await app.inject({ method: 'DELETE', url: '/subjects/b' })
  await app.inject({ method: 'DELETE', url: '/subjects/b?permanent=true' })
  expect(await sampleOf('schemarium_registrations_total{schema_type="AVRO"}')).toBe(1)
  expect(await sampleOf('schemarium_registrations_total{schema_type="JSON"}')).toBe(1)
  expect(await sampleOf('schemarium_compatibility_failures_total')).toBe(1)
  expect(await sampleOf('schemarium_errors_total{error_code="40901"}')).toBe(1)
  expect(await sampleOf('schemarium_soft_deletions_total')).toBe(1)
  expect(await sampleOf('schemarium_purged_versions_total')).toBe(1)
  expect(await sampleOf('kafka_schema_registry_schemas_created{schema_type="avro"}')).toBe(1)
  expect(await sampleOf('kafka_schema_registry_master_slave_role')).toBe(1)
})

test('calls of the store are timed', async () => {
  const append = 'schemarium_store_duration_seconds_count{operation="append"}'
  expect(await sampleOf(append)).toBeGreaterThan(0)
  expect(await sampleOf('schemarium_store_errors_total{operation="append"}')).toBe(0)
})

test('the version, the certificate and the event loop are told', async () => {
  expect(await sampleOf('schemarium_build_info{version="1.2.3",store="memory"}')).toBe(1)
  expect(await sampleOf('schemarium_tls_certificate_expiry_timestamp_seconds')).toBe(1_800_000_000)
  expect(await sampleOf('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0)
})

test('every line is a comment or a sample, and every family is described once', async () => {
  const { body, headers } = await app.inject('/metrics')
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
  const sample =
    /^[a-z_][a-z0-9_]*(\{([a-z_]+="[^"\n]*"(,(?!\}))?)*\})? (-?[\d.e+-]+|NaN|[+-]Inf)$/i
  const lines = body.split('\n').filter((line) => line !== '')
  expect(lines.filter((line) => !line.startsWith('# ') && !sample.test(line))).toEqual([])
  const types = lines.filter((line) => line.startsWith('# TYPE')).map((line) => line.split(' ')[2])
  expect(new Set(types).size).toBe(types.length)
})

test('ten thousand names make no series', async () => {
  const paths = ['/subjects/%/versions', '/nowhere/%', '/contexts/.%/config', '/schemas/guids/%']
  for (const path of paths) await app.inject(path.replace('%', 'first'))
  const own = async () =>
    (await scrape()).filter((line) => /^(schemarium|kafka)_/.test(line)).length
  const before = await own()
  for (let name = 0; name < 10_000; name++) {
    const path = paths[name % paths.length] ?? ''
    await app.inject(path.replace('%', `name-${name}`))
  }
  expect(await own()).toBe(before)
}, 60_000)
