import pg, { type PoolClient, type QueryConfig } from 'pg'
import { type Applied, pendingMigrations, readMigrations } from './migrate.ts'
import { integerOf, type Row, textOf } from './rows.ts'
import { UnknownOutcome } from './storage.ts'
import { takeSettings } from './store-url.ts'

/** Any number will do as long as it is ours: migrations of one database exclude each other. */
const MIGRATION_LOCK = 6_022_140_857

/** A bounded pool that replaces broken connections, with what its errors mean. */
export type PostgresPool = {
  /** A statement that only reads: repeated once if the connection turns out to be gone. */
  readonly read: (query: QueryConfig) => Promise<readonly Row[]>
  /**
   * A statement that writes. Throws {@link UnknownOutcome} unless the server itself said that it
   * did not happen or it was never sent.
   */
  readonly write: (query: QueryConfig) => Promise<readonly Row[]>
  /** Several statements in one transaction. */
  readonly transaction: (steps: (client: PoolClient) => Promise<void>) => Promise<void>
  readonly migrate: () => Promise<void>
  readonly close: () => Promise<void>
}

/** Opens a pool on the URL; connections are made when they are needed. */
export function connectPostgres(url: string): PostgresPool {
  const { poolSize, timeout, rest } = takeSettings(url)
  const config = {
    connectionString: rest.href.replace(/^postgresql:/, 'postgres:'),
    application_name: rest.searchParams.get('application_name') ?? 'schemarium',
    connectionTimeoutMillis: timeout,
    keepAlive: true,
  }
  const pool = new pg.Pool({
    ...config,
    max: poolSize,
    query_timeout: timeout,
    statement_timeout: timeout,
    onConnect: (client: pg.ClientBase) => prepareSession(client),
  })
  // An idle connection broke. The pool has dropped it and makes another one when asked.
  pool.on('error', () => undefined)
  return {
    read: (query) => read(pool, query),
    write: (query) => write(pool, query),
    transaction: (steps) => transaction(pool, steps),
    migrate: () => migrate(config),
    close: () => (pool.ending ? Promise.resolve() : pool.end()),
  }
}

/** What correctness rests on, whatever the database's or the role's defaults are. */
async function prepareSession(client: pg.ClientBase): Promise<void> {
  // A connection that breaks in use fails its statement; without a listener it would end us too.
  client.on('error', () => undefined)
  await client.query("set default_transaction_isolation = 'read committed'")
  const { rows } = await client.query<Row>(`
    select pg_is_in_recovery()::integer as standby, current_setting('server_encoding') as encoding,
           case current_setting('synchronous_commit')
             when 'off' then set_config('synchronous_commit', 'on', false) end as durable`)
  const [row] = rows
  if (integerOf(row ?? {}, 'standby') === 1) {
    throw new Error('the PostgreSQL server is a standby: the registry needs the primary')
  }
  if (textOf(row ?? {}, 'encoding') !== 'UTF8') {
    throw new Error('the PostgreSQL database is not encoded in UTF8')
  }
}

async function read(pool: pg.Pool, query: QueryConfig): Promise<readonly Row[]> {
  try {
    return (await pool.query<Row>(query)).rows
  } catch (error) {
    if (!isConnectionLoss(error) || pool.ending) throw error
  }
  return (await pool.query<Row>(query)).rows
}

async function write(pool: pg.Pool, query: QueryConfig): Promise<readonly Row[]> {
  const client = await pool.connect()
  let broken = true
  try {
    const { rows } = await client.query<Row>(query)
    broken = false
    return rows
  } catch (error) {
    broken = !isRefusal(error)
    throw broken ? new UnknownOutcome(error) : error
  } finally {
    client.release(broken)
  }
}

async function transaction(
  pool: pg.Pool,
  steps: (client: PoolClient) => Promise<void>,
): Promise<void> {
  const client = await pool.connect()
  let broken = true
  try {
    await client.query('begin')
    await steps(client)
    await client.query('commit')
    broken = false
  } finally {
    // A connection with an open transaction is not worth saving.
    client.release(broken)
  }
}

/** ERROR is the server's word that the statement was rolled back; FATAL and PANIC promise nothing. */
function isRefusal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.severity === 'ERROR'
}

/** The connection is gone: closed by the server or the network, but not a timeout of ours. */
function isConnectionLoss(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return /^(57P|08)/.test(error.code ?? '')
  const text = error instanceof Error ? `${'code' in error ? error.code : ''} ${error.message}` : ''
  return /ECONNRESET|EPIPE|Connection terminated( unexpectedly)?$|not queryable/.test(text)
}

/** A connection without timeouts: waiting for another process's migrations may take long. */
async function migrate(config: pg.ClientConfig): Promise<void> {
  const migrations = await readMigrations('postgres')
  const client = new pg.Client(config)
  await client.connect()
  try {
    await prepareSession(client)
    await client.query('set statement_timeout = 0; set lock_timeout = 0')
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    for (const { version, checksum, text } of pendingMigrations(migrations, await ledger(client))) {
      await client.query('begin')
      await client.query(text)
      const record = 'insert into schema_migrations (version, checksum) values ($1, $2)'
      await client.query(record, [version, checksum])
      await client.query('commit')
    }
  } finally {
    // Gives the lock back, and rolls back a migration that failed halfway.
    await client.end()
  }
}

async function ledger(client: pg.Client): Promise<readonly Applied[]> {
  const found = await client.query<Row>(
    `select to_regclass('schema_migrations') is null as missing`,
  )
  if (found.rows[0]?.missing) {
    await client.query(`create table schema_migrations (version integer primary key,
      checksum text not null, time timestamptz not null default now())`)
  }
  const { rows } = await client.query<Row>('select version, checksum from schema_migrations')
  return rows.map((row) => ({
    version: integerOf(row, 'version'),
    checksum: textOf(row, 'checksum'),
  }))
}
