import type { LightMyRequestResponse } from 'fastify'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Route } from '../../src/http/route.ts'
import { routeTable } from '../../src/http/route-table.ts'
import { buildServer } from '../../src/http/server.ts'
import { errorRecord } from '../../src/operations/log.ts'
import { openRegistry } from '../../src/registry/open.ts'
import { memoryStorage } from '../../src/storage/memory.ts'

/**
 * Two contexts with the same subjects, each with a word of its own in everything that it holds.
 * Every route is called as the one, by every method and with every parameter: no answer, header,
 * log line or metric may hold the other's word.
 */
const ours = { context: '.ours', secret: 'apricot' }
const theirs = { context: '.theirs', secret: 'blackthorn' }
type World = typeof ours

const lines: string[] = []
const logger = pino(
  { level: 'trace', serializers: { err: (error: unknown) => errorRecord(error) } },
  { write: (line: string) => void lines.push(line) },
)
const registry = openRegistry(memoryStorage(), {
  report: (what, error) => logger.warn({ err: error }, what),
})
const app = buildServer({ registry, logger, settings: { accessLog: true } })

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH' | 'HEAD' | 'OPTIONS'

async function ask(method: Method, url: string, body?: unknown): Promise<LightMyRequestResponse> {
  const headers = { 'content-type': 'application/json' }
  if (body === undefined) return app.inject({ method, url })
  return app.inject({ method, url, headers, payload: JSON.stringify(body) })
}

const record = (name: string, secret: string, ...fields: readonly unknown[]) => ({
  ...{ type: 'record', name, doc: secret, aliases: [`${secret}_alias`] },
  fields: [{ name: `f_${secret}`, type: 'int', default: 0, doc: secret }, ...fields],
})

const annotations = (secret: string) => ({
  metadata: {
    properties: { owner: secret, [secret]: 'x' },
    tags: { [`R.${secret}`]: [secret] },
    sensitive: [secret],
  },
  ruleSet: {
    domainRules: [
      {
        name: secret,
        type: 'CEL',
        expr: secret,
        doc: secret,
        tags: [secret],
        params: { p: secret },
      },
    ],
  },
})

async function settle({ context, secret }: World): Promise<void> {
  const done = async (method: Method, path: string, body?: unknown) => {
    const { statusCode, body: text } = await ask(method, `/contexts/${context}${path}`, body)
    expect(statusCode, `${method} ${path}: ${text}`).toBeLessThan(300)
  }
  const schema = JSON.stringify(record('R', secret))
  await done('POST', '/subjects/orders/versions', { schema, ...annotations(secret) })
  await done('POST', '/subjects/orders/versions', {
    schema: JSON.stringify(record('R', secret, { name: 'b', type: 'int', default: 1 })),
    ...annotations(secret),
  })
  await done('POST', '/subjects/users/versions', {
    schema: JSON.stringify({ type: 'array', items: 'R', of: secret }),
    references: [{ name: 'R', subject: 'orders', version: 1 }],
  })
  await done('POST', '/subjects/proto/versions', {
    schemaType: 'PROTOBUF',
    schema: `syntax = "proto3"; package ${secret}; message ${secret} { int32 ${secret}_id = 1; }`,
  })
  await done('POST', '/subjects/json/versions', {
    schemaType: 'JSON',
    schema: JSON.stringify({
      title: secret,
      type: 'object',
      properties: { [secret]: { type: 'string' } },
    }),
  })
  await done('POST', '/subjects/gone/versions', { schema: JSON.stringify(record('G', secret)) })
  await done('DELETE', '/subjects/gone')
  await done('POST', `/subjects/${secret}-own/versions`, { schema: '"int"' })
  await done('PUT', '/config', {
    compatibilityGroup: secret,
    defaultMetadata: annotations(secret).metadata,
  })
  await done('PUT', '/config/orders', {
    compatibility: 'FULL_TRANSITIVE',
    overrideMetadata: annotations(secret).metadata,
    defaultRuleSet: annotations(secret).ruleSet,
  })
  await done('PUT', '/config/also', { alias: `${secret}-own` })
  await done('PUT', '/mode/orders', { mode: 'READWRITE' })
  await done('POST', '/associations', {
    ...{ resourceName: `topic-${secret}`, resourceNamespace: secret, resourceId: `id-${secret}` },
    resourceType: 'topic',
    associations: [{ subject: 'proto', associationType: 'value', lifecycle: 'WEAK' }],
  })
}

/** What a path parameter may be, for a caller who knows nothing of the others. */
const values: Readonly<Record<string, readonly string[]>> = {
  subject: ['orders', 'users', 'proto', 'json', 'gone', 'also', 'nope', `${ours.secret}-own`],
  version: ['1', '2', '3', 'latest', '-1', '0', 'x'],
  id: ['1', '2', '3', '4', '5', '6', '7', '8', '0', 'x'],
  guid: ['00000000-0000-0000-0000-000000000000', 'x'],
  context: [ours.context],
  resourceId: [`id-${ours.secret}`, 'nope'],
  namespace: [ours.secret, '-'],
  name: [`topic-${ours.secret}`],
}

