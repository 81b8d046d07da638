import { mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Commit } from '../model/changes.ts'
import type { ContextName } from '../model/context.ts'
import type { Digest } from '../model/schema.ts'
import {
  contextOf,
  decodeCommit,
  decodeEntry,
  encodeCommit,
  headsOf,
  integerOf,
  type Row,
  textOf,
} from './rows.ts'
import { type Connection, connect, migrateSqlite } from './sqlite-connection.ts'
import { type AppendAnswer, commitsSince } from './sqlite-jobs.ts'
import { WriterThread } from './sqlite-thread.ts'
import type {
  AppendEntry,
  AppendOutcome,
  Checkpoint,
  ContextEntry,
  Head,
  HintKind,
  Storage,
} from './storage.ts'

const READ_BUSY_MILLIS = 1000
const PAGE_COMMITS = 256
const PAGE_CHARACTERS = 4 * 1024 * 1024
const SWEEP = 500

/**
 * A store in one file: Node's own SQLite in WAL mode, every commit synced. Appends run in a thread
 * of their own, reads on the caller's. Several processes of one host may share the file.
 * Creates the file and its folder; throws if it cannot.
 */
export async function openSqlite(path: string): Promise<Storage> {
  const file = resolve(path)
  await mkdir(dirname(file), { recursive: true })
  return new SqliteStorage(file, await connect(file, READ_BUSY_MILLIS))
}

class SqliteStorage implements Storage {
  readonly name = 'sqlite'
  readonly #file: string
  readonly #reader: Connection
  readonly #writer: WriterThread

  constructor(file: string, reader: Connection) {
    this.#file = file
    this.#reader = reader
    this.#writer = new WriterThread(file)
  }

  /** Our own appends count too, since they come from the writer's connection. */
  readonly changeCounter = (): number => {
    const row = this.#reader.statement('pragma data_version').get()
    return integerOf(row ?? {}, 'data_version')
  }

  async heads(contexts: readonly ContextName[]): Promise<ReadonlyMap<ContextName, Head>> {
    const head = this.#reader.statement('select * from heads where context = ?')
    const rows = contexts.map((context) => head.get(context))
    return headsOf(
      contexts,
      rows.filter((row) => row !== undefined),
    )
  }

  async append(batch: readonly AppendEntry[]): Promise<readonly AppendOutcome[]> {
    if (batch.length === 0) return []
    const entries = batch.map(({ commit, contents, hints }) => ({
      row: encodeCommit(commit),
      contents,
      hints,
    }))
    // The writer answers an append with an AppendAnswer.
    const answer = (await this.#writer.run({ kind: 'append', entries })) as AppendAnswer
    return answer.map((rows) =>
      rows ? { kind: 'conflict', commits: rows.map(decodeCommit) } : { kind: 'appended' },
    )
  }

  async *commits(context: ContextName, after: number): AsyncIterable<Commit> {
    for (let last = after; ; ) {
      const page = this.#page(context, last)
      for (const row of page) yield decodeCommit(row)
      const end = page.at(-1)
      if (!end) return
      last = integerOf(end, 'revision')
    }
  }

  /** Rows are taken at once, so that no read transaction outlives the call. */
  #page(context: ContextName, after: number): readonly Row[] {
    const page: Row[] = []
    let size = 0
    for (const row of this.#reader.statement(commitsSince).iterate(context, after)) {
      page.push(row)
      size += textOf(row, 'changes').length
      if (page.length === PAGE_COMMITS || size >= PAGE_CHARACTERS) break
    }
    return page
  }

  async contents(
    context: ContextName,
    digests: readonly Digest[],
  ): Promise<ReadonlyMap<Digest, string>> {
    const content = this.#reader.statement(
      'select digest, data from contents where context = ? and digest = ?',
    )
    const rows = digests.map((digest) => content.get(context, digest))
    const found = rows.filter((row) => row !== undefined)
    return new Map(found.map((row) => [textOf(row, 'digest'), textOf(row, 'data')]))
  }

  async find(kind: HintKind, key: string): Promise<readonly ContextName[]> {
    const hint = this.#reader.statement('select context from hints where kind = ? and key = ?')
    return hint.all(kind, key).map(contextOf)
  }

  async contexts(after: ContextName | undefined, limit: number): Promise<readonly ContextEntry[]> {
    const page = this.#reader.statement(
      'select * from heads where context > ? order by context limit ?',
    )
    return page.all(after ?? '', limit).map(decodeEntry)
  }

  async checkpoint(context: ContextName): Promise<Checkpoint | undefined> {
    const parts = this.#reader.statement(
      'select revision, format, data from checkpoints where context = ? order by part',
    )
    const rows = parts.all(context)
    const [first] = rows
    if (!first) return undefined
    const chunks = rows.map((row) => textOf(row, 'data'))
    return { revision: integerOf(first, 'revision'), format: textOf(first, 'format'), chunks }
  }

  async saveCheckpoint(context: ContextName, checkpoint: Checkpoint): Promise<void> {
    await this.#writer.run({ kind: 'checkpoint', context, checkpoint })
  }

  async purge(
    context: ContextName,
    before: number,
    unreferenced: readonly Digest[],
  ): Promise<void> {
    await this.#writer.run({ kind: 'floor', context, before })
    const sweep = { kind: 'sweepCommits', context, limit: SWEEP } as const
    while (Number(await this.#writer.run(sweep)) === SWEEP);
    for (let start = 0; start < unreferenced.length; start += SWEEP) {
      const digests = unreferenced.slice(start, start + SWEEP)
      await this.#writer.run({ kind: 'sweepContents', context, digests })
    }
  }

  async migrate(): Promise<void> {
    await migrateSqlite(this.#file)
  }

  async ping(): Promise<void> {
    this.#reader.db.exec('select 1')
  }

  async close(): Promise<void> {
    await this.#writer.close()
    if (this.#reader.db.isOpen) this.#reader.db.close()
  }
}
