import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, exchange } from '../exchange.ts'
import { type RunningServer, startServer } from '../server.ts'
import { mediaType } from './golden.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'registry-'))
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

function start(file: string): Promise<RunningServer> {
  return startServer({ SCHEMARIUM_STORAGE_URL: `sqlite:${join(folder, file)}` })
}

async function ask(server: RunningServer, request: string, body?: object): Promise<Answer> {
  const [method = '', target = ''] = request.split(' ')
  const content = body === undefined ? {} : { body: JSON.stringify(body) }
  const headers = { 'content-type': mediaType }
  return exchange(server.url, { method, target, headers, ...content })
}

/** Ends the process as a crash would and waits until it is gone. */
async function crash(server: RunningServer): Promise<void> {
  process.kill(server.pid, 'SIGKILL')
  await server.stop()
}

function schema(n: number): object {
  const text = { type: 'enum', name: `E${n}`, symbols: ['A'] }
  return { schema: JSON.stringify(text) }
}

describe('what was acknowledged stays', () => {
  test('after a crash every context reads as before', { timeout: 60_000 }, async () => {
    const first = await start('crash.db')
    const reads = [
      'GET /subjects?deleted=true',
      'GET /schemas?subjectPrefix=:*:&deleted=true',
      'GET /contexts',
      'GET /contexts/.a/schemas/ids/2',
      'GET /contexts/.a/config',
      'GET /contexts/.a/mode/s',
      'GET /associations/subjects/s',
      'GET /config',
    ]
    for (const context of ['.', '.a', '.b']) {
      const at = `/contexts/${context}`
      await ask(first, `PUT ${at}/config`, { compatibility: 'NONE', normalize: true })
      for (let n = 0; n < 5; n++) await ask(first, `POST ${at}/subjects/s/versions`, schema(n))
      await ask(first, `DELETE ${at}/subjects/s/versions/2`)
      await ask(first, `DELETE ${at}/subjects/s/versions/2?permanent=true`)
      await ask(first, `DELETE ${at}/subjects/s/versions/3`)
      await ask(first, `PUT ${at}/mode/s`, { mode: 'READONLY' })
    }
    const before = await Promise.all(reads.map((read) => ask(first, read)))
    await crash(first)
    const second = await start('crash.db')
    try {
      const after = await Promise.all(reads.map((read) => ask(second, read)))
      expect(after.map(({ text }) => text)).toEqual(before.map(({ text }) => text))
      await ask(second, 'DELETE /contexts/.a/mode/s')
      const next = await ask(second, 'POST /contexts/.a/subjects/s/versions', schema(99))
      expect(JSON.parse(next.text)).toMatchObject({ id: 6, version: 6 })
    } finally {
      await second.stop()
    }
  })

  test('a crash in the middle of writing loses nothing that was answered', {
    timeout: 60_000,
  }, async () => {
    const first = await start('load.db')
    const answered = new Map<string, { readonly id: number; readonly version: number }>()
    let running = true
    const writer = async (context: string) => {
      for (let n = 0; running; n++) {
        const body = schema(n)
        const target = `POST /contexts/${context}/subjects/s${n % 3}/versions?force=true`
        // A connection that breaks is no acknowledgement.
        const answer = await ask(first, target, body).catch(() => undefined)
        if (answer?.status !== 200) return
        answered.set(`${context} s${n % 3} ${JSON.stringify(body)}`, JSON.parse(answer.text))
      }
    }
    const writers = ['.a', '.b', '.c', '.d'].map(writer)
    while (answered.size < 200) await new Promise((resolve) => setTimeout(resolve, 5))
    await crash(first)
    running = false
    await Promise.all(writers)
    const second = await start('load.db')
    try {
      for (const [key, { id, version }] of answered) {
        const [context, subject, body = '{}'] = key.split(' ')
        const found = await ask(
          second,
          `POST /contexts/${context}/subjects/${subject}`,
          JSON.parse(body),
        )
        expect(JSON.parse(found.text), key).toMatchObject({ id, version })
      }
    } finally {
      await second.stop()
    }
  })
})

describe('many at once', () => {
  test('the same new schema gets one id and one version', { timeout: 60_000 }, async () => {
    const server = await start('same.db')
    try {
      const answers = await Promise.all(
        Array.from({ length: 40 }, () => ask(server, 'POST /subjects/s/versions', schema(1))),
      )
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
      expect((await ask(server, 'GET /subjects/s/versions')).text).toBe('[1]')
    } finally {
      await server.stop()
    }
  })

  test('different schemas get versions without gaps', { timeout: 60_000 }, async () => {
    const server = await start('different.db')
    try {
      await ask(server, 'PUT /config', { compatibility: 'NONE' })
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, n) => ask(server, 'POST /subjects/s/versions', schema(n))),
      )
      const bodies = answers.map(({ text }): { id: number; version: number } => JSON.parse(text))
      const expected = Array.from({ length: 40 }, (_, n) => n + 1)
      const sorted = (values: number[]) => values.toSorted((a, b) => a - b)
      expect(sorted(bodies.map(({ id }) => id))).toEqual(expected)
      expect(sorted(bodies.map(({ version }) => version))).toEqual(expected)
    } finally {
      await server.stop()
    }
  })
})
