import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, test } from 'vitest'
import { openSqlite } from '../../src/storage/sqlite.ts'
import { WriterThread } from '../../src/storage/sqlite-thread.ts'
import { UnknownOutcome } from '../../src/storage/storage.ts'
import { storageContract } from './contract.ts'
import { migrateAtOnce, writeAndKill } from './processes.ts'
import { content, entryOf, fill, freshContext, logOf } from './samples.ts'

const folder = mkdtempSync(join(tmpdir(), 'schemarium-'))
afterAll(() => rmSync(folder, { recursive: true }))

storageContract('sqlite', () => openSqlite(join(folder, 'new', 'folder', 'registry.db')))

describe('several processes on one SQLite file', { timeout: 120_000 }, () => {
  test('ten that start at once on an empty file all come up', async () => {
    const file = join(folder, 'race.db')
    const exits = await migrateAtOnce(`sqlite:${file}`, 10)
    expect(exits).toEqual(Array.from({ length: 10 }, () => 0))
    const db = new DatabaseSync(file, { readOnly: true })
    const versions = db.prepare('select version from schema_migrations order by version').all()
    expect(versions.map(({ version }) => version)).toEqual([1, 2])
    db.close()
  })

  test('a writer killed at any moment leaves a file that opens, with all it acknowledged', async () => {
    const file = join(folder, 'killed.db')
    const context = freshContext()
    for (let cycle = 1; cycle <= 10; cycle++) {
      const acknowledged = await writeAndKill(`sqlite:${file}`, context, 7 * cycle)
      await using storage = await disposable(file)
      const log = await logOf(storage, context)
      expect(log.length).toBeGreaterThanOrEqual(acknowledged)
      expect(log.map(({ revision }) => revision)).toEqual(log.map((_, i) => i + 1))
      expect((await storage.heads([context])).get(context)?.revision).toBe(log.length)
      const digests = log.map(({ revision }) => content(`content ${revision}`).digest)
      expect((await storage.contents(context, digests)).size).toBe(log.length)
    }
  })

  test('two processes that write one context share its revisions', async () => {
    const file = join(folder, 'shared.db')
    await migrateAtOnce(`sqlite:${file}`, 1)
    const context = freshContext()
    const url = `sqlite:${file}`
    await Promise.all([writeAndKill(url, context, 60), writeAndKill(url, context, 60)])
    await using storage = await disposable(file)
    const log = await logOf(storage, context)
    expect(log.length).toBeGreaterThanOrEqual(120)
    expect(log.map(({ revision }) => revision)).toEqual(log.map((_, i) => i + 1))
  })
})

describe('the writer thread', () => {
  test('that dies with an append under way leaves its outcome unknown and is replaced', async () => {
    const file = join(folder, 'thread.db')
    await using storage = await disposable(file)
    const context = freshContext()
    await fill(storage, context, 1)
    const writer = new WriterThread(file)
    // Another connection holds the lock, so the append is certainly under way.
    const blocker = new DatabaseSync(file)
    blocker.exec('begin immediate')
    const lost = writer.run({ kind: 'floor', context, before: 1 })
    const ended = expect(lost).rejects.toThrow(UnknownOutcome)
    await writer.terminate()
    blocker.close()
    await ended
    await expect(writer.run({ kind: 'floor', context, before: 1 })).resolves.toBeUndefined()
    await writer.close()
    await expect(writer.run({ kind: 'floor', context, before: 1 })).rejects.toThrow('closed')
    await fill(storage, context, 2, 2)
  })

  test('refuses one bad job without harm to those committed with it', async () => {
    const file = join(folder, 'group.db')
    await using storage = await disposable(file)
    const [a, b] = [freshContext(), freshContext()]
    const bad = entryOf(a, 1, { contents: [{ digest: 'd', data: {} as string }] })
    const answers = await Promise.allSettled([
      storage.append([entryOf(b, 1)]),
      storage.append([bad]),
      storage.append([entryOf(b, 2)]),
    ])
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect((await storage.heads([a, b])).get(a)?.revision).toBe(0)
    expect((await logOf(storage, b)).length).toBe(2)
  })
})

describe('the ledger of migrations', () => {
  test.each([
    [
      'of a newer program',
      "insert into schema_migrations values (999, 'x', 'now')",
      /newer version/,
    ],
    ['of another 0001', "update schema_migrations set checksum = 'x'", /another 0001-log\.sql/],
  ])('%s is refused', async (title, sql, message) => {
    const file = join(folder, `${title}.db`)
    const storage = await openSqlite(file)
    await storage.migrate()
    const db = new DatabaseSync(file)
    db.exec(sql)
    db.close()
    await expect(storage.migrate()).rejects.toThrow(message)
    await storage.close()
  })
})

async function disposable(file: string) {
  const storage = await openSqlite(file)
  await storage.migrate()
  return Object.assign(storage, { [Symbol.asyncDispose]: () => storage.close() })
}
