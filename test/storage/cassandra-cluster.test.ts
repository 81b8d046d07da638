import { randomBytes } from 'node:crypto'
import { Client } from 'cassandra-driver'
import { describe, expect, test } from 'vitest'
import { openCassandra } from '../../src/storage/cassandra.ts'
import { parseCassandraUrl } from '../../src/storage/cassandra-session.ts'
import { type Storage, UnknownOutcome } from '../../src/storage/storage.ts'
import { startCassandraCluster } from '../services/clusters.ts'
import { stop } from '../services/process.ts'
import { storageContract } from './contract.ts'
import { migrateAtOnce } from './processes.ts'
import { entryOf, fill, freshContext, logOf } from './samples.ts'
import { requireUrl, serviceUrl } from './services.ts'

// A gigabyte of memory: only where `npm run services -- cluster` was asked for.
const skip = serviceUrl('cluster') ? undefined : 'no cluster: see npm run services'

storageContract('a Cassandra cluster of three', async () => openCassandra(requireUrl('cluster')), {
  skip,
})

describe.skipIf(skip)('instances on a Cassandra cluster of three', { timeout: 120_000 }, () => {
  test('all come up when ten start at once without a keyspace', async () => {
    const url = new URL(requireUrl('cluster'))
    url.pathname = `test_${randomBytes(6).toString('hex')}`
    const exits = await migrateAtOnce(url.href, 10)
    expect(exits).toEqual(Array.from({ length: 10 }, () => 0))
    const storage = openCassandra(url.href)
    const context = freshContext()
    const commits = await fill(storage, context, 3)
    expect(await logOf(storage, context)).toEqual(commits)
    await storage.close()
    const client = new Client(parseCassandraUrl(url.href).options)
    await client.execute(`drop keyspace ${url.pathname.slice(1)}`, [], { prepare: false })
    await client.shutdown()
  })

  test('race for every revision, write one log between them and lose nothing', async () => {
    const instances = await Promise.all([1, 2, 3].map((node) => openThrough(node)))
    const context = freshContext()
    const tokens = await Promise.all(instances.map((storage) => writeMany(storage, context, 40)))
    for (const storage of instances) {
      const log = await logOf(storage, context)
      expect(log.map(({ revision }) => revision)).toEqual(log.map((_, i) => i + 1))
      expect(log.map(({ token }) => token).toSorted()).toEqual(tokens.flat().toSorted())
    }
    await Promise.all(instances.map((storage) => storage.close()))
  })

  test('see at once what another has been told is written', async () => {
    const instances = await Promise.all([1, 2, 3].map((node) => openThrough(node)))
    const context = freshContext()
    for (let revision = 1; revision <= 60; revision++) {
      const writer = instances[revision % 3]
      if (writer) await fill(writer, context, revision, revision)
      const heads = await Promise.all(instances.map((storage) => storage.heads([context])))
      expect(heads.map((head) => head.get(context)?.revision)).toEqual([
        revision,
        revision,
        revision,
      ])
    }
    await Promise.all(instances.map((storage) => storage.close()))
  })

  test('go on with one node killed, and lose nothing of what they acknowledged', async () => {
    const storage = await openThrough(1)
    const context = freshContext()
    await fill(storage, context, 10)
    const writing = writeMany(storage, context, 40)
    await stop('cassandra3', 'SIGKILL')
    const tokens = await writing
    const log = await logOf(storage, context)
    expect(new Set(log.map(({ token }) => token)).isSupersetOf(new Set(tokens))).toBe(true)
    expect(log).toHaveLength(50)
    await startCassandraCluster()
    const other = await openThrough(2)
    expect(await logOf(other, context)).toEqual(log)
    await storage.close()
    await other.close()
  })
})

/** An instance that first talks to that node. */
async function openThrough(node: number): Promise<Storage> {
  const url = new URL(requireUrl('cluster'))
  url.hostname = `127.0.0.${node}`
  const storage = openCassandra(url.href)
  // A node that has just started is busy for a while.
  await expect.poll(() => storage.ping(), { timeout: 60_000 }).toBeUndefined()
  return storage
}

/** Gets so many commits in as a writer does: at the head it knows, finding out what it is not told. */
async function writeMany(
  storage: Storage,
  context: ReturnType<typeof freshContext>,
  count: number,
): Promise<readonly string[]> {
  const tokens: string[] = []
  let revision = 1
  while (tokens.length < count) {
    const entry = entryOf(context, revision)
    try {
      const [outcome] = await storage.append([entry])
      if (outcome?.kind === 'appended') tokens.push(entry.commit.token)
    } catch (error) {
      if (!(error instanceof UnknownOutcome)) throw error
      const [there] = await logOf(storage, context, revision - 1)
      if (there?.token === entry.commit.token) tokens.push(entry.commit.token)
    }
    revision = ((await storage.heads([context])).get(context)?.revision ?? 0) + 1
  }
  return tokens
}
