import { setTimeout as sleep } from 'node:timers/promises'
import type { Commit } from '../model/changes.ts'
import { type ContextName, DEFAULT_CONTEXT, GLOBAL_CONTEXT } from '../model/context.ts'
import { failure } from '../model/errors.ts'
import type { Head, Storage } from '../storage/storage.ts'
import { UnknownChange } from './apply.ts'
import { encodeCheckpoint } from './checkpoint.ts'
import {
  advance,
  catchUp,
  DamagedLog,
  follows,
  LogGap,
  loadState,
  pause,
  tailThreshold,
} from './loader.ts'
import { ReadIndex } from './read-index.ts'
import { type ContextState, emptyState } from './state.ts'

/** What a request met on its way. */
export type Freshness = {
  /** Set when loaded state answered because the store did not. */
  stale: boolean
  /** Revisions of the contexts it has looked at: what was fresh once is fresh enough for it. */
  seen?: Map<ContextName, number>
}

type Loaded = {
  state: ContextState
  /** The store's change counter when the state was last known to be the newest. */
  counter: number | undefined
  usedAt: number
  /** Revision of the newest checkpoint that this process knows of. */
  checkpointAt: number
  pulling: Promise<void> | undefined
}

export type Report = (doing: string, error: unknown) => void

export type ContextsOptions = {
  /** Estimated bytes of states kept in memory. */
  readonly stateBytes: number
  /** Milliseconds after which an unused context is dropped. */
  readonly idleMillis: number
  /** Told of what failed beside a request. */
  readonly report: Report
}

const bytesPerRow = 400

/** How long the reply to an append is waited for before the log is asked. */
const replyMillis = 100

/** The states this process holds: loaded on first use, kept fresh, dropped when idle. */
export class Contexts {
  readonly #storage: Storage
  readonly #options: ContextsOptions
  readonly #loaded = new Map<ContextName, Loaded>()
  readonly #loading = new Map<ContextName, Promise<Loaded>>()
  readonly #expected = new Map<ContextName, Promise<void>>()
  readonly readIndex: ReadIndex
  staleAnswers = 0

  constructor(storage: Storage, options: ContextsOptions) {
    this.#storage = storage
    this.#options = options
    this.readIndex = new ReadIndex(storage)
  }

  get size(): number {
    return this.#loaded.size
  }

  /** The state if it is known, without asking anybody, to be the newest one. */
  current(context: ContextName): ContextState | undefined {
    return this.#currentAt(context, this.#storage.changeCounter?.())
  }

  /**
   * The same for several contexts at one moment: the store's counter, which costs a database a
   * read, is looked at once, when the first context is asked for.
   */
  currentOnes(): (context: ContextName) => ContextState | undefined {
    let counter: number | undefined
    let known = false
    return (context) => {
      if (!known) counter = this.#storage.changeCounter?.()
      known = true
      return this.#currentAt(context, counter)
    }
  }

