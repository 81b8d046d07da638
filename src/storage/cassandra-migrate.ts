import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, type ClientOptions, errors, type Host, policies, types } from 'cassandra-driver'
import { steadyControlConnection } from './cassandra-control.ts'
import { type CassandraUrl, isCassandraRefusal } from './cassandra-session.ts'
import {
  type Applied,
  type Migration,
  pendingMigrations,
  readMigrations,
  statementsOf,
} from './migrate.ts'
import { integerOf, textOf } from './rows.ts'

/** Seconds after which the lease of a process that died is free again. */
const LEASE = 30
/** How long to wait for other processes, and for the nodes to agree. */
const WAIT_MILLIS = 300_000
const AGREEMENT_MILLIS = 60_000

/**
 * Creates the keyspace if it is missing and applies what is pending, one process at a time by a
 * lease with a time to live. Statements create what is missing only, so one may run again after a
 * crash. All processes work through the same node, since nodes that get DDL at once disagree; at
 * the end all nodes know the tables.
 */
export async function migrateCassandra(url: CassandraUrl): Promise<void> {
  const migrations = await readMigrations('cassandra')
  for (const end = Date.now() + WAIT_MILLIS; ; ) {
    try {
      return await connected(url.options, async (client) => {
        const host = chosenHost(client)
        await createKeyspace(client, url, host)
        await connected(through(host, url), (inside) => applyPending(inside, url, migrations))
        await schemaAgreement(client)
      })
    } catch (error) {
      if (!isTransient(error) || Date.now() > end) throw error
    }
    await sleep(300 + Math.random() * 700)
  }
}

/** The node that everybody chooses: the first of those that are up. */
function chosenHost(client: Client): Host {
  const hosts = client.hosts.values().filter((host) => host.isUp())
  const [host] = hosts.toSorted((a, b) => (a.address < b.address ? -1 : 1))
  if (!host) throw new Error('no node of the Cassandra cluster is up')
  return host
}

function through({ address }: Host, { options, keyspace }: CassandraUrl): ClientOptions {
  const { RoundRobinPolicy, AllowListPolicy } = policies.loadBalancing
  const loadBalancing = new AllowListPolicy(new RoundRobinPolicy(), [address])
  const rest = { ...options.policies, loadBalancing }
  return { ...options, contactPoints: [address], keyspace, policies: rest }
}

async function schemaAgreement(client: Client): Promise<void> {
  // Documented by the driver, but missing in its types.
  const metadata = client.metadata as unknown as { checkSchemaAgreement(): Promise<boolean> }
  for (const end = Date.now() + AGREEMENT_MILLIS; Date.now() < end; await sleep(200)) {
    if (await metadata.checkSchemaAgreement()) return
  }
  throw new Error('the nodes of the Cassandra cluster do not agree on the schema')
}

/**
 * While another process creates them, tables look as if they were missing or like errors of the
 * server's own, and the lease is hard to get.
 */
function isTransient(error: unknown): boolean {
  if (!(error instanceof errors.ResponseError)) return false
  const { code, message } = error
  const missing = code === responseErrorCodes.invalid && /does not exist|unconfigured/.test(message)
  return missing || passing.has(code)
}

const { responseErrorCodes } = types
const passing: ReadonlySet<number> = new Set([
  responseErrorCodes.serverError,
  responseErrorCodes.unavailableException,
  responseErrorCodes.writeTimeout,
  responseErrorCodes.readTimeout,
  responseErrorCodes.writeFailure,
  responseErrorCodes.readFailure,
])

async function connected(
  options: ClientOptions,
  task: (client: Client) => Promise<void>,
): Promise<void> {
  const client = steadyControlConnection(new Client(options))
  try {
    await client.connect()
    await task(client)
  } finally {
    await client.shutdown()
  }
}

