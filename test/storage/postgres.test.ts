import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStorage } from '../../src/storage/open.ts'
import { openPostgres } from '../../src/storage/postgres.ts'
import { storageContract } from './contract.ts'
import { migrateAtOnce } from './processes.ts'
import { entryOf, fill, freshContext } from './samples.ts'
import { requireUrl, skipReason } from './services.ts'
import { expectedVersions, writeHistory } from './views.ts'

const skip = skipReason('postgres')

storageContract('postgres', async () => openPostgres(requireUrl('postgres')), { skip })

describe.skipIf(skip)('a PostgreSQL database', { timeout: 120_000 }, () => {
  let admin: pg.Client
  let client: pg.Client
  let url: string
  const name = `test_${randomBytes(6).toString('hex')}`

  beforeAll(async () => {
    admin = new pg.Client(requireUrl('postgres'))
    await admin.connect()
    await admin.query(`create database ${name}`)
    const own = new URL(requireUrl('postgres'))
    own.pathname = name
    url = own.href
    client = new pg.Client(url)
    await client.connect()
  })
  afterAll(async () => {
    await client.end()
    await admin.query(`drop database ${name} with (force)`)
    await admin.end()
  })

  test('that is empty is migrated once by ten processes that start at once', async () => {
    const exits = await migrateAtOnce(url, 10)
    expect(exits).toEqual(Array.from({ length: 10 }, () => 0))
    const { rows } = await client.query('select version from schema_migrations order by version')
    expect(rows.map(({ version }) => version)).toEqual([1, 2, 3])
  })

  test('shows contexts, versions and schemas in its views as the log tells them', async () => {
    const storage = await openStorage(url)
    const context = freshContext()
    await writeHistory(storage, context)
    await storage.close()
    const select = async (sql: string) => (await client.query(sql, [context])).rows
    expect(
      await select(`select subject, version, schema_id, deleted::integer from subject_versions
        where context = $1 order by subject, version`),
    ).toEqual(expectedVersions)
    expect(
      await select('select schema_id, type, text from schemas where context = $1 order by 1'),
    ).toEqual([
      { schema_id: 2, type: 'AVRO', text: '"int"' },
      { schema_id: 3, type: 'AVRO', text: '"long"' },
    ])
    expect(await select('select next_schema_id::integer from contexts where context = $1')).toEqual(
      [{ next_schema_id: 5 }],
    )
  })

  test.each([
    ['of another 0001', "update schema_migrations set checksum = 'x' where version = 1", /another/],
    ['of a newer program', "insert into schema_migrations values (999, 'x')", /newer version/],
  ])('with a ledger %s is refused', async (_, sql, message) => {
    await client.query('begin')
    await client.query('create table saved as select * from schema_migrations')
    await client.query(sql)
    await client.query('commit')
    const storage = openPostgres(url)
    await expect(storage.migrate()).rejects.toThrow(message)
    await storage.close()
    await client.query('truncate schema_migrations')
    await client.query('insert into schema_migrations select * from saved')
    await client.query('drop table saved')
  })

  test('is served with no more rights than the documentation asks for', async () => {
    const role = `${name}_user`
    await client.query(`create role ${role} login`)
    await client.query(
      `grant select, insert, update, delete on all tables in schema public to ${role}`,
    )
    const own = new URL(url)
    own.username = role
    const storage = openPostgres(own.href)
    await storage.migrate()
    const context = freshContext()
    await fill(storage, context, 3)
    await storage.saveCheckpoint(context, { revision: 2, format: 'x', chunks: ['1'] })
    await storage.purge(context, 2, [])
    expect((await storage.heads([context])).get(context)?.revision).toBe(3)
    await storage.close()
    await client.query(`drop owned by ${role}`)
    await client.query(`drop role ${role}`)
  })

  test('whose encoding cannot hold every name is refused', async () => {
    const ascii = `${name}_ascii`
    await admin.query(`create database ${ascii} template template0 encoding 'SQL_ASCII' locale 'C'`)
    const own = new URL(url)
    own.pathname = ascii
    const storage = openPostgres(own.href)
    await expect(storage.migrate()).rejects.toThrow('not encoded in UTF8')
    await expect(storage.append([entryOf(freshContext(), 1)])).rejects.toThrow(
      'not encoded in UTF8',
    )
    await storage.close()
    await admin.query(`drop database ${ascii} with (force)`)
  })

  test('that cannot be reached is an error, for reads and for appends', async () => {
    const away = new URL(url)
    away.port = '1'
    const storage = openPostgres(away.href)
    await expect(storage.ping()).rejects.toThrow(/ECONNREFUSED/)
    await expect(storage.heads([freshContext()])).rejects.toThrow(/ECONNREFUSED/)
    await storage.close()
  })
})

test.each(['poolSize=0', 'timeout=soon', 'poolSize=1.5'])(
  'the setting %s is refused',
  (setting) => {
    expect(() => openPostgres(`postgres://host/db?${setting}`)).toThrow('whole number above zero')
  },
)