  #currentAt(context: ContextName, counter: number | undefined): ContextState | undefined {
    const loaded = this.#loaded.get(context)
    if (loaded?.counter === undefined || loaded.counter !== counter) return undefined
    loaded.usedAt = Date.now()
    return loaded.state
  }

  /** The state in memory, however old. Enough for what can never change. Counts as a use. */
  inMemory(context: ContextName): ContextState | undefined {
    return this.#touch(context)?.state
  }

  /** The same for those who only want to know what is in memory. */
  peek(context: ContextName): ContextState | undefined {
    return this.#loaded.get(context)?.state
  }

  /**
   * The newest states, in the order asked for: every write acknowledged before the request came is
   * in them, so that the store is asked once per request and context. During an outage of the store
   * loaded states answer and `freshness.stale` is set; what is not loaded throws `storeFailed`. A
   * context without a log is an empty state.
   */
  async fresh(contexts: readonly ContextName[], freshness: Freshness): Promise<ContextState[]> {
    const counter = this.#storage.changeCounter?.()
    const current = contexts.map(
      (context) => this.#currentAt(context, counter) ?? this.#seen(context, freshness),
    )
    if (current.every((state) => state !== undefined)) return current
    const states = await this.#askFor(contexts, freshness, counter)
    freshness.seen ??= new Map()
    for (const { context, revision } of states) freshness.seen.set(context, revision)
    return states
  }

  async #askFor(
    contexts: readonly ContextName[],
    freshness: Freshness,
    counter: number | undefined,
  ): Promise<ContextState[]> {
    try {
      const heads = await this.readIndex.read(contexts)
      const states = await Promise.all(
        contexts.map((context) => this.#reach(context, heads.get(context), counter)),
      )
      for (const context of contexts) this.#touch(context)
      return states
    } catch (error) {
      return this.#stale(contexts, freshness, error)
    }
  }

  /** The state that the request has looked at before, or what became of it since. */
  #seen(context: ContextName, { seen }: Freshness): ContextState | undefined {
    const revision = seen?.get(context)
    if (revision === undefined) return undefined
    const state = this.inMemory(context)
    return state && state.revision >= revision ? state : undefined
  }

  /**
   * The newest state of a context for one look, without keeping it in memory for longer: listings
   * over all contexts must not displace what is in use.
   */
  async visit(context: ContextName, head: Head): Promise<ContextState> {
    const loaded = this.#loaded.get(context)
    if (loaded) return this.#reach(context, head, loaded.counter)
    return (await loadState(this.#storage, context, head.revision)).state
  }

  /**
   * Takes notice of an append under way. Whoever sees its commit in a head waits for the reply a
   * while instead of asking the log for what this process wrote itself. `reply` never rejects.
   */
  expect(context: ContextName, reply: Promise<void>): void {
    this.#expected.set(context, reply)
    void reply.then(() => {
      if (this.#expected.get(context) === reply) this.#expected.delete(context)
    })
  }

  /** Folds commits that this process wrote or met into the state, if it is loaded. */
  advance(context: ContextName, commits: readonly Commit[]): void {
    const loaded = this.#loaded.get(context)
    if (!loaded) return
    try {
      for (const commit of commits) {
        // A gap is closed by whoever asks for fresh state next.
        if (follows(loaded.state, commit)) advance(loaded.state, commit)
      }
      this.#checkpointIfDue(loaded)
    } catch (error) {
      if (!(error instanceof UnknownChange)) throw error
      // Whatever was folded in part must not answer anybody; who loads it next is told.
      this.#loaded.delete(context)
    }
  }

  /** The state to decide on: loaded if need be, as fresh as the last look at the store. */
  async open(context: ContextName): Promise<ContextState> {
    return (this.#loaded.get(context) ?? (await this.#load(context))).state
  }

  /** Asks for the heads of all loaded contexts, so that marks beside ids stay about as old. */
  async poll(): Promise<void> {
    const contexts = [...this.#loaded.keys()]
    const counter = this.#storage.changeCounter?.()
    const behind = contexts.filter(
      (context) => counter === undefined || this.#loaded.get(context)?.counter !== counter,
    )
    if (behind.length === 0) return
    const heads = await this.readIndex.read(behind)
    const reached = await Promise.allSettled(
      behind
        .filter((context) => this.#loaded.has(context))
        .map((context) => this.#reach(context, heads.get(context), counter)),
    )
    // One that cannot be read does not keep the others old.
    for (const result of reached) if (result.status === 'rejected') throw result.reason
  }

  /** Drops states that are idle, and the least recently used ones above the memory allowed. */
  evict(now = Date.now()): void {
    let bytes = 0
    const byUse = [...this.#loaded].sort(([, a], [, b]) => b.usedAt - a.usedAt)
    for (const [context, loaded] of byUse) {
      const weight = weightOf(loaded.state)
      const idle = now - loaded.usedAt > this.#options.idleMillis
      // The one in use stays however large it is: dropping it would only mean loading it again.
      const fits = bytes === 0 || bytes + weight <= this.#options.stateBytes
      if (idle || !fits) this.#loaded.delete(context)
      else bytes += weight
    }
  }

  async #reach(
    context: ContextName,
    head: Head | undefined,
    counter: number | undefined,
  ): Promise<ContextState> {
    const revision = head?.revision ?? 0
    let loaded = this.#loaded.get(context)
    if (!loaded && revision === 0 && !isAlwaysKept(context)) return emptyState(context)
    loaded ??= await this.#load(context, revision)
    while (loaded.state.revision < revision) {
      const before = loaded.state.revision
      // One that is under way may have asked before the newest commit was there.
      const asked = loaded.pulling === undefined
      loaded.pulling ??= this.#pull(loaded, revision)
      await loaded.pulling
      if (asked && loaded.state.revision === before) {
        throw new DamagedLog(`the log of ${context} ends at ${before}, its head says ${revision}`)
      }
    }
    loaded.counter = counter
    return loaded.state
  }

  #touch(context: ContextName): Loaded | undefined {
    const loaded = this.#loaded.get(context)
    if (loaded) loaded.usedAt = Date.now()
    return loaded
  }

  async #pull(loaded: Loaded, revision: number): Promise<void> {
    try {
      const reply = this.#expected.get(loaded.state.context)
      if (reply !== undefined)
        await Promise.race([reply, sleep(replyMillis, undefined, { ref: false })])
      await catchUp(this.#storage, loaded.state, revision)
      this.#checkpointIfDue(loaded)
    } catch (error) {
      // Whatever was folded in part must not answer anybody.
      if (error instanceof UnknownChange) this.#loaded.delete(loaded.state.context)
      if (!(error instanceof LogGap)) throw error
      Object.assign(loaded, await loadState(this.#storage, loaded.state.context))
    } finally {
      loaded.pulling = undefined
    }
  }

  #load(context: ContextName, revision?: number): Promise<Loaded> {
    let loading = this.#loading.get(context)
    if (!loading) {
      loading = this.#read(context, revision).finally(() => this.#loading.delete(context))
      this.#loading.set(context, loading)
    }
    return loading
  }

  async #read(context: ContextName, revision: number | undefined): Promise<Loaded> {
    const read =
      revision === 0
        ? { state: emptyState(context), checkpointAt: 0 }
        : await loadState(this.#storage, context, revision)
    const loaded = { ...read, counter: undefined, usedAt: Date.now(), pulling: undefined }
    this.#loaded.set(context, loaded)
    this.#checkpointIfDue(loaded)
    return loaded
  }

  #stale(contexts: readonly ContextName[], freshness: Freshness, cause: unknown): ContextState[] {
    const states = contexts.map((context) => this.inMemory(context))
    const wrong = cause instanceof UnknownChange || cause instanceof DamagedLog
    if (wrong || !states.every((state) => state !== undefined)) {
      throw Object.assign(failure('storeFailed', 'Error while reading from the store'), { cause })
    }
    freshness.stale = true
    this.staleAnswers++
    return states
  }

  #checkpointIfDue(loaded: Loaded): void {
    const { state } = loaded
    if (state.revision - loaded.checkpointAt <= tailThreshold(state)) return
    loaded.checkpointAt = state.revision
    // Without it loading is slower, nothing else; the next one is tried after as many commits.
    this.#saveCheckpoint(state).catch((error) => {
      this.#options.report('saving a checkpoint', error)
    })
  }

  async #saveCheckpoint(state: ContextState): Promise<void> {
    await this.#storage.saveCheckpoint(state.context, await encodeCheckpoint(state, pause))
  }
}

/** Every effective setting depends on these two, even while they have no log. */
function isAlwaysKept(context: ContextName): boolean {
  return context === DEFAULT_CONTEXT || context === GLOBAL_CONTEXT
}

function weightOf(state: ContextState): number {
  const rows = state.sequence + state.configs.size + state.modes.size + state.associations.size
  return 4096 + rows * bytesPerRow + state.memo.bytes
}
