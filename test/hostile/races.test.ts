import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exchange } from '../exchange.ts'
import { type RunningServer, startServer } from '../server.ts'
import { type Ask, expectConsistent } from './invariants.ts'

type Command = readonly [method: string, target: string, body?: unknown]

const record = (name: string, ...fields: unknown[]) =>
  JSON.stringify({ type: 'record', name, fields })
const schema = (n: number) => ({ schema: record(`R${n}`, { name: 'a', type: 'int' }) })
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n + 1)
const times = <T>(count: number, item: (n: number) => T) =>
  Array.from({ length: count }, (_, n) => item(n))

/** The items in an order that looks random and is the same every time. */
function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  const rank = (at: number) => Math.imul(at + 1, 0x9e3779b1 ^ Math.imul(seed + 1, 0x85ebca6b)) >>> 0
  return items
    .map((item, at) => ({ item, rank: rank(at) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item)
}

describe.each([
  ['one process in memory', 1],
  ['two processes over one SQLite file', 2],
])('at the same time, in %s', { timeout: 120_000 }, (_what, processes) => {
  let directory: string
  let servers: RunningServer[] = []

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'races-'))
    const url = processes === 1 ? 'memory:' : `sqlite:${join(directory, 'registry.db')}`
    for (let n = 0; n < processes; n++) {
      servers.push(await startServer({ SCHEMARIUM_STORAGE_URL: url }))
    }
  }, 60_000)

  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()))
    servers = []
    await rm(directory, { recursive: true })
  }, 30_000)

  let turn = 0
  const ask: Ask = (method, target, body) => {
    const { url } = servers[turn++ % servers.length] ?? { url: '' }
    if (body === undefined) return exchange(url, { method, target })
    const headers = { 'content-type': 'application/json' }
    return exchange(url, { method, target, headers, body: JSON.stringify(body) })
  }

  /** Sends all at once; none may be answered with a fault. */
  async function race(commands: readonly Command[]) {
    const answers = await Promise.all(commands.map((command) => ask(...command)))
    for (const [at, { status, text }] of answers.entries()) {
      expect(status, `${commands[at]?.slice(0, 2)}: ${text}`).toBeLessThan(500)
    }
    return answers
  }

  test('the same schema under one subject becomes one version', async () => {
    const post: Command = ['POST', '/contexts/.same/subjects/s/versions', schema(1)]
    const answers = await race(times(50, () => post))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect((await expectConsistent(ask, '.same')).rows).toHaveLength(1)
  })

  test('the same schema under many subjects gets one id', async () => {
    await race(times(50, (n) => ['POST', `/contexts/.many/subjects/s${n}/versions`, schema(1)]))
    expect((await expectConsistent(ask, '.many')).ids).toEqual([1])
  })

  test('many schemas get ids and versions without a gap', async () => {
    const target = (n: number) => `/contexts/.dense/subjects/s${n % 8}/versions?force=true`
    await race(times(160, (n) => ['POST', target(n), schema(n % 40)]))
    const { ids, rows } = await expectConsistent(ask, '.dense')
    expect(ids).toEqual(numbers(40))
    for (const name of times(8, (n) => `:.dense:s${n}`)) {
      const versions = rows.filter(({ subject }) => subject === name).map((row) => row.version)
      expect(versions).toEqual(numbers(versions.length))
    }
  })

  test('schemas that do not fit each other are not both taken', async () => {
    const base = '/contexts/.fit/subjects/s/versions'
    await ask('POST', base, { schema: record('R') })
    const added = (n: number) =>
      n % 2 === 0 ? { type: 'int', default: 1 } : { type: 'string', default: 'x' }
    const answers = await race(
      times(20, (n) => ['POST', base, { schema: record('R', { name: 'f', ...added(n) }) }]),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10)
    expect((await expectConsistent(ask, '.fit')).rows).toHaveLength(2)
  })

  test('registering, deleting, configuring and locking leave a whole context', async () => {
    const at = (n: number, path: string, rest = '') => `/contexts/.mix/${path}/s${n % 3}${rest}`
    const commands = times(120, (n): Command => {
      const all: readonly Command[] = [
        ['POST', at(n, 'subjects', '/versions'), schema(n % 7)],
        ['POST', at(n, 'subjects', '/versions?force=true'), schema(n % 5)],
        ['DELETE', at(n, 'subjects')],
        ['DELETE', at(n, 'subjects', '?permanent=true')],
        ['DELETE', at(n, 'subjects', '/versions/latest')],
        ['PUT', at(n, 'config'), { compatibility: n % 2 ? 'NONE' : 'FULL' }],
        ['DELETE', at(n, 'config')],
        ['PUT', at(n, 'mode'), { mode: n % 4 ? 'READWRITE' : 'READONLY' }],
        ['DELETE', at(n, 'mode')],
      ]
      return all[Math.floor(n / 3) % all.length] ?? ['GET', '/']
    })
    for (const seed of numbers(6)) {
      await race(shuffled(commands, seed))
      await race(times(3, (n) => ['DELETE', at(n, 'mode')]))
      await expectConsistent(ask, '.mix')
    }
  })

  test.each(['.own', '.foreign'])('what %s subjects refer to is not deleted', async (where) => {
    let kept = 0
    for (const seed of numbers(10)) {
      const target = `/subjects/:.own:t${seed}`
      await ask('POST', `${target}/versions`, { schema: record('T') })
      const user = {
        schema: record('U', { name: 't', type: 'T' }),
        references: [{ name: 'T', subject: `:.own:t${seed}`, version: 1 }],
      }
      const deletions: readonly Command[] = [
        ['DELETE', target],
        ['DELETE', `${target}?permanent=true`],
        ['DELETE', `${target}/versions/1`],
      ]
      const users = times(4, (n): Command => {
        return ['POST', `/subjects/:${where}:u${seed}-${n}/versions`, user]
      })
      // Deletions are the quicker ones: now and then a user is there before them.
      const early = seed % 2 === 0 ? await race(users.slice(0, 1)) : []
      const answers = [...early, ...(await race(shuffled([...deletions, ...users], seed)))]
      kept += answers.filter(({ text }) => text.includes('"guid"')).length
    }
    expect(kept, 'some references came before the deletion').toBeGreaterThan(0)
    await expectConsistent(ask, '.own')
    await expectConsistent(ask, where)
  })

  test('a context that is deleted while schemas arrive never gives an id twice', async () => {
    const given = new Map<number, string>()
    for (const seed of numbers(10)) {
      const base = '/contexts/.gone'
      const commands: readonly Command[] = [
        ...times(3, (): Command => ['DELETE', base]),
        ['DELETE', `${base}/subjects/s`],
        ['DELETE', `${base}/subjects/s?permanent=true`],
        ...times(6, (n): Command => ['POST', `${base}/subjects/s/versions?force=true`, schema(n)]),
      ]
      for (const { text } of await race(shuffled(commands, seed))) {
        if (!text.includes('"guid"')) continue
        // A registration's answer: the id and what it stands for.
        const { id, guid } = JSON.parse(text) as { readonly id: number; readonly guid: string }
        expect(given.get(id) ?? guid, `id ${id}`).toBe(guid)
        given.set(id, guid)
      }
    }
    await expectConsistent(ask, '.gone')
  })

  test('ids that are imported disturb no other context', async () => {
    await ask('PUT', '/contexts/.import/mode', { mode: 'IMPORT' })
    const imported = (n: number) => ({ ...schema(n), id: 1000 - n, version: n })
    await race([
      ...times(
        30,
        (n): Command => ['POST', '/contexts/.import/subjects/s/versions', imported(n + 1)],
      ),
      ...times(
        30,
        (n): Command => ['POST', `/contexts/.beside/subjects/s${n}/versions`, schema(n)],
      ),
      ...times(10, (n): Command => {
        return ['POST', `/contexts/.import/subjects/t${n}/versions`, { ...schema(n + 50), id: 7 }]
      }),
    ])
    expect((await expectConsistent(ask, '.beside')).ids).toEqual(numbers(30))
    const { rows } = await expectConsistent(ask, '.import')
    expect(rows.filter(({ id }) => id === 7)).toHaveLength(1)
    await ask('DELETE', '/contexts/.import/mode')
    const { text } = await ask('POST', '/contexts/.import/subjects/n/versions', schema(99))
    expect(JSON.parse(text)).toMatchObject({ id: 1000 })
  })
})
