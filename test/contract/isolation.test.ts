import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, exchange } from '../exchange.ts'
import { type RunningServer, sharedStorage, startServer } from '../server.ts'
import { mediaType } from './golden.ts'

/** Two contexts with the same subjects; every text of one holds its own secret. */
const suffix = randomBytes(4).toString('hex')
const ours = { name: `.ours-${suffix}`, secret: `apple${suffix}` }
const theirs = { name: `.theirs-${suffix}`, secret: `pear${suffix}` }
type World = typeof ours

let server: RunningServer

beforeAll(async () => {
  server = await startServer(sharedStorage())
  await settle(ours, 2)
  await settle(theirs, 6)
}, 120_000)

afterAll(async () => {
  await server.stop()
}, 30_000)

/** The schemas of a context: as many as it takes for its ids to differ from the other's. */
function schemaOf(world: World, n: number): string {
  const fields = Array.from({ length: n }, (_, i) => {
    return { name: `${world.secret}_${i}`, type: 'int', default: 0 }
  })
  return JSON.stringify({ type: 'record', name: 'R', doc: world.secret, fields })
}

async function settle(world: World, schemas: number): Promise<void> {
  const { secret } = world
  for (let n = 1; n <= schemas; n++) {
    const metadata = { properties: { owner: secret }, sensitive: [secret] }
    const ruleSet = { domainRules: [{ name: secret, type: 'CEL', doc: secret }] }
    const body = { schema: schemaOf(world, n), metadata, ruleSet }
    await done(world, 'POST /subjects/orders/versions', body)
  }
  await done(world, 'POST /subjects/extra/versions', {
    schema: JSON.stringify({ type: 'array', items: 'R', of: secret }),
    references: [{ name: 'R', subject: 'orders', version: 1 }],
  })
  await done(world, 'POST /subjects/gone/versions', { schema: schemaOf(world, 9) })
  await done(world, 'DELETE /subjects/gone')
  await done(world, 'PUT /config', { compatibilityGroup: secret })
  await done(world, 'PUT /config/orders', { compatibilityGroup: secret })
  await done(world, `PUT /config/also`, { alias: 'orders' })
  await done(world, 'PUT /mode/extra', { mode: 'READWRITE' })
}

async function ask(world: World, request: string, body?: unknown): Promise<Answer> {
  const [method = '', path = ''] = request.split(' ')
  const content = body === undefined ? {} : { body: JSON.stringify(body) }
  return exchange(server.url, {
    method,
    target: `/contexts/${world.name}${path}`,
    headers: { 'content-type': mediaType },
    ...content,
  })
}

async function done(world: World, request: string, body?: unknown): Promise<void> {
  const { status, text } = await ask(world, request, body)
  expect(status, `${request}: ${text}`).toBeLessThan(300)
}

const subjects = ['orders', 'extra', 'gone', 'also', 'nope']
const ids = [1, 2, 3, 4, 5, 6, 7, 8, 9]

/** Everything that can be read of a context; guids and topics belong to all contexts. */
const reads: readonly string[] = [
  ...['', '?deleted=true', '?deletedOnly=true', '?subjectPrefix=o', '?offset=0&limit=100'].map(
    (query) => `GET /subjects${query}`,
  ),
  ...['', '?deleted=true', '?latestOnly=true', '?aliases=true', '?ruleType=CEL'].map(
    (query) => `GET /schemas${query}`,
  ),
  ...subjects.flatMap((name) => [
    `GET /subjects/${name}/versions?deleted=true`,
    `GET /subjects/${name}/versions?deletedAsNegative=true`,
    ...[1, 2, 3, 4, 'latest'].flatMap((version) =>
      ['', '/schema', '/referencedby'].map(
        (part) => `GET /subjects/${name}/versions/${version}${part}?deleted=true&format=resolved`,
      ),
    ),
    `GET /subjects/${name}/metadata`,
    `GET /subjects/${name}/metadata?key=owner&value=${theirs.secret}`,
    `GET /config/${name}?defaultToGlobal=true`,
    `GET /config/${name}`,
    `GET /mode/${name}?defaultToGlobal=true`,
    `GET /mode/${name}`,
    `GET /associations/subjects/${name}`,
  ]),
  ...ids.flatMap((id) =>
    ['', '/schema', '/subjects', '/versions'].flatMap((part) => [
      `GET /schemas/ids/${id}${part}?deleted=true&fetchMaxId=true`,
      `GET /schemas/ids/${id}${part}?deleted=true&subject=orders`,
    ]),
  ),
  'GET /config',
  'GET /config?defaultToGlobal=true',
  'GET /mode',
  'GET /mode?defaultToGlobal=true',
]

