import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { run, start } from './program.ts'

// Every test starts processes.
vi.setConfig({ testTimeout: 60_000 })

const folder = mkdtempSync(join(tmpdir(), 'schemarium-commands-'))
const database = join(folder, 'registry.db')
const env = { SCHEMARIUM_STORAGE_URL: `sqlite:${database}` }

beforeAll(async () => {
  const server = await start(env)
  const register = async (path: string, schema: string) => {
    const answer = await fetch(server.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ schema }),
    })
    expect(answer.status).toBe(200)
  }
  await register('/subjects/a/versions', '"string"')
  await register('/contexts/.c/subjects/b/versions', '"int"')
  await register('/contexts/.c/subjects/b/versions', '"long"')
  server.child.kill('SIGTERM')
  await server.ended
}, 60_000)

afterAll(() => rmSync(folder, { recursive: true }))

test('migrate makes a database that is ready to serve', async () => {
  const url = `sqlite:${join(folder, 'fresh.db')}`
  const { code, out } = await run(['migrate'], { SCHEMARIUM_STORAGE_URL: url })
  expect(code).toBe(0)
  expect(out).toBe('The database is up to date.\n')
  const server = await start({ SCHEMARIUM_STORAGE_URL: url, SCHEMARIUM_MIGRATE_ON_START: 'false' })
  expect(await (await fetch(`${server.url}/subjects`)).json()).toEqual([])
  server.child.kill('SIGTERM')
  expect(await server.ended).toBe(0)
})

test('dump prints the commits of one context in order', async () => {
  const { code, out } = await run(['dump', '--context', 'c'], env)
  const commits = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(code).toBe(0)
  expect(commits.map(({ context, revision }) => `${context} ${revision}`)).toEqual(['.c 1', '.c 2'])
  expect(commits[1].changes[0]).toMatchObject({ kind: 'registered', subject: 'b', version: 2 })
})

test('healthcheck asks a running server', async () => {
  const server = await start({})
  const { code, err } = await run(['healthcheck'], { SCHEMARIUM_LISTENERS: server.url })
  server.child.kill('SIGTERM')
  await server.ended
  expect({ code, err }).toEqual({ code: 0, err: '' })
})

describe('check', () => {
  test('finds sound contexts sound', async () => {
    const { code, out, err } = await run(['check'], env)
    expect(err).toBe('')
    expect(code).toBe(0)
    expect(out).toBe(
      '".": sound at revision 1, 1 commits, 1 contents\n' +
        '".c": sound at revision 2, 2 commits, 2 contents\n' +
        '2 contexts are sound, 0 are damaged.\n',
    )
  })

  test.each([
    [
      'an altered content',
      `update contents set data = replace(data, 'int', 'xxx') where context = '.c'`,
      /"\.c": content [0-9a-f]{64} has been altered/,
    ],
    [
      'a missing content',
      `delete from contents where context = '.c'`,
      /"\.c": content [0-9a-f]{64} is missing/,
    ],
    ['a missing commit', `delete from commits where context = '.c' and revision = 1`, /"\.c": /],
    [
      'a summary that is not that of the log',
      `update heads set next_schema_id = 99 where context = '.c'`,
      /"\.c": the summary beside the head is not that of the log/,
    ],
  ])('finds %s', async (_what, statement, complaint) => {
    const copy = join(folder, 'damaged.db')
    rmSync(copy, { force: true })
    const db = new DatabaseSync(database)
    db.exec(`vacuum into '${copy}'`)
    db.close()
    const damaged = new DatabaseSync(copy)
    expect(damaged.prepare(statement).run().changes).toBeGreaterThan(0)
    damaged.close()
    const { code, out, err } = await run(['check'], { SCHEMARIUM_STORAGE_URL: `sqlite:${copy}` })
    expect(code).toBe(1)
    expect(err).toMatch(complaint)
    expect(out).toContain('1 contexts are sound, 1 are damaged.\n')
  })
})
