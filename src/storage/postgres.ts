import type { Commit } from '../model/changes.ts'
import type { ContextName } from '../model/context.ts'
import type { Digest } from '../model/schema.ts'
import { outcomesOf, rowsOfBatch } from './batch.ts'
import { connectPostgres, type PostgresPool } from './postgres-pool.ts'
import { contextOf, decodeCommit, decodeEntry, headsOf, integerOf, textOf } from './rows.ts'
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

/**
 * A store in a PostgreSQL database, shared by any number of instances. Takes the driver's URL with
 * `poolSize` and `timeout` (milliseconds) in its query. Connects when first used.
 */
export function openPostgres(url: string): Storage {
  return new PostgresStorage(connectPostgres(url))
}

class PostgresStorage implements Storage {
  readonly name = 'postgres'
  readonly #pool: PostgresPool

  constructor(pool: PostgresPool) {
    this.#pool = pool
  }

  async heads(contexts: readonly ContextName[]): Promise<ReadonlyMap<ContextName, Head>> {
    if (contexts.length === 0) return new Map()
    const text = 'select * from heads where context = any($1)'
    return headsOf(contexts, await this.#pool.read({ name: 'heads', text, values: [contexts] }))
  }

  async append(batch: readonly AppendEntry[]): Promise<readonly AppendOutcome[]> {
    if (batch.length === 0) return []
    const { commits, contents, hints } = rowsOfBatch(batch)
    const values = [
      commits.map((row) => row.context),
      commits.map((row) => row.revision),
      commits.map((row) => row.token),
      commits.map((row) => row.time),
      commits.map((row) => row.actor),
      commits.map((row) => row.changes),
      commits.map((row) => row.next_schema_id),
      commits.map((row) => row.live),
      commits.map((row) => row.deleted),
      commits.map((row) => row.created),
      contents.map((row) => row.entry),
      contents.map((row) => row.digest),
      contents.map((row) => Buffer.from(row.data)),
      hints.map((row) => row.entry),
      hints.map((row) => row.kind),
      hints.map((row) => row.key),
    ]
    const text = `select * from append_commits($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
      $13, $14, $15, $16)`
    return outcomesOf(batch, await this.#pool.write({ name: 'append', text, values }))
  }

  async *commits(context: ContextName, after: number): AsyncIterable<Commit> {
    for (let last = after; ; ) {
      // A page is cut where it grows too large, but has one commit at least.
      const text = `select * from (
          select c.*, sum(octet_length(c.changes)) over (order by c.revision)
                      - octet_length(c.changes) as size_before
            from commits c
           where c.context = $1 and c.revision > $2
             and c.revision >= (select floor from heads where context = $1)
           order by c.revision limit ${PAGE_COMMITS}) page
         where size_before < ${PAGE_BYTES} order by revision`
      const rows = await this.#pool.read({ name: 'commits', text, values: [context, last] })
      for (const row of rows) yield decodeCommit(row)
      const end = rows.at(-1)
      if (!end) return
      last = integerOf(end, 'revision')
    }
  }

  async contents(
    context: ContextName,
    digests: readonly Digest[],
  ): Promise<ReadonlyMap<Digest, string>> {
    if (digests.length === 0) return new Map()
    const text = 'select digest, data from contents where context = $1 and digest = any($2)'
    const values = [context, digests]
    const rows = await this.#pool.read({ name: 'contents', text, values })
    return new Map(rows.map((row) => [textOf(row, 'digest'), textOf(row, 'data')]))
  }

  async find(kind: HintKind, key: string): Promise<readonly ContextName[]> {
    const text = 'select context from hints where kind = $1 and key = $2'
    const rows = await this.#pool.read({ name: 'find', text, values: [kind, key] })
    return rows.map(contextOf)
  }

  async contexts(after: ContextName | undefined, limit: number): Promise<readonly ContextEntry[]> {
    const text = 'select * from heads where context > $1 order by context limit $2'
    const values = [after ?? '', limit]
    return (await this.#pool.read({ name: 'contexts', text, values })).map(decodeEntry)
  }

  async checkpoint(context: ContextName): Promise<Checkpoint | undefined> {
    const text = `select c.revision, c.format, p.data from checkpoints c
      join heads h on h.context = c.context and h.floor <= c.revision
      join checkpoint_parts p on p.context = c.context
     where c.context = $1 order by p.part`
    const rows = await this.#pool.read({ name: 'checkpoint', text, values: [context] })
    const [first] = rows
    if (!first) return undefined
    const chunks = rows.map((row) => textOf(row, 'data'))
    return { revision: integerOf(first, 'revision'), format: textOf(first, 'format'), chunks }
  }

  async saveCheckpoint(context: ContextName, checkpoint: Checkpoint): Promise<void> {
    const { revision, format, chunks } = checkpoint
    await this.#pool.transaction(async (client) => {
      // The row is the lock: of two writers the later one waits here, then looks again.
      const { rowCount } = await client.query(
        `insert into checkpoints (context, revision, format)
         select h.context, $2, $3 from heads h where h.context = $1 and h.floor <= $2
         on conflict (context) do update set revision = excluded.revision, format = excluded.format
          where checkpoints.revision < excluded.revision`,
        [context, revision, format],
      )
      if (rowCount === 0) return
      await client.query('delete from checkpoint_parts where context = $1', [context])
      for (const [part, data] of chunks.entries()) {
        const values = [context, part, Buffer.from(data)]
        await client.query('insert into checkpoint_parts values ($1, $2, $3)', values)
      }
    })
  }

  async purge(
    context: ContextName,
    before: number,
    unreferenced: readonly Digest[],
  ): Promise<void> {
    await this.#pool.write({
      text: `with raised as (update heads set floor = greatest(floor, least($2, revision))
              where context = $1 returning floor)
        delete from checkpoints c using raised r where c.context = $1 and c.revision < r.floor`,
      values: [context, before],
    })
    const commits = `with swept as (
        delete from commits where context = $1 and revision in (
          select c.revision from commits c join heads h on h.context = c.context
           where c.context = $1 and c.revision < h.floor order by c.revision limit ${SWEEP})
        returning 1)
      select count(*) as swept from swept`
    for (let swept = SWEEP; swept === SWEEP; ) {
      const [row] = await this.#pool.write({ text: commits, values: [context] })
      swept = integerOf(row ?? {}, 'swept')
    }
    const contents = `delete from contents where context = $1 and digest = any($2)
      and revision < (select floor from heads where context = $1)`
    for (let start = 0; start < unreferenced.length; start += SWEEP) {
      const values = [context, unreferenced.slice(start, start + SWEEP)]
      await this.#pool.write({ text: contents, values })
    }
  }

  async migrate(): Promise<void> {
    await this.#pool.migrate()
  }

  async ping(): Promise<void> {
    await this.#pool.read({ text: 'select 1' })
  }

  async close(): Promise<void> {
    await this.#pool.close()
  }
}
