import { randomBytes } from 'node:crypto'
import mysql, { type Connection } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStorage } from '../../src/storage/open.ts'
import { migrateAtOnce } from './processes.ts'
import { content, entryOf, fill, freshContext, logOf } from './samples.ts'
import { requireUrl, skipReason } from './services.ts'
import { expectedVersions, writeHistory } from './views.ts'

/** What is particular to MySQL and MariaDB: migrations, views, limits of the server. */
export function mysqlDatabase(service: 'mysql' | 'mariadb'): void {
  describe.skipIf(skipReason(service))(`a ${service} database`, { timeout: 120_000 }, () => {
    let client: Connection
    let url: string
    const name = `test_${randomBytes(6).toString('hex')}`

    beforeAll(async () => {
      const own = new URL(requireUrl(service))
      const { hostname, port, username, password } = own
      const server = { host: hostname, port: Number(port), user: username, password }
      client = await mysql.createConnection(server)
      await client.query(`create database ${name}`)
      await client.query(`use ${name}`)
      own.pathname = name
      url = own.href
    })
    afterAll(async () => {
      await client.query(`drop database ${name}`)
      await client.end()
    })

    test('that is empty is migrated once by ten processes that start at once', async () => {
      const exits = await migrateAtOnce(url, 10)
      expect(exits).toEqual(Array.from({ length: 10 }, () => 0))
      const [rows] = await client.query('select version from schema_migrations order by version')
      expect(rows).toEqual([{ version: 1 }, { version: 2 }])
    })

    test('whose migration was cut off before the ledger knew is migrated again', async () => {
      await client.query('delete from schema_migrations')
      await client.query('drop view contexts')
      const storage = await openStorage(url)
      await storage.migrate()
      const [rows] = await client.query('select count(*) as found from contexts')
      expect(rows).toEqual([{ found: 0 }])
      await storage.close()
    })

    test('shows contexts, versions and schemas in its views as the log tells them', async () => {
      const storage = await openStorage(url)
      const context = freshContext()
      await writeHistory(storage, context)
      await storage.close()
      const select = async (sql: string) => (await client.query(sql, [context]))[0]
      expect(
        await select(`select subject, version, schema_id, deleted from subject_versions
          where context = ? order by subject, version`),
      ).toEqual(expectedVersions)
      expect(
        await select('select schema_id, type, text from `schemas` where context = ? order by 1'),
      ).toEqual([
        { schema_id: 2, type: 'AVRO', text: '"int"' },
        { schema_id: 3, type: 'AVRO', text: '"long"' },
      ])
      expect(await select('select next_schema_id from contexts where context = ?')).toEqual([
        { next_schema_id: 5 },
      ])
    })

    test('is served with no more rights than the documentation asks for', async () => {
      const user = `u_${name.slice(-12)}`
      await client.query(`create user ${user}@'%' identified by 'p@ss/w0rd:?'`)
      await client.query(`grant select, insert, update, delete on ${name}.* to ${user}@'%'`)
      const own = new URL(url)
      own.username = user
      own.password = encodeURIComponent('p@ss/w0rd:?')
      const storage = await openStorage(own.href)
      await storage.migrate()
      const context = freshContext()
      await fill(storage, context, 3)
      await storage.saveCheckpoint(context, { revision: 2, format: 'x', chunks: ['1'] })
      await storage.purge(context, 2, [])
      expect((await storage.heads([context])).get(context)?.revision).toBe(3)
      await storage.close()
      await client.query(`drop user ${user}@'%'`)
    })

    test('keeps names byte by byte in the database itself', async () => {
      const [columns] = await client.query(`select table_name as t, column_name as c
        from information_schema.columns where table_schema = database()
         and column_name in ('context', 'digest', 'name') and data_type <> 'varbinary'
         and table_name in ('heads', 'commits', 'contents', 'hints', 'checkpoints')`)
      expect(columns).toEqual([])
    })

    test('takes a batch larger than one packet in one transaction', async () => {
      const [rows] = await client.query('select @@max_allowed_packet as packet')
      const packet = Number((rows as { packet: number }[])[0]?.packet)
      const storage = await openStorage(url)
      const contexts = Array.from({ length: 3 }, () => freshContext())
      const batch = contexts.map((context) => {
        const contents = Array.from({ length: Math.ceil(packet / 3_000_000) }, (_, i) =>
          content(`${i} ${'x'.repeat(1_000_000)}`),
        )
        return entryOf(context, 1, { contents })
      })
      expect(await storage.append(batch)).toEqual(contexts.map(() => ({ kind: 'appended' })))
      const digests = batch[2]?.contents.map(({ digest }) => digest) ?? []
      const found = await storage.contents(contexts[2] ?? freshContext(), digests)
      expect(found.size).toBe(digests.length)
      await storage.close()
    })

    test('refuses a value too long for its column instead of cutting it', async () => {
      const storage = await openStorage(url)
      const context = freshContext()
      const { commit, ...rest } = entryOf(context, 1)
      const entry = { ...rest, commit: { ...commit, token: 't'.repeat(300) } }
      await expect(storage.append([entry])).rejects.toThrow(/too long/i)
      expect(await logOf(storage, context)).toEqual([])
      await storage.close()
    })

    test.each([
      [
        'of another 0001',
        "update schema_migrations set checksum = 'x' where version = 1",
        /another/,
      ],
      ['of a newer program', "insert into schema_migrations values (999, 'x', now())", /newer/],
    ])('with a ledger %s is refused', async (_, sql, message) => {
      await client.query('create table saved as select * from schema_migrations')
      await client.query(sql)
      const storage = await openStorage(url)
      await expect(storage.migrate()).rejects.toThrow(message)
      await storage.close()
      await client.query('delete from schema_migrations')
      await client.query('insert into schema_migrations select * from saved')
      await client.query('drop table saved')
    })
  })
}