/** What a query parameter may be. */
const queries: readonly string[] = [
  'true',
  'orders',
  '*',
  'CEL',
  'resolved',
  '1',
  '-1',
  'topic',
  'value',
]

const bodies: readonly (unknown | undefined)[] = [
  undefined,
  {},
  { schema: '"int"' },
  { schema: JSON.stringify(record('R', ours.secret)), ...annotations(ours.secret) },
  { schema: JSON.stringify({ type: 'record', name: 'R', fields: [{ name: 'q', type: 'int' }] }) },
  { schema: '"Missing"', references: [{ name: 'Missing', subject: 'orders', version: 9 }] },
  { schema: '"R"', references: [{ name: 'R', subject: 'orders', version: -1 }] },
  { schema: 'message A {', schemaType: 'PROTOBUF' },
  { schema: '{"type":"object"}', schemaType: 'JSON' },
  { schema: '"int"', id: 3, version: 1 },
  { compatibility: 'FULL' },
  { mode: 'READWRITE' },
  { tagsToAdd: [{ schemaEntity: { entityPath: 'R', entityType: 'sr_record' }, tags: ['t'] }] },
]

type Cell = { readonly method: Method; readonly url: string; readonly body?: unknown }

function pathsOf({ path }: Route): readonly string[] {
  let paths = [path]
  for (const [, name = ''] of path.matchAll(/:(\w+)/g)) {
    const known = values[name] ?? ['x']
    paths = paths.flatMap((each) => known.map((value) => each.replace(`:${name}`, value)))
  }
  return paths
}

/** As the base URL of the context, and at the root where the subject can say its context. */
function addresses(path: string): readonly string[] {
  const qualified = path.replace(/\/(subjects|config|mode)\/([^/?]+)/, `/$1/:${ours.context}:$2`)
  const mounted = `/contexts/${ours.context}${path}`
  return qualified === path ? [mounted] : [mounted, qualified]
}

function variants(route: Route): readonly string[] {
  const names = Object.keys(route.query ?? {})
  const single = names.flatMap((name) => queries.map((value) => `?${name}=${value}`))
  return ['', ...single, `?${names.map((name) => `${name}=true`).join('&')}`]
}

function readsOf(route: Route): readonly Cell[] {
  if (route.method !== 'GET' || route.rootOnly || route.path === '/contexts') return []
  return pathsOf(route)
    .flatMap(addresses)
    .flatMap((path) => {
      return variants(route).map((query): Cell => ({ method: 'GET', url: path + query }))
    })
}

/** Every method on every path, with every body: most of it is refused, and must not tell why. */
function writesOf(route: Route): readonly Cell[] {
  const paths = pathsOf(route)
    .filter((_, at) => at % 3 === 0)
    .flatMap(addresses)
  const methods: readonly Method[] = ['POST', 'PUT', 'PATCH', 'HEAD', 'OPTIONS', 'DELETE']
  return methods.flatMap((method) =>
    paths.flatMap((url) => {
      if (method !== 'POST' && method !== 'PUT') return [{ method, url }]
      return bodies.flatMap((body): readonly Cell[] => [
        { method, url, body },
        { method, url: `${url}?normalize=true&verbose=true&force=true&dryRun=true`, body },
      ])
    }),
  )
}

/** The first cells whose answers hold the other's word. */
async function leaks(cells: readonly Cell[]): Promise<readonly string[]> {
  const found: string[] = []
  for (const { method, url, body } of cells) {
    const answer = await ask(method, url, body)
    const told = `${answer.body} ${JSON.stringify(answer.headers)}`
    if (told.includes(theirs.secret)) found.push(`${method} ${url}: ${told.slice(0, 300)}`)
    if (answer.statusCode >= 500) found.push(`${method} ${url}: ${answer.statusCode}`)
  }
  return found.slice(0, 10)
}

describe('one context’s words', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    await app.ready()
    await settle(theirs)
    await settle(ours)
    lines.length = 0
  }, 60_000)

  afterAll(async () => {
    await app.close()
    await registry.close()
  })

  const reads = routeTable.flatMap(readsOf)
  const writes = routeTable.flatMap(writesOf)

  test('are in what it reads itself', async () => {
    const url = `/contexts/${theirs.context}/subjects/orders/versions/1`
    expect((await ask('GET', url)).body).toContain(theirs.secret)
    expect(reads.length).toBeGreaterThan(3000)
    expect(writes.length).toBeGreaterThan(1000)
  })

  test('are in no answer to what another reads', async () => {
    expect(await leaks(reads)).toEqual([])
  })

  test('are in no answer to what another writes', async () => {
    expect(await leaks(writes)).toEqual([])
  })

  test('are where they were after all that', async () => {
    for (const subject of ['orders', 'users', 'proto', 'json']) {
      const { statusCode } = await ask(
        'GET',
        `/contexts/${theirs.context}/subjects/${subject}/versions/1`,
      )
      expect(statusCode, subject).toBe(200)
    }
  })

  test('are in no metric and in no line of the log', async () => {
    expect((await ask('GET', '/metrics')).body).not.toContain(theirs.secret)
    expect(lines.length).toBeGreaterThan(1000)
    expect(lines.filter((line) => line.includes(theirs.secret))).toEqual([])
  })
})