/** What writing in a context may be. Each is sent; whether it succeeds does not matter. */
const writes: readonly (readonly [string, unknown?])[] = [
  ['POST /subjects/orders/versions', { schema: '"int"' }],
  ['POST /subjects/orders/versions?force=true', { schema: '"int"' }],
  ['POST /subjects/fresh/versions', { schema: '"int"' }],
  ['PUT /config', { compatibility: 'NONE', defaultMetadata: { properties: { a: 'b' } } }],
  ['PUT /config/orders', { compatibility: 'NONE' }],
  ['PUT /mode/orders', { mode: 'READONLY' }],
  ['DELETE /mode/orders'],
  ['DELETE /subjects/extra'],
  ['DELETE /subjects/extra?permanent=true'],
  ['DELETE /subjects/orders/versions/1'],
  ['DELETE /subjects/orders/versions/1?permanent=true'],
  ['DELETE /subjects/orders'],
  ['DELETE /subjects/orders?permanent=true'],
  ['DELETE /subjects/gone?permanent=true'],
  ['DELETE /subjects/fresh'],
  ['DELETE /subjects/fresh?permanent=true'],
  ['PUT /mode', { mode: 'IMPORT' }],
  ['POST /subjects/orders/versions', { schema: '"long"', id: 3, version: 3 }],
  ['DELETE /mode?recursive=true'],
  ['DELETE /config'],
  ['DELETE /subjects/orders'],
  ['DELETE /subjects/orders?permanent=true'],
  ['DELETE '],
]

async function everything(world: World): Promise<readonly string[]> {
  const told: string[] = []
  for (const request of reads) {
    const { status, text } = await ask(world, request)
    told.push(`${request} → ${status} ${text}`)
  }
  return told
}

/** The same question asked at the root, with the context in the subject's name. */
function qualified(world: World, request: string): string | undefined {
  const [, method, route, name, rest] =
    /^(\w+) (.*\/subjects|\/config|\/mode)\/(\w+)(.*)$/.exec(request) ?? []
  return name && `${method} ${route}/:${world.name}:${name}${rest}`
}

describe('a context keeps to itself', () => {
  test('the base URL of a context and a qualified name lead to the same answer', {
    timeout: 60_000,
  }, async () => {
    const pairs = reads.map((request) => [request, qualified(ours, request)] as const)
    const spelled = pairs.filter(([, other]) => other !== undefined)
    expect(spelled.length).toBeGreaterThan(50)
    for (const [request, other = ''] of spelled) {
      const [method = '', target = ''] = other.split(' ')
      const mounted = await ask(ours, request)
      const direct = await exchange(server.url, { method, target })
      expect(`${other} → ${direct.text}`).toBe(`${other} → ${mounted.text}`)
    }
  })

  test('what is read in one never holds a name or a text of the other', {
    timeout: 60_000,
  }, async () => {
    const told = await everything(ours)
    expect(told.filter((line) => line.includes(ours.secret)).length).toBeGreaterThan(10)
    const leaks = told
      .map((line) => line.replaceAll(`value=${theirs.secret}`, ''))
      .filter((line) => line.includes(theirs.secret) || line.includes(theirs.name))
    expect(leaks).toEqual([])
  })

  test('a schema of the other is not found, and does not count for compatibility', {
    timeout: 60_000,
  }, async () => {
    const foreign = { schema: schemaOf(theirs, 6) }
    const found = await ask(ours, 'POST /subjects/orders', foreign)
    expect(found.status).toBe(404)
    const check = 'POST /compatibility/subjects/orders/versions?verbose=true'
    const { text } = await ask(ours, check, { schema: '"int"' })
    expect(text).toContain(ours.secret)
    expect(text).not.toContain(theirs.secret)
  })

  test('whatever is written in one, the other reads the same as before', {
    timeout: 60_000,
  }, async () => {
    const before = await everything(theirs)
    for (const [request, body] of writes) await ask(ours, request, body)
    const mine = await ask(ours, 'GET /subjects?deleted=true')
    expect(mine.text, 'the writes have emptied their own context').toBe('[]')
    expect(await everything(theirs)).toEqual(before)
  })
})
