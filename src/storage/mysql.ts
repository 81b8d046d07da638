import type { Commit } from '../model/changes.ts'
import type { ContextName } from '../model/context.ts'
import type { Digest } from '../model/schema.ts'
import { pendingMigrations, readMigrations, statementsOf } from './migrate.ts'
import { connectMysql, connectMysqlOnce, type MysqlPool } from './mysql-pool.ts'
import {
  appendStatements,
  checkpointStatements,
  headColumns,
  list,
  name,
  number,
} from './mysql-sql.ts'
import {
  contextOf,
  decodeCommit,
  decodeEntry,
  headsOf,
  integerOf,
  type Row,
  textOf,
} from './rows.ts'
import type {
  AppendEntry,
  AppendOutcome,
  Checkpoint,
  ContextEntry,
  Head,
  HintKind,
  Storage,
} from './storage.ts'

const PAGE_COMMITS = 512
const PAGE_BYTES = 4 * 1024 * 1024
const SWEEP = 1000
const LOCK_SECONDS = 600

/**
 * A store in a MySQL or MariaDB database, shared by any number of instances. Takes the driver's
 * URL with `poolSize` and `timeout` (milliseconds) in its query. Connects when first used.
 */
export function openMysql(url: string): Storage {
  return new MysqlStorage(url)
}

class MysqlStorage implements Storage {
  readonly name = 'mysql'
  readonly #url: string
  readonly #pool: MysqlPool

  constructor(url: string) {
    this.#url = url
    this.#pool = connectMysql(url)
  }

