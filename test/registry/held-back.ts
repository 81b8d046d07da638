import type { AppendEntry, AppendOutcome, Storage } from '../../src/storage/storage.ts'

type Call<T> = { readonly asked: T; readonly release: () => void }

/** A store whose head queries and appends wait until the test lets each one go. */
export type HeldBack = Storage & {
  readonly heads: Storage['heads']
  readonly headQueries: readonly Call<readonly string[]>[]
  readonly appends: readonly Call<readonly AppendEntry[]>[]
}

/** Holds back what is named as long as it is; the rest goes through at once. */
export function heldBack(inner: Storage, held: { heads?: boolean; appends?: boolean }): HeldBack {
  const headQueries: Call<readonly string[]>[] = []
  const appends: Call<readonly AppendEntry[]>[] = []
  return {
    ...delegating(inner),
    headQueries,
    appends,
    heads: async (contexts) => {
      // What a query finds is settled when it reaches the store.
      const heads = await inner.heads(contexts)
      await recorded(headQueries, contexts, held.heads)
      return heads
    },
    append: async (batch): Promise<readonly AppendOutcome[]> => {
      await recorded(appends, batch, held.appends)
      return inner.append(batch)
    },
  }
}

async function recorded<T>(calls: Call<T>[], asked: T, held: boolean | undefined): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  calls.push({ asked, release: resolve })
  if (held) await promise
}

/** The store without its change counter, as a database over a network is. */
export function delegating(inner: Storage): Storage {
  return {
    name: inner.name,
    heads: (contexts) => inner.heads(contexts),
    append: (batch) => inner.append(batch),
    commits: (context, after) => inner.commits(context, after),
    contents: (context, digests) => inner.contents(context, digests),
    find: (kind, key) => inner.find(kind, key),
    contexts: (after, limit) => inner.contexts(after, limit),
    checkpoint: (context) => inner.checkpoint(context),
    saveCheckpoint: (context, checkpoint) => inner.saveCheckpoint(context, checkpoint),
    purge: (context, before, unreferenced) => inner.purge(context, before, unreferenced),
    migrate: () => inner.migrate(),
    ping: () => inner.ping(),
    close: () => inner.close(),
  }
}

/** Lets the event loop turn until the condition holds. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}
