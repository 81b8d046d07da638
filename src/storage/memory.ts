import type { Commit } from '../model/changes.ts'
import type { ContextName } from '../model/context.ts'
import type { Digest } from '../model/schema.ts'
import { type CommitRow, decodeCommit, encodeCommit } from './rows.ts'
import {
  type AppendEntry,
  type AppendOutcome,
  type Checkpoint,
  type ContextEntry,
  emptySummary,
  type Head,
  type HintKind,
  type Storage,
} from './storage.ts'

/** One context's log. Commits are kept encoded, so that this store returns what others would. */
type Log = {
  head: Head
  /** Commits and checkpoints below are purged. */
  floor: number
  checkpoint: Checkpoint | undefined
  readonly commits: Map<number, CommitRow>
  /** `revision` is that of the newest commit that brought the content. */
  readonly contents: Map<Digest, { readonly data: string; readonly revision: number }>
}

/** A store that lives and dies with the process: for tests and for trying things out. */
export function memoryStorage(): Storage {
  return new MemoryStorage()
}

class MemoryStorage implements Storage {
  readonly name = 'memory'
  readonly #logs = new Map<ContextName, Log>()
  readonly #hints = new Map<string, Set<ContextName>>()
  /** Names of all logs in byte order, with the bytes they are ordered by. */
  readonly #names: { readonly context: ContextName; readonly bytes: Buffer }[] = []
  #appended = 0
  #closed = false

  readonly changeCounter = (): number => this.#appended

  async heads(contexts: readonly ContextName[]): Promise<ReadonlyMap<ContextName, Head>> {
    this.#assertOpen()
    const absent = { revision: 0, summary: emptySummary }
    return new Map(contexts.map((context) => [context, this.#logs.get(context)?.head ?? absent]))
  }

  async append(batch: readonly AppendEntry[]): Promise<readonly AppendOutcome[]> {
    this.#assertOpen()
    return batch.map((entry) => this.#appendOne(entry))
  }

  async *commits(context: ContextName, after: number): AsyncIterable<Commit> {
    this.#assertOpen()
    yield* this.#since(context, after)
  }

  async contents(
    context: ContextName,
    digests: readonly Digest[],
  ): Promise<ReadonlyMap<Digest, string>> {
    this.#assertOpen()
    const found = new Map<Digest, string>()
    for (const digest of digests) {
      const content = this.#logs.get(context)?.contents.get(digest)
      if (content) found.set(digest, content.data)
    }
    return found
  }

  async find(kind: HintKind, key: string): Promise<readonly ContextName[]> {
    this.#assertOpen()
    return [...(this.#hints.get(`${kind}:${key}`) ?? [])]
  }

  async contexts(after: ContextName | undefined, limit: number): Promise<readonly ContextEntry[]> {
    this.#assertOpen()
    const start = after === undefined ? 0 : this.#place(`${after}\0`)
    return this.#names.slice(start, start + limit).flatMap(({ context }) => {
      const log = this.#logs.get(context)
      return log ? [{ context, head: log.head }] : []
    })
  }

  async checkpoint(context: ContextName): Promise<Checkpoint | undefined> {
    this.#assertOpen()
    return this.#logs.get(context)?.checkpoint
  }

  async saveCheckpoint(context: ContextName, checkpoint: Checkpoint): Promise<void> {
    this.#assertOpen()
    const log = this.#logs.get(context)
    if (!log || checkpoint.revision < log.floor) return
    if (checkpoint.revision > (log.checkpoint?.revision ?? 0)) log.checkpoint = checkpoint
  }

  async purge(
    context: ContextName,
    before: number,
    unreferenced: readonly Digest[],
  ): Promise<void> {
    this.#assertOpen()
    const log = this.#logs.get(context)
    if (!log) return
    const floor = Math.min(before, log.head.revision)
    for (let revision = log.floor; revision < floor; revision++) log.commits.delete(revision)
    log.floor = Math.max(log.floor, floor)
    if (log.checkpoint && log.checkpoint.revision < log.floor) log.checkpoint = undefined
    for (const digest of unreferenced) {
      const content = log.contents.get(digest)
      if (content && content.revision < log.floor) log.contents.delete(digest)
    }
  }

  async migrate(): Promise<void> {
    this.#assertOpen()
  }

  async ping(): Promise<void> {
    this.#assertOpen()
  }

  async close(): Promise<void> {
    this.#closed = true
  }

  #appendOne({ commit, contents, hints }: AppendEntry): AppendOutcome {
    const { context, revision, summary } = commit
    const log = this.#logs.get(context) ?? newLog()
    if (log.head.revision + 1 !== revision) {
      return { kind: 'conflict', commits: [...this.#since(context, revision - 1)] }
    }
    for (const { digest, data } of contents) log.contents.set(digest, { data, revision })
    for (const { kind, key } of hints) this.#hint(`${kind}:${key}`, context)
    log.commits.set(revision, encodeCommit(commit))
    log.head = { revision, summary }
    if (!this.#logs.has(context)) this.#add(context, log)
    this.#appended++
    return { kind: 'appended' }
  }

  *#since(context: ContextName, after: number): Iterable<Commit> {
    const log = this.#logs.get(context)
    if (!log) return
    for (let revision = Math.max(after + 1, log.floor); ; revision++) {
      const row = log.commits.get(revision)
      if (!row) return
      yield decodeCommit(row)
    }
  }

  #hint(key: string, context: ContextName): void {
    const contexts = this.#hints.get(key)
    if (contexts) contexts.add(context)
    else this.#hints.set(key, new Set([context]))
  }

  #add(context: ContextName, log: Log): void {
    this.#logs.set(context, log)
    this.#names.splice(this.#place(context), 0, { context, bytes: Buffer.from(context) })
  }

  /** How many of the names stand before the text in byte order. */
  #place(text: string): number {
    const bytes = Buffer.from(text)
    let low = 0
    let high = this.#names.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const name = this.#names[middle]
      if (name && name.bytes.compare(bytes) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  #assertOpen(): void {
    if (this.#closed) throw new Error('the store is closed')
  }
}

function newLog(): Log {
  return {
    head: { revision: 0, summary: emptySummary },
    floor: 1,
    checkpoint: undefined,
    commits: new Map(),
    contents: new Map(),
  }
}