async function createKeyspace(client: Client, url: CassandraUrl, host: Host): Promise<void> {
  const { rows } = await client.execute(
    'select keyspace_name from system_schema.keyspaces where keyspace_name = ?',
    [url.keyspace],
    { host },
  )
  if (rows.length > 0) return
  if (url.replication.size === 0) {
    throw new Error(
      `there is no keyspace ${url.keyspace}: create it, or say replication=… in the URL`,
    )
  }
  const copies = [...url.replication].map(([center, n]) => `${quote(center)}: ${n}`).join(', ')
  const create = `create keyspace if not exists "${url.keyspace}"
    with replication = {'class': 'NetworkTopologyStrategy', ${copies}}`
  await client.execute(create, [], { prepare: false, host })
}

async function applyPending(
  client: Client,
  url: CassandraUrl,
  migrations: readonly Migration[],
): Promise<void> {
  const known = await findLedger(client)
  if (known && pendingMigrations(migrations, known).length === 0) return
  await define(
    client,
    'create table if not exists schema_migrations (version int primary key, checksum text, time timestamp)',
  )
  await define(
    client,
    'create table if not exists migration_lease (name text primary key, owner text)',
  )
  const lease = new Lease(client, url)
  await lease.take()
  try {
    const ledger = (await findLedger(client)) ?? []
    for (const migration of pendingMigrations(migrations, ledger)) {
      for (const statement of statementsOf(migration)) {
        await lease.renew()
        await define(client, statement)
      }
      const record =
        'insert into schema_migrations (version, checksum, time) values (?, ?, toTimestamp(now()))'
      await client.execute(record, [migration.version, migration.checksum])
    }
  } finally {
    await lease.release()
  }
}

/** The ledger, or undefined where its table does not exist yet. */
async function findLedger(client: Client): Promise<readonly Applied[] | undefined> {
  try {
    const { rows } = await client.execute('select version, checksum from schema_migrations')
    return rows.map((row) => ({
      version: integerOf(row, 'version'),
      checksum: textOf(row, 'checksum'),
    }))
  } catch (error) {
    if (isCassandraRefusal(error)) return undefined
    throw error
  }
}

/** Runs DDL; the driver waits until the nodes it sees agree. */
async function define(client: Client, statement: string): Promise<void> {
  await client.execute(statement, [], { prepare: false })
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** The right to migrate, held for a time and renewed. */
class Lease {
  readonly #client: Client
  readonly #url: CassandraUrl
  readonly #owner = randomUUID()

  constructor(client: Client, url: CassandraUrl) {
    this.#client = client
    this.#url = url
  }

  async take(): Promise<void> {
    const insert = `insert into migration_lease (name, owner) values ('migrate', ?)
      if not exists using ttl ${LEASE}`
    for (const end = Date.now() + WAIT_MILLIS; Date.now() < end; ) {
      if (await this.#try(insert, [this.#owner])) return
      await sleep(100 + Math.random() * 200)
    }
    throw new Error('another process has been migrating for too long')
  }

  async renew(): Promise<void> {
    const update = `update migration_lease using ttl ${LEASE} set owner = ?
      where name = 'migrate' if owner = ?`
    if (await this.#try(update, [this.#owner, this.#owner])) return
    throw new Error('the lease for migrating was lost to another process')
  }

  async release(): Promise<void> {
    await this.#try("delete from migration_lease where name = 'migrate' if owner = ?", [
      this.#owner,
    ])
  }

  /** Whether we hold the lease after it, also where the first answer got lost. */
  async #try(query: string, params: readonly string[]): Promise<boolean> {
    try {
      return (await this.#client.execute(query, [...params])).wasApplied()
    } catch (error) {
      if (isCassandraRefusal(error)) throw error
    }
    const { rows } = await this.#client.execute(
      "select owner from migration_lease where name = 'migrate'",
      [],
      { consistency: this.#url.serialConsistency },
    )
    return rows[0]?.owner === this.#owner
  }
}
