import { Latency } from '../model/latency.ts'
import type { AppendEntry, AppendOutcome, Storage } from './storage.ts'

/** What became of the calls of one operation. */
export type OperationCounts = { readonly latency: Latency; errors: number }

/** What was asked of a store so far, and what went into it. */
export type StorageCounts = {
  readonly operations: ReadonlyMap<string, OperationCounts>
  /** New versions by schema type. */
  readonly registered: ReadonlyMap<string, number>
  readonly softDeleted: number
  readonly purged: number
}

class Counts implements StorageCounts {
  readonly operations = new Map<string, OperationCounts>()
  readonly registered = new Map<string, number>()
  softDeleted = 0
  purged = 0

  /** Runs the call and counts how it went; its error is passed on. */
  async time<T>(operation: string, call: () => Promise<T>): Promise<T> {
    const counts = this.of(operation)
    const start = performance.now()
    try {
      return await call()
    } catch (error) {
      counts.errors++
      throw error
    } finally {
      counts.latency.add((performance.now() - start) / 1000)
    }
  }

  of(operation: string): OperationCounts {
    let counts = this.operations.get(operation)
    if (!counts) {
      counts = { latency: new Latency(), errors: 0 }
      this.operations.set(operation, counts)
    }
    return counts
  }

  appended({ commit, contents }: AppendEntry): void {
    const types = new Map(contents.map(({ digest, data }) => [digest, typeOf(data)]))
    for (const change of commit.changes) {
      if (change.kind === 'registered') {
        const type = types.get(change.digest) ?? 'unknown'
        this.registered.set(type, (this.registered.get(type) ?? 0) + 1)
      }
      if (change.kind === 'softDeleted') this.softDeleted += change.versions.length
      if (change.kind === 'purged') this.purged += change.versions.length
    }
  }
}

/** An encoded content begins with its type (see encodeContent); the rest need not be read. */
function typeOf(data: string): string {
  return /^\{"type":"([A-Z]+)"/.exec(data)?.[1] ?? 'unknown'
}

/** The same store, with its calls counted and timed. */
export function withMetrics(inner: Storage): {
  readonly storage: Storage
  readonly counts: StorageCounts
} {
  const counts = new Counts()
  const { name, changeCounter } = inner
  const storage: Storage = {
    name,
    ...(changeCounter && { changeCounter }),
    heads: (contexts) => counts.time('heads', () => inner.heads(contexts)),
    append: async (batch) => {
      const outcomes = await counts.time('append', () => inner.append(batch))
      countAppended(counts, batch, outcomes)
      return outcomes
    },
    async *commits(context, after) {
      const operation = counts.of('commits')
      const start = performance.now()
      try {
        yield* inner.commits(context, after)
      } catch (error) {
        operation.errors++
        throw error
      } finally {
        operation.latency.add((performance.now() - start) / 1000)
      }
    },
    contents: (context, digests) => counts.time('contents', () => inner.contents(context, digests)),
    find: (kind, key) => counts.time('find', () => inner.find(kind, key)),
    contexts: (after, limit) => counts.time('contexts', () => inner.contexts(after, limit)),
    checkpoint: (context) => counts.time('checkpoint', () => inner.checkpoint(context)),
    saveCheckpoint: (context, checkpoint) =>
      counts.time('saveCheckpoint', () => inner.saveCheckpoint(context, checkpoint)),
    purge: (context, before, unreferenced) =>
      counts.time('purge', () => inner.purge(context, before, unreferenced)),
    migrate: () => counts.time('migrate', () => inner.migrate()),
    ping: () => counts.time('ping', () => inner.ping()),
    close: () => inner.close(),
  }
  return { storage, counts }
}

function countAppended(
  counts: Counts,
  batch: readonly AppendEntry[],
  outcomes: readonly AppendOutcome[],
): void {
  for (const [at, entry] of batch.entries()) {
    if (outcomes[at]?.kind === 'appended') counts.appended(entry)
  }
}