  async heads(contexts: readonly ContextName[]): Promise<ReadonlyMap<ContextName, Head>> {
    if (contexts.length === 0) return new Map()
    const sql = `select ${headColumns} from heads where context in ${list(contexts)}`
    return headsOf(contexts, await this.#pool.read(sql))
  }

  async append(batch: readonly AppendEntry[]): Promise<readonly AppendOutcome[]> {
    if (batch.length === 0) return []
    const [flags, since = []] = await this.#pool.transaction(appendStatements(batch))
    const conflicts = Map.groupBy(since, (row) => Number(row.entry))
    return batch.map((_, i) => {
      if (integerOf(flags?.[0] ?? {}, `w${i + 1}`) === 1) return { kind: 'appended' }
      return { kind: 'conflict', commits: (conflicts.get(i + 1) ?? []).map(decodeCommit) }
    })
  }

  async *commits(context: ContextName, after: number): AsyncIterable<Commit> {
    for (let last = after; ; ) {
      const rows = await this.#page(context, last)
      for (const row of rows) yield decodeCommit(row)
      const end = rows.at(-1)
      if (!end) return
      last = integerOf(end, 'revision')
    }
  }

  /** A page is cut where it grows too large, but has one commit at least. */
  #page(context: ContextName, after: number): Promise<readonly Row[]> {
    return this.#pool.read(`select c.* from (
        select revision, sum(size) over (order by revision) - size as size_before from (
          select revision, octet_length(changes) as size from commits
           where context = ${name(context)} and revision > ${number(after)}
             and revision >= (select floor from heads where context = ${name(context)})
           order by revision limit ${PAGE_COMMITS}) sizes) page
      join commits c on c.context = ${name(context)} and c.revision = page.revision
     where page.size_before < ${PAGE_BYTES} order by c.revision`)
  }

  async contents(
    context: ContextName,
    digests: readonly Digest[],
  ): Promise<ReadonlyMap<Digest, string>> {
    if (digests.length === 0) return new Map()
    const rows = await this.#pool.read(`select digest, data from contents
      where context = ${name(context)} and digest in ${list(digests)}`)
    return new Map(rows.map((row) => [textOf(row, 'digest'), textOf(row, 'data')]))
  }

  async find(kind: HintKind, key: string): Promise<readonly ContextName[]> {
    const sql = `select context from hints where kind = ${name(kind)} and name = ${name(key)}`
    return (await this.#pool.read(sql)).map(contextOf)
  }

  async contexts(after: ContextName | undefined, limit: number): Promise<readonly ContextEntry[]> {
    const rows = await this.#pool.read(`select ${headColumns} from heads
      where context > ${name(after ?? '')} order by context limit ${number(limit)}`)
    return rows.map(decodeEntry)
  }

  async checkpoint(context: ContextName): Promise<Checkpoint | undefined> {
    const rows = await this.#pool.read(`select c.revision, c.format, p.data from checkpoints c
      join heads h on h.context = c.context and h.floor <= c.revision
      join checkpoint_parts p on p.context = c.context
     where c.context = ${name(context)} order by p.part`)
    const [first] = rows
    if (!first) return undefined
    const chunks = rows.map((row) => textOf(row, 'data'))
    return { revision: integerOf(first, 'revision'), format: textOf(first, 'format'), chunks }
  }

  async saveCheckpoint(context: ContextName, checkpoint: Checkpoint): Promise<void> {
    await this.#pool.transaction(checkpointStatements(context, checkpoint))
  }

  async purge(
    context: ContextName,
    before: number,
    unreferenced: readonly Digest[],
  ): Promise<void> {
    const floor = `(select floor from heads where context = ${name(context)})`
    const stale = `context = ${name(context)} and revision < ${floor}`
    await this.#pool.transaction([
      `update heads set floor = greatest(floor, least(${number(before)}, revision))
        where context = ${name(context)}`,
      `delete from checkpoint_parts where context in (
        select context from checkpoints where ${stale})`,
      `delete from checkpoints where ${stale}`,
    ])
    for (let swept = SWEEP; swept === SWEEP; ) {
      const [rows] = await this.#pool.transaction([
        `delete from commits where ${stale} order by revision limit ${SWEEP}`,
        'select row_count() as swept',
      ])
      swept = integerOf(rows?.[0] ?? {}, 'swept')
    }
    for (let start = 0; start < unreferenced.length; start += SWEEP) {
      const digests = list(unreferenced.slice(start, start + SWEEP))
      await this.#pool.transaction([`delete from contents where ${stale} and digest in ${digests}`])
    }
  }

  async migrate(): Promise<void> {
    await migrateMysql(this.#url)
  }

  async ping(): Promise<void> {
    await this.#pool.read('select 1')
  }

  async close(): Promise<void> {
    await this.#pool.close()
  }
}

/**
 * Applies what is pending under a lock of the server. DDL commits by itself here, so a migration
 * that was cut off is run again from its start: its statements are written for that.
 */
async function migrateMysql(url: string): Promise<void> {
  const migrations = await readMigrations('mysql')
  const connection = await connectMysqlOnce(url)
  // Answers of a single SELECT are lists of rows.
  const select = async (sql: string) => (await connection.query(sql))[0] as Row[]
  try {
    const [lock] = await select(
      `select get_lock(left(sha2(concat('migrate ', database()), 256), 60), ${LOCK_SECONDS}) as held`,
    )
    if (lock?.held !== 1) throw new Error('another process has been migrating for too long')
    const [table] = await select(`select count(*) as found from information_schema.tables
      where table_schema = database() and table_name = 'schema_migrations'`)
    if (integerOf(table ?? {}, 'found') === 0) {
      await connection.query(`create table schema_migrations (version integer primary key,
        checksum char(64) not null, time timestamp not null default current_timestamp)`)
    }
    const ledger = (await select('select version, checksum from schema_migrations')).map((row) => ({
      version: integerOf(row, 'version'),
      checksum: textOf(row, 'checksum'),
    }))
    for (const migration of pendingMigrations(migrations, ledger)) {
      for (const statement of statementsOf(migration)) await connection.query(statement)
      const { version, checksum } = migration
      await connection.query(`insert into schema_migrations (version, checksum)
        values (${number(version)}, ${name(checksum)})`)
    }
  } finally {
    // Gives the lock back.
    await connection.end()
  }
}
