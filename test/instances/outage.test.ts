import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Answer } from '../exchange.ts'
import type { Fault } from '../proxy.ts'
import { type BehindProxy, openBehindProxy } from './behind-proxy.ts'
import { type ServerStore, storeSkip, storeTitles } from './databases.ts'
import { ask, fieldOf, schemaNumber, told } from './http.ts'
import { expectKept, registerUntil } from './registrations.ts'

const stale = '110 - "Response is Stale"'
const patience = 240_000

/** Requests during an outage that the server is flooded with. */
const flood = Number(process.env.FLOOD_REQUESTS ?? 300)
const megabyte = 1024 * 1024

const get = (url: string, path: string) => ask(url, 'GET', path)
const register = (url: string, path: string, name: string) =>
  ask(url, 'POST', `${path}/versions`, schemaNumber(name))

function expectUnavailable(answer: Answer): void {
  expect(fieldOf(answer, 'error_code'), told(answer)).toBeOneOf([50001, 50002])
  expect(answer.status).toBe(500)
  expect(answer.headers['retry-after']).toBeDefined()
}

function expectFresh(answer: Answer): void {
  expect(answer.status, told(answer)).toBe(200)
  expect(answer.headers.warning).toBeUndefined()
}

/** A context in the server's memory, and one that only the other server has ever seen. */
async function arrange({ server, direct }: BehindProxy, name: string) {
  const known = `/contexts/.known-${name}/subjects/s`
  const foreign = `/contexts/.foreign-${name}/subjects/s`
  expectFresh(await register(server.url, known, 'f1'))
  expectFresh(await get(server.url, `${known}/versions/latest`))
  expectFresh(await register(direct.url, foreign, 'f1'))
  return { known, foreign }
}

async function outage(
  behind: BehindProxy,
  fault: Fault,
  meanwhile: typeof overload = async () => undefined,
): Promise<void> {
  const { server, direct, inject, heal } = behind
  const { known, foreign } = await arrange(behind, fault.kind)
  inject(fault)
  const overloaded = meanwhile(behind, [known, foreign])
  const [latest, versions, config, missing, notLoaded, contexts, health, written] =
    await Promise.all([
      get(server.url, `${known}/versions/latest`),
      get(server.url, `${known}/versions`),
      get(server.url, '/config'),
      get(server.url, `${known}-none/versions`),
      get(server.url, `${foreign}/versions/latest`),
      get(server.url, '/contexts'),
      get(server.url, '/health/ready'),
      register(server.url, known, 'f2'),
    ])
  for (const answer of [latest, versions, config]) {
    expect(answer.status, told(answer)).toBe(200)
    expect(answer.headers.warning, told(answer)).toBe(stale)
  }
  for (const answer of [missing, notLoaded, contexts, written]) expectUnavailable(answer)
  expect([health.status, fieldOf(health, 'status')]).toEqual([200, 'degraded'])
  await overloaded
  await heal()
  for (const path of [known, foreign]) {
    expectFresh(await get(server.url, `${path}/versions/latest`))
  }
  expect((await get(server.url, `${known}-none/versions`)).status).toBe(404)
  // Whether it was written the first time nobody was told; now it is, once.
  expectFresh(await register(server.url, known, 'f2'))
  expectFresh(await register(server.url, known, 'f3'))
  const list = await get(direct.url, `${known}/versions`)
  expect(list.text).toBe('[1,2,3]')
}

/** Bytes of memory that the process has. */
function residentBytes(pid: number): number {
  const [, kilobytes = '0'] =
    /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) * 1024
}

/** Many requests while nothing comes back: each is answered, and nothing piles up. */
async function overload(
  { server }: BehindProxy,
  [known, foreign]: readonly [string, string],
): Promise<void> {
  const before = residentBytes(server.pid)
  const headers = { 'content-type': 'application/json' }
  const answers = await Promise.all(
    Array.from({ length: flood }, async (_, number) => {
      const path = [`${known}-${number % 7}`, known, foreign, `${known}-none`][number % 4]
      const body = JSON.stringify(schemaNumber(`f${number}`))
      const init = number % 4 === 0 ? { method: 'POST', headers, body } : {}
      // Unlike `exchange` it makes as many connections as there are requests.
      const answer = await fetch(`${server.url}${path}/versions`, init)
      return `${answer.status} ${await answer.text()}`
    }),
  )
  const odd = answers.filter((answer) => !/^200 |^500 .*"error_code":5000[12]/.test(answer))
  expect(odd).toEqual([])
  expect(residentBytes(server.pid) - before).toBeLessThan(150 * megabyte)
}

/** A network that is slow, then one that cuts connections again and again. */
async function badNetwork({ server, direct, inject, heal }: BehindProxy): Promise<void> {
  inject({ kind: 'delay', millis: 20 })
  const slow = await registerUntil(
    server.url,
    { contexts: 2, prefix: 'slow' },
    (count) => count >= 20,
  )
  expect(slow.filter(({ id }) => id === undefined)).toEqual([])
  const pause = Array<Fault>(4).fill({ kind: 'none' })
  const faults: readonly Fault[] = [
    ...([{ kind: 'reset' }, ...pause] as const),
    ...([{ kind: 'cut', afterBytes: 300 }, ...pause] as const),
    ...([{ kind: 'resetOnReply' }, ...pause] as const),
  ]
  let turn = 0
  const timer = setInterval(() => inject(faults[turn++ % faults.length] ?? { kind: 'none' }), 150)
  const cut = await registerUntil(
    server.url,
    { contexts: 5, prefix: 'cut' },
    () => turn > faults.length * 2,
  )
  clearInterval(timer)
  await heal()
  expect(cut.filter(({ id }) => id !== undefined).length).toBeGreaterThan(0)
  await expectKept(direct.url, [...slow, ...cut])
}

describe.concurrent('while the database cannot be reached', () => {
  for (const [store, title] of storeTitles) {
    if (store === 'sqlite') continue
    test.skipIf(storeSkip(store))(
      `what is loaded is answered, the rest refused, and all heals by itself: ${title}`,
      () =>
        run(store, async (behind) => {
          await outage(behind, { kind: 'reset' })
          await outage(behind, { kind: 'blackhole' }, overload)
          await badNetwork(behind)
        }),
      patience,
    )
  }
})

async function run(store: ServerStore, work: (behind: BehindProxy) => Promise<void>) {
  await using behind = await openBehindProxy(store)
  await work(behind)
}
