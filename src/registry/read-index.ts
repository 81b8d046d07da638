import type { ContextName } from '../model/context.ts'
import type { Head, Storage } from '../storage/storage.ts'

type Waiter = {
  readonly contexts: readonly ContextName[]
  readonly resolve: (heads: ReadonlyMap<ContextName, Head>) => void
  readonly reject: (error: unknown) => void
}

/** Queries that may be under way at once, and the pause before one joins another. */
const overlap = 4
const staggerMillis = 2

export type ReadIndexCounters = { headQueries: number; headWaiters: number; headFailures: number }

/**
 * Shares head queries between requests (the read index of Raft systems): a request joins the next
 * query to be sent, never one that was already under way, so the answer reflects every write that
 * was acknowledged before the request came.
 */
export class ReadIndex {
  readonly #storage: Storage
  readonly counters: ReadIndexCounters = { headQueries: 0, headWaiters: 0, headFailures: 0 }
  #waiting: Waiter[] = []
  #underWay = 0
  #timer: NodeJS.Timeout | undefined

  constructor(storage: Storage) {
    this.#storage = storage
  }

  /** Heads of at least these contexts, not older than this call. Rejects when the store fails. */
  read(contexts: readonly ContextName[]): Promise<ReadonlyMap<ContextName, Head>> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ contexts, resolve, reject })
      this.#pump()
    })
  }

  #pump(): void {
    if (this.#waiting.length === 0 || this.#underWay >= overlap) return
    if (this.#underWay === 0) {
      this.#send()
      return
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      if (this.#waiting.length > 0 && this.#underWay < overlap) this.#send()
    }, staggerMillis)
  }

  #send(): void {
    // One turn of the loop later, whatever came in meanwhile shares the query.
    this.#underWay++
    setImmediate(() => {
      const waiters = this.#waiting
      this.#waiting = []
      const contexts = new Set(waiters.flatMap((waiter) => waiter.contexts))
      this.counters.headQueries++
      this.counters.headWaiters += waiters.length
      void this.#ask([...contexts], waiters)
    })
  }

  async #ask(contexts: readonly ContextName[], waiters: readonly Waiter[]): Promise<void> {
    try {
      const heads = await this.#storage.heads(contexts)
      for (const waiter of waiters) waiter.resolve(heads)
    } catch (error) {
      this.counters.headFailures++
      for (const waiter of waiters) waiter.reject(error)
    } finally {
      this.#underWay--
      this.#pump()
    }
  }
}
