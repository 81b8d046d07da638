import { randomBytes } from 'node:crypto'
import { Client } from 'cassandra-driver'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCassandra } from '../../src/storage/cassandra.ts'
import { openStorage } from '../../src/storage/open.ts'
import { storageContract } from './contract.ts'
import { migrateAtOnce } from './processes.ts'
import { entryOf, fill, freshContext, logOf, summaryAt } from './samples.ts'
import { requireUrl, skipReason } from './services.ts'

const skip = skipReason('cassandra')

storageContract('cassandra', async () => openCassandra(requireUrl('cassandra')), { skip })

describe.skipIf(skip)('a Cassandra keyspace', { timeout: 120_000 }, () => {
  const keyspace = `test_${randomBytes(6).toString('hex')}`
  let client: Client
  let url: string

  beforeAll(async () => {
    const own = new URL(requireUrl('cassandra'))
    own.pathname = keyspace
    url = own.href
    client = new Client({
      contactPoints: own.hostname.split(','),
      protocolOptions: { port: Number(own.port) },
      localDataCenter: own.searchParams.get('localDataCenter') ?? '',
    })
    await client.connect()
  })
  afterAll(async () => {
    await client.execute(`drop keyspace if exists ${keyspace}`)
    await client.shutdown()
  })

  test('that is missing is created and migrated once by ten processes at once', async () => {
    const exits = await migrateAtOnce(url, 10)
    expect(exits).toEqual(Array.from({ length: 10 }, () => 0))
    const { rows } = await client.execute(`select version from ${keyspace}.schema_migrations`)
    expect(rows.map(({ version }) => version)).toEqual([1])
  })

  test('holds the next schema id beside the head, moved by the same write', async () => {
    const storage = await openStorage(url)
    const context = freshContext()
    await fill(storage, context, 3)
    const { rows } = await client.execute(
      `select distinct context, bucket, head, head_next_schema_id
         from ${keyspace}.commits where context = ? and bucket = 0`,
      [context],
      { prepare: true },
    )
    expect(Number(rows[0]?.head)).toBe(3)
    expect(Number(rows[0]?.head_next_schema_id)).toBe(summaryAt(3).nextId)
    await storage.close()
  })

  test('lets nobody write a revision again that a purge has removed', async () => {
    const storage = await openStorage(url)
    const context = freshContext()
    await fill(storage, context, 520)
    await storage.purge(context, 515, [])
    for (const revision of [1, 2, 255, 256, 257, 512, 514]) {
      const [outcome] = await storage.append([entryOf(context, revision)])
      expect(outcome?.kind).toBe('conflict')
    }
    const log = await logOf(storage, context)
    expect(log.map(({ revision }) => revision)).toEqual([515, 516, 517, 518, 519, 520])
    await storage.close()
  })

  test('tells an instance that has been away for many buckets the newest head', async () => {
    const [away, busy] = [await openStorage(url), await openStorage(url)]
    const context = freshContext()
    await fill(busy, context, 1)
    await away.heads([context])
    await fill(busy, context, 1100, 2)
    expect((await away.heads([context])).get(context)?.revision).toBe(1100)
    await fill(away, context, 1101, 1101)
    await away.close()
    await busy.close()
  })

  test.each([
    ['of another 0001', 1, 'x', /another/],
    ['of a newer program', 999, 'x', /newer version/],
  ])('with a ledger %s is refused', async (_, version, checksum, message) => {
    const ledger = `${keyspace}.schema_migrations`
    const select = `select checksum from ${ledger} where version = 1`
    const before = (await client.execute(select)).rows[0]?.checksum
    const insert = `insert into ${ledger} (version, checksum) values (?, ?)`
    await client.execute(insert, [version, checksum], { prepare: true })
    const storage = openCassandra(url)
    await expect(storage.migrate()).rejects.toThrow(message)
    await storage.close()
    await client.execute(`delete from ${ledger} where version = 999`)
    await client.execute(insert, [1, before], { prepare: true })
  })

  test('that is missing without a word on its replication is refused', async () => {
    const other = new URL(url)
    other.pathname = `${keyspace}_other`
    other.searchParams.delete('replication')
    const storage = openCassandra(other.href)
    await expect(storage.migrate()).rejects.toThrow(/there is no keyspace .*replication=/)
    await storage.close()
  })
})

test.each([
  ['cassandra://host/', 'must name a keyspace'],
  ['cassandra://host/a-b?localDataCenter=dc1', 'must name a keyspace'],
  ['cassandra://host/registry', 'must have localDataCenter'],
  ['cassandra://host/registry?localDataCenter=dc1&consistency=one', 'is quorum or local_quorum'],
  ['cassandra://host/registry?localDataCenter=dc1&replication=many', 'replication'],
])('the URL %s is refused', (url, message) => {
  expect(() => openCassandra(url)).toThrow(message)
})
