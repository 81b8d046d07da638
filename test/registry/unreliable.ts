import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type AppendEntry,
  type AppendOutcome,
  type Storage,
  UnknownOutcome,
} from '../../src/storage/storage.ts'

export type Faults = {
  /** Chance of each, 0 to 1, for one call. */
  readonly lostBefore: number
  readonly lostAfter: number
  readonly refused: number
  readonly overtaken: number
  readonly unreadable: number
  /** Longest pause before and after a call, milliseconds. */
  readonly pause: number
}

export type Unreliable = Storage & {
  /** From now on everything works. */
  heal(): void
  readonly happened: Record<'lostBefore' | 'lostAfter' | 'refused' | 'overtaken', number>
}

/**
 * The store behind a bad network: calls wait, fail before anything is written, get their reply
 * lost before or after it is, and appends are overtaken by a stranger's commit that changes
 * nothing. The same numbers (0 to 1) give the same faults.
 */
export function unreliable(inner: Storage, faults: Faults, numbers: Iterator<number>): Unreliable {
  const happened = { lostBefore: 0, lostAfter: 0, refused: 0, overtaken: 0 }
  let healed = false
  const number = () => (healed ? 1 : (numbers.next().value ?? 1))
  const hit = (chance: number) => number() < chance
  const pause = () => sleep(Math.floor(number() * faults.pause))
  const failSometimes = async () => {
    await pause()
    if (hit(faults.unreadable)) throw new Error('the store cannot be reached')
  }

  async function append(batch: readonly AppendEntry[]): Promise<readonly AppendOutcome[]> {
    await pause()
    if (hit(faults.refused)) {
      happened.refused++
      throw new Error('the store refuses')
    }
    if (hit(faults.lostBefore)) {
      happened.lostBefore++
      throw new UnknownOutcome(new Error('the connection broke before'))
    }
    if (hit(faults.overtaken)) {
      happened.overtaken++
      await overtake(inner, batch)
    }
    const outcomes = await inner.append(batch)
    if (hit(faults.lostAfter)) {
      happened.lostAfter++
      throw new UnknownOutcome(new Error('the connection broke after'))
    }
    await pause()
    return outcomes
  }

  return {
    name: inner.name,
    happened,
    heal: () => {
      healed = true
    },
    append,
    heads: async (contexts) => {
      await failSometimes()
      const heads = await inner.heads(contexts)
      await pause()
      return heads
    },
    async *commits(context, after) {
      await failSometimes()
      for await (const commit of inner.commits(context, after)) {
        if (hit(faults.unreadable / 4)) throw new Error('the connection broke between two rows')
        yield commit
      }
    },
    contents: async (context, digests) => {
      await failSometimes()
      return inner.contents(context, digests)
    },
    find: async (kind, key) => {
      await failSometimes()
      return inner.find(kind, key)
    },
    contexts: (after, limit) => inner.contexts(after, limit),
    checkpoint: (context) => inner.checkpoint(context),
    saveCheckpoint: (context, checkpoint) => inner.saveCheckpoint(context, checkpoint),
    purge: (context, before, unreferenced) => inner.purge(context, before, unreferenced),
    migrate: () => inner.migrate(),
    ping: () => inner.ping(),
    close: () => inner.close(),
  }
}

/** Takes the revision of the batch's first entry. */
async function overtake(inner: Storage, [first]: readonly AppendEntry[]): Promise<void> {
  if (!first) return
  const { context } = first.commit
  const head = (await inner.heads([context])).get(context)
  if (!head) throw new Error('no head')
  const changes = [{ kind: 'configDeleted', scope: 'nobody' } as const]
  const commit = {
    ...first.commit,
    ...{ revision: head.revision + 1, token: randomUUID(), changes, summary: head.summary },
  }
  await inner.append([{ commit, contents: [], hints: [] }])
}
