import type { Commit } from '../model/changes.ts'
import type { ContextName } from '../model/context.ts'
import {
  type CassandraSession,
  isCassandraRefusal,
  type Page,
  type Statement,
} from './cassandra-session.ts'
import { decodeCommit, decodeHead, encodeCommit, integerOf, type Row, textOf } from './rows.ts'
import { type AppendOutcome, emptySummary, type Head, UnknownOutcome } from './storage.ts'

const BUCKET = 256
const PAGE_CHARACTERS = 4 * 1024 * 1024
const CACHED_BOUNDS = 20_000
const LWT_ATTEMPTS = 4

const selectHead = `select distinct context, bucket, head as revision,
  head_next_schema_id as next_schema_id, head_live as live, head_deleted as deleted,
  head_created as created from commits where context = ? and bucket = ?`
const selectToken = 'select "token" from commits where context = ? and bucket = ? and revision = ?'
const setHead = `update commits set head = ?, head_next_schema_id = ?, head_live = ?,
  head_deleted = ?, head_created = ? where context = ? and bucket = ?`
const insertCommit = `insert into commits (context, bucket, revision, "token", time, actor, changes,
  next_schema_id, live, deleted, created) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
const selectSince = `select context, revision, "token", time, actor, changes, next_schema_id, live,
  deleted, created from commits where context = ? and bucket = ? and revision >= ?`

/** Lower bounds of a context's log, see the table context_bounds. */
export type Bounds = { readonly bucket: number; readonly floor: number; readonly swept: number }

/** The logs themselves: heads, commits and the conditional write that appends one. */
export class CassandraLog {
  readonly #session: CassandraSession
  /** The newest bucket of contexts in use, as far as we have seen. */
  readonly #buckets = new Map<ContextName, number>()
  /** Revisions whose conditional write may be half done; to be completed before reading. */
  readonly #unsettled = new Map<ContextName, number>()
  /** Ends when the append of the context that is under way has ended. */
  readonly #appending = new Map<ContextName, Promise<void>>()

  constructor(session: CassandraSession) {
    this.#session = session
  }

  async head(context: ContextName): Promise<Head> {
    await this.#settle(context)
    let newest: Head = { revision: 0, summary: emptySummary }
    let bucket = this.#buckets.get(context) ?? (await this.bounds(context)).bucket
    for (let hops = 1; ; hops++) {
      const head = await this.#bucketHead(context, bucket)
      if (head) newest = head
      if (!head || bucketOf(head.revision + 1) === bucket) break
      // Far behind: somebody else has filled buckets meanwhile and says how many.
      const bound = hops % 3 === 0 ? (await this.bounds(context)).bucket : 0
      bucket = Math.max(bucket + 1, bound)
    }
    this.#remember(context, bucketOf(newest.revision))
    return newest
  }

  async bounds(context: ContextName): Promise<Bounds> {
    const [row] = await this.#session.read(
      'select bucket, floor, swept from context_bounds where context = ?',
      [context],
    )
    const column = (name: string, otherwise: number) =>
      row && row[name] !== null ? integerOf(row, name) : otherwise
    return { bucket: column('bucket', 0), floor: column('floor', 1), swept: column('swept', 1) }
  }

  /** Commits from the revision on, or from the floor if that is above. */
  async *since(context: ContextName, revision: number): AsyncIterable<Commit> {
    await this.#settle(context)
    let next = revision
    if (revision <= 1) next = Math.max(1, (await this.bounds(context)).floor)
    for (let bucket = bucketOf(next); ; bucket++) {
      let last: number | undefined
      for await (const commit of this.#bucketSince(context, bucket, next)) {
        last = commit.revision
        yield commit
      }
      if (last !== undefined && bucketOf(last + 1) === bucket) return
      if (last === undefined) {
        // Either the end, or a purge has taken what should follow.
        const { floor } = await this.bounds(context)
        if (floor <= next) return
        bucket = bucketOf(floor) - 1
        next = floor
      } else {
        next = last + 1
      }
    }
  }

  async sinceAsList(context: ContextName, revision: number): Promise<readonly Commit[]> {
    const commits: Commit[] = []
    for await (const commit of this.since(context, revision)) commits.push(commit)
    return commits
  }

  /**
   * One conditional write. If its outcome gets lost, a SERIAL read finds it by the token, or the
   * write is repeated; {@link UnknownOutcome} if that does not help either.
   */
  append(commit: Commit): Promise<AppendOutcome> {
    // One at a time per context and instance: conditional writes that meet only delay each other.
    const before = this.#appending.get(commit.context) ?? Promise.resolve()
    const outcome = before.then(() => this.#appendNow(commit))
    const ended = outcome.then(
      () => undefined,
      () => undefined,
    )
    this.#appending.set(commit.context, ended)
    void ended.then(() => {
      if (this.#appending.get(commit.context) === ended) this.#appending.delete(commit.context)
    })
    return outcome
  }

  async #appendNow(commit: Commit): Promise<AppendOutcome> {
    if (!(await this.#follows(commit))) return this.#conflict(commit)
    for (let attempt = 1; attempt <= LWT_ATTEMPTS; attempt++) {
      const mine = await this.#attempt(commit)
      if (mine === true) return this.#appended(commit)
      if (mine === false) return this.#conflict(commit, attempt > 1)
    }
    return unknown(new Error(`${LWT_ATTEMPTS} conditional writes came to nothing`))
  }

  /** Whether the bucket before is full, where the commit is the first of its own. */
  async #follows({ context, revision }: Commit): Promise<boolean> {
    if (revision === 1 || bucketOf(revision - 1) === bucketOf(revision)) return true
    const head = await this.#bucketHead(context, bucketOf(revision - 1))
    return head?.revision === revision - 1
  }

  /** Whether the revision is this commit; undefined if it is nobody's, so that one may repeat. */
  async #attempt(commit: Commit): Promise<boolean | undefined> {
    try {
      return await this.#session.conditional(appendStatements(commit))
    } catch (error) {
      if (isCassandraRefusal(error)) throw error
      const token = await this.#resolve(commit, error)
      return token === undefined ? undefined : token === commit.token
    }
  }

  /** Token of the commit at that revision, undefined if there is none and none is under way. */
  async #resolve(commit: Commit, cause: unknown): Promise<string | undefined> {
    const { context, revision } = commit
    this.#unsettled.set(context, revision)
    const key = [context, bucketOf(revision), revision]
    // The first error says more than that the second attempt failed too.
    const [row] = await this.#session.serial(selectToken, key).catch(() => unknown(cause))
    this.#unsettled.delete(context)
    return row ? textOf(row, 'token') : undefined
  }

  async #appended({ context, revision }: Commit): Promise<AppendOutcome> {
    const bucket = bucketOf(revision)
    this.#remember(context, bucket)
    if (revision % BUCKET === 0) {
      // Only a bound: without it readers of this bucket make one step more.
      await this.#session
        .write('update context_bounds using timestamp ? set bucket = ? where context = ?', [
          bucket,
          bucket,
          context,
        ])
        .catch(() => undefined)
    }
    return { kind: 'appended' }
  }

  /** After a repeated write the commit in the way may be our own. */
  async #conflict(commit: Commit, repeated = false): Promise<AppendOutcome> {
    const commits = await this.sinceAsList(commit.context, commit.revision)
    if (repeated && commits[0]?.token === commit.token) return this.#appended(commit)
    return { kind: 'conflict', commits }
  }

  async #settle(context: ContextName): Promise<void> {
    const revision = this.#unsettled.get(context)
    if (revision === undefined) return
    await this.#session.serial(selectToken, [context, bucketOf(revision), revision])
    if (this.#unsettled.get(context) === revision) this.#unsettled.delete(context)
  }

  async #bucketHead(context: ContextName, bucket: number): Promise<Head | undefined> {
    const [row] = await this.#session.read(selectHead, [context, bucket])
    return row && row.revision !== null ? decodeHead(row) : undefined
  }

  /** Pages start small and grow as the commits prove small. */
  async *#bucketSince(context: ContextName, bucket: number, from: number): AsyncIterable<Commit> {
    const statement: Statement = { query: selectSince, params: [context, bucket, from] }
    let size = 32
    for (let state: string | undefined; ; ) {
      const page: Page = await this.#session.page(statement, size, state)
      for (const row of page.rows) yield decodeCommit(row)
      if (page.next === undefined) return
      state = page.next
      size = Math.min(BUCKET, Math.max(1, Math.floor(PAGE_CHARACTERS / averageOf(page.rows))))
    }
  }

  #remember(context: ContextName, bucket: number): void {
    this.#buckets.delete(context)
    this.#buckets.set(context, bucket)
    const [oldest] = this.#buckets.keys()
    if (this.#buckets.size > CACHED_BOUNDS && oldest) this.#buckets.delete(oldest)
  }
}

function unknown(cause: unknown): never {
  throw new UnknownOutcome(cause)
}

export function bucketOf(revision: number): number {
  return Math.floor(revision / BUCKET)
}

function averageOf(rows: readonly Row[]): number {
  const sizes = rows.map((row) => textOf(row, 'changes').length + 256)
  return sizes.reduce((sum, size) => sum + size, 1) / Math.max(1, rows.length)
}

/**
 * The head moves and the row appears in one conditional batch, or neither. The condition is on the
 * head, not on the row: a row that a purge has removed could be written again.
 */
function appendStatements(commit: Commit): readonly Statement[] {
  const row = encodeCommit(commit)
  const bucket = bucketOf(row.revision)
  const first = row.revision === 1 || row.revision % BUCKET === 0
  const summary = [row.next_schema_id, row.live, row.deleted, row.created]
  const place = [row.context, bucket]
  return [
    {
      query: `${setHead} if head = ${first ? 'null' : '?'}`,
      params: [row.revision, ...summary, ...place, ...(first ? [] : [row.revision - 1])],
    },
    {
      query: insertCommit,
      params: [...place, row.revision, row.token, row.time, row.actor, row.changes, ...summary],
    },
  ]
}
