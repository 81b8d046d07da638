import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, expect, test } from 'vitest'
import { openSqlite } from '../../src/storage/sqlite.ts'
import { freshContext } from './samples.ts'
import { expectedVersions, writeHistory } from './views.ts'

const folder = mkdtempSync(join(tmpdir(), 'schemarium-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('the SQLite views show contexts, versions and schemas as the log tells them', async () => {
  const file = join(folder, 'views.db')
  const storage = await openSqlite(file)
  await storage.migrate()
  const context = freshContext()
  await writeHistory(storage, context)
  const db = new DatabaseSync(file, { readOnly: true })
  const select = (sql: string) => db.prepare(sql).all(context)
  expect(
    select(`select subject, version, schema_id, deleted from subject_versions
      where context = ? order by subject, version`),
  ).toEqual(expectedVersions)
  expect(
    select('select schema_id, type, text from schemas where context = ? order by schema_id'),
  ).toEqual([
    { schema_id: 2, type: 'AVRO', text: '"int"' },
    { schema_id: 3, type: 'AVRO', text: '"long"' },
  ])
  expect(select('select next_schema_id, created from contexts where context = ?')).toEqual([
    { next_schema_id: 5, created: 1 },
  ])
  db.close()
  await storage.close()
})
