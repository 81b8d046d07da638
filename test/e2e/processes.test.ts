import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningServer, startServer } from '../server.ts'
import { type Acknowledged, answerOf, ask, forEach, metric, schemaOf } from './client.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'schemarium-'))
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

const start = (file: string): Promise<RunningServer> =>
  startServer({ SCHEMARIUM_STORAGE_URL: `sqlite:${join(folder, file)}` })

describe('a server that is killed while it takes writes', () => {
  const cycles = 6
  const writers = 16
  const subjects = [
    '/subjects/s',
    '/subjects/t',
    '/contexts/.a/subjects/s',
    '/contexts/.b/subjects/s',
  ]

  type Write = { readonly subject: string; readonly number: number; readonly answer: Acknowledged }

  /** Registers without end until the server is gone; kills it after so many answers. */
  async function writeAndKill(server: RunningServer, first: number, kill: number) {
    const acknowledged: Write[] = []
    let next = first
    const write = async () => {
      for (;;) {
        const number = next++
        const subject = subjects[number % subjects.length] ?? ''
        const body = { schema: schemaOf(number) }
        const request = `POST ${subject}/versions`
        let answer: Acknowledged
        try {
          answer = await ask(server.url, request, body)
        } catch (error) {
          // The connection breaks with the process; any answer would be a failure.
          if (error instanceof Error && 'code' in error) return
          throw error
        }
        acknowledged.push({ subject, number, answer })
        if (acknowledged.length === kill) process.kill(server.pid, 'SIGKILL')
      }
    }
    await Promise.all(Array.from({ length: writers }, write))
    await server.stop()
    return { acknowledged, next }
  }

  test('comes up again and has everything it acknowledged', async () => {
    const all: Write[] = []
    let next = 0
    for (let cycle = 1; cycle <= cycles; cycle++) {
      const written = await writeAndKill(await start('killed.db'), next, 37 * cycle)
      expect(written.acknowledged.length).toBeGreaterThanOrEqual(37 * cycle)
      all.push(...written.acknowledged)
      next = written.next
    }
    const server = await start('killed.db')
    await forEach(all.length, 8, async (at) => {
      const { subject, number, answer } = all[at] ?? { subject: '', number: 0, answer: undefined }
      const found = await ask<Acknowledged>(server.url, `POST ${subject}`, {
        schema: schemaOf(number),
      })
      expect(found).toMatchObject({ id: answer?.id, version: answer?.version })
      const mount = subject.replace(/\/subjects\/.*/, '')
      const byId = await ask<{ schema: string }>(
        server.url,
        `GET ${mount}/schemas/ids/${answer?.id}`,
      )
      expect(byId.schema).toBe(schemaOf(number))
    })
    await server.stop()
  }, 120_000)
})

describe('a server that is told to stop while it takes writes', () => {
  test('fails none of them and has them all when it comes up again', async () => {
    const first = await start('stopped.db')
    const acknowledged: Acknowledged[] = []
    const write = async (worker: number) => {
      for (let number = worker; ; number += 16) {
        const request = `POST /subjects/s${worker}/versions`
        const body = { schema: schemaOf(number) }
        try {
          acknowledged.push(await ask<Acknowledged>(first.url, request, body))
        } catch (error) {
          // Nobody listens any more; what was sent before had its answer.
          if (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED') return
          throw error
        }
        if (acknowledged.length === 100) process.kill(first.pid, 'SIGTERM')
      }
    }
    await Promise.all(Array.from({ length: 16 }, (_, worker) => write(worker)))
    await first.stop()
    const second = await start('stopped.db')
    const ids = acknowledged.map(({ id }) => id).sort((a, b) => a - b)
    expect(ids).toEqual(ids.map((_, at) => at + 1))
    await forEach(ids.length, 8, async (at) => {
      expect((await answerOf(second.url, `GET /schemas/ids/${ids[at]}`)).status).toBe(200)
    })
    await second.stop()
  }, 60_000)
})

describe('two servers on one SQLite file', () => {
  const rounds = 1500

  test('see at once what the other one acknowledged', async () => {
    const [one, other] = await Promise.all([start('shared.db'), start('shared.db')])
    let misses = 0
    await forEach(rounds, 6, async (round) => {
      const [writer, reader] = round % 2 === 0 ? [one, other] : [other, one]
      const subject = `/subjects/s${round % 50}`
      const schema = schemaOf(round)
      const written = await ask<Acknowledged>(writer.url, `POST ${subject}/versions`, { schema })
      const [version, byId, list] = await Promise.all([
        answerOf(reader.url, `GET ${subject}/versions/${written.version}`),
        answerOf(reader.url, `GET /schemas/ids/${written.id}`),
        answerOf(reader.url, `GET ${subject}/versions`),
      ])
      const seen =
        version.status === 200 &&
        JSON.parse(version.text).id === written.id &&
        byId.status === 200 &&
        JSON.parse(byId.text).schema === schema &&
        list.status === 200 &&
        JSON.parse(list.text).includes(written.version)
      if (!seen) misses++
    })
    expect(misses).toBe(0)
    await Promise.all([one.stop(), other.stop()])
  }, 180_000)

  test('give each content one id and each id one content, whoever is asked', async () => {
    const [one, other] = await Promise.all([start('ids.db'), start('ids.db')])
    const ids = new Map<number, Set<number>>()
    await forEach(400, 16, async (at) => {
      const number = Math.floor(at / 4)
      const { url } = at % 2 === 0 ? one : other
      const request = `POST /subjects/s${at % 3}/versions`
      const { id } = await ask<Acknowledged>(url, request, { schema: schemaOf(number) })
      ids.set(number, (ids.get(number) ?? new Set()).add(id))
    })
    const given = [...ids.values()].map((found) => [...found])
    expect(given.every((found) => found.length === 1)).toBe(true)
    const sorted = given.flat().sort((a, b) => a - b)
    expect(sorted).toEqual(Array.from({ length: 100 }, (_, at) => at + 1))
    await Promise.all([one.stop(), other.stop()])
  }, 120_000)
})

describe('ten thousand contexts', () => {
  const contexts = 10_000

  test('are listed after a cold start, and few of them are in memory', async () => {
    const first = await start('many.db')
    await forEach(contexts, 64, async (number) => {
      const request = `POST /contexts/.c${number}/subjects/s/versions`
      const { id } = await ask<Acknowledged>(first.url, request, { schema: schemaOf(number) })
      if (id !== 1) throw new Error(`the first id of .c${number} is ${id}`)
    })
    await first.stop()
    const second = await start('many.db')
    const names = await ask<string[]>(second.url, 'GET /contexts')
    expect(new Set(names).size).toBe(contexts + 1)
    const { schema } = await ask<{ schema: string }>(
      second.url,
      `GET /contexts/.c${contexts - 1}/schemas/ids/1`,
    )
    expect(schema).toBe(schemaOf(contexts - 1))
    expect(await metric(second.url, 'schemarium_contexts_loaded')).toBeLessThan(10)
    await second.stop()
  }, 240_000)
})
