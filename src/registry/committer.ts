import { randomUUID } from 'node:crypto'
import type { Change, Commit } from '../model/changes.ts'
import type { ContextName } from '../model/context.ts'
import { failure } from '../model/errors.ts'
import {
  type AppendEntry,
  type AppendOutcome,
  type Hint,
  type Storage,
  type StoredContent,
  UnknownOutcome,
} from '../storage/storage.ts'
import { apply } from './apply.ts'
import { resourceHints } from './association-state.ts'
import type { Contexts, Freshness } from './contexts.ts'
import { resolveOutcome } from './outcome.ts'
import { type ContextState, draftOf, summaryOf } from './state.ts'

/** What a command comes to: facts to append (perhaps none) and the caller's result. */
export type Decision<T> = {
  readonly changes: readonly Change[]
  readonly contents?: readonly StoredContent[]
  readonly result: T
}

/** Pure: reads the state, throws a catalogue error to refuse. May be called several times. */
export type Decide<T> = (state: ContextState, now: number) => Decision<T>

export type Command<T> = {
  readonly context: ContextName
  /** Says what failed in a 5000x error: `Register operation`. */
  readonly operation: string
  readonly decide: Decide<T>
  /** Of the request: what it has seen before the command is of the past afterwards. */
  readonly freshness: Freshness
  /** When to give up, if the request has waited already; see {@link deadlineFromNow}. */
  readonly deadline?: number
}

type Queued = {
  readonly operation: string
  readonly decide: Decide<unknown>
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
  readonly deadline: number
}

/** One context's part of a batch. */
type Attempt = {
  readonly context: ContextName
  readonly entry: AppendEntry
  readonly settled: readonly { readonly queued: Queued; readonly settle: () => void }[]
}

const appendsUnderWay = 4
const contextsPerAppend = 256
const commandsPerCommit = 256
const bytesPerCommit = 4 * 1024 * 1024
const deadlineMillis = 30_000
/** Appends of suspect contexts at a time, and how many contexts are remembered as such. */
const suspectsUnderWay = 2
const mostSuspects = 10_000

/** Milliseconds since the epoch until which a command that comes now is tried. */
export const deadlineFromNow = () => Date.now() + deadlineMillis

/**
 * Group commit: while an append is under way commands queue; the next one carries a commit per
 * waiting context. A commit that lost its revision is decided again on what won, an append whose
 * outcome is unknown is read back and compared by token, until the commands' deadline. A context
 * that the store holds up must not hold up others: what became of it is found out apart from its
 * batch, and until it succeeds again it is suspect and appended alone.
 */
export class Committer {
  readonly #storage: Storage
  readonly #contexts: Contexts
  readonly #queues = new Map<ContextName, Queued[]>()
  readonly #busy = new Set<ContextName>()
  readonly counters = { appends: 0, commits: 0, commands: 0, conflicts: 0, unknownOutcomes: 0 }
  readonly #suspects = new Set<ContextName>()
  #underWay = 0
  #suspectsUnderWay = 0
  #scheduled = false

  constructor(storage: Storage, contexts: Contexts) {
    this.#storage = storage
    this.#contexts = contexts
  }

  /**
   * Decides the command on the context's newest state and makes its changes durable. Throws what
   * `decide` throws, `storeFailed` when the store refused, `storeTimeout` when the outcome could
   * not be learnt in time.
   */
  submit<T>({ context, operation, decide, freshness, ...rest }: Command<T>): Promise<T> {
    const decided = new Promise<T>((resolve, reject) => {
      const queue = this.#queues.get(context) ?? []
      const settle = resolve as (result: unknown) => void
      const { deadline = deadlineFromNow() } = rest
      queue.push({ operation, decide, resolve: settle, reject, deadline })
      this.#queues.set(context, queue)
      this.#schedule()
    })
    return decided.finally(() => freshness.seen?.clear())
  }

  /** Resolves when nothing is queued or under way. */
  async drained(): Promise<void> {
    while (this.#queues.size > 0 || this.#busy.size > 0) {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#startJoint()
      this.#startSuspects()
    })
  }

  #startJoint(): void {
    if (this.#underWay >= appendsUnderWay) return
    const batch = new Map<ContextName, Queued[]>()
    for (const context of this.#queues.keys()) {
      if (batch.size === contextsPerAppend) break
      if (!this.#busy.has(context) && !this.#suspects.has(context)) this.#take(context, batch)
    }
    if (batch.size === 0) return
    this.#underWay++
    void this.#run(batch).finally(() => {
      this.#underWay--
      if (this.#queues.size > 0) this.#schedule()
    })
  }

  #startSuspects(): void {
    for (const context of this.#queues.keys()) {
      if (this.#suspectsUnderWay >= suspectsUnderWay) return
      if (this.#busy.has(context) || !this.#suspects.has(context)) continue
      const batch = new Map<ContextName, Queued[]>()
      this.#take(context, batch)
      this.#suspectsUnderWay++
      void this.#run(batch).finally(() => {
        this.#suspectsUnderWay--
        if (this.#queues.size > 0) this.#schedule()
      })
    }
  }

  /** Moves commands of the context from its queue into the batch. */
  #take(context: ContextName, batch: Map<ContextName, Queued[]>): void {
    const queue = this.#queues.get(context) ?? []
    batch.set(context, queue.splice(0, commandsPerCommit))
    if (queue.length === 0) this.#queues.delete(context)
    this.#busy.add(context)
  }

  #release(context: ContextName): void {
    this.#busy.delete(context)
    if (this.#queues.size > 0) this.#schedule()
  }

  /** Resolves when the batch is appended or has failed; what failed is then looked after alone. */
  async #run(batch: Map<ContextName, Queued[]>): Promise<void> {
    const opened = await Promise.all(batch.entries().map((part) => this.#open(...part)))
    const attempts = opened.filter((attempt) => attempt !== undefined)
    const appending = new Set(attempts.map(({ context }) => context))
    for (const context of batch.keys()) if (!appending.has(context)) this.#release(context)
    if (attempts.length === 0) return
    this.counters.appends++
    this.counters.commits += attempts.length
    const appended = this.#append(attempts)
    for (const context of appending) this.#contexts.expect(context, appended)
    await appended
  }

  async #append(attempts: readonly Attempt[]): Promise<void> {
    try {
      const outcomes = await this.#storage.append(attempts.map((attempt) => attempt.entry))
      for (const [index, attempt] of attempts.entries()) this.#settle(attempt, outcomes[index])
    } catch (error) {
      if (error instanceof UnknownOutcome) this.counters.unknownOutcomes++
      const alone = attempts.length === 1
      for (const attempt of attempts) void this.#finish(attempt, error, alone)
    }
  }

  async #open(context: ContextName, commands: readonly Queued[]): Promise<Attempt | undefined> {
    try {
      return this.#attempt(await this.#contexts.open(context), commands)
    } catch (error) {
      for (const command of commands) command.reject(storeError(command, error))
      return undefined
    }
  }

  /** Decides the commands one after the other on a draft; settles those that need no append. */
  #attempt(state: ContextState, commands: readonly Queued[]): Attempt | undefined {
    const draft = draftOf(state)
    draft.revision++
    const now = Date.now()
    const changes: Change[] = []
    const contents = new Map<string, StoredContent>()
    const settled: { queued: Queued; settle: () => void }[] = []
    let bytes = 0
    for (const [index, queued] of commands.entries()) {
      if (bytes > bytesPerCommit) {
        this.#requeue(state.context, commands.slice(index))
        break
      }
      if (now > queued.deadline) {
        queued.reject(timeoutError(queued, undefined))
        continue
      }
      const decided = decideOne(queued, draft, now)
      for (const change of decided.changes) apply(draft, change)
      changes.push(...decided.changes)
      for (const content of decided.contents) {
        contents.set(content.digest, content)
        bytes += content.data.length
      }
      // What follows from changes that are not durable yet waits for them.
      if (changes.length === 0) decided.settle()
      else settled.push({ queued, settle: decided.settle })
    }
    if (changes.length === 0) return undefined
    const commit: Commit = {
      context: state.context,
      revision: state.revision + 1,
      token: randomUUID(),
      time: now,
      actor: '',
      changes,
      summary: summaryOf(draft),
    }
    const entry = { commit, contents: [...contents.values()], hints: hintsOf(state, changes) }
    return { context: state.context, entry, settled }
  }

  #settle(attempt: Attempt, outcome: AppendOutcome | undefined): void {
    if (outcome?.kind === 'appended') this.#succeed(attempt)
    else this.#lose(attempt, outcome?.commits ?? [])
    this.#suspects.delete(attempt.context)
    this.#release(attempt.context)
  }

  /** Sees an attempt whose append failed to its end, which leaves other contexts free to go on. */
  async #finish(attempt: Attempt, error: unknown, alone: boolean): Promise<void> {
    this.#suspect(attempt.context)
    if (error instanceof UnknownOutcome) return this.#resolve(attempt)
    if (alone) return this.#fail(attempt, (queued) => storeError(queued, error))
    let outcome: AppendOutcome | undefined
    try {
      // What the store refused may have been another context's commit.
      const outcomes = await this.#storage.append([attempt.entry])
      outcome = outcomes[0]
    } catch (again) {
      return this.#finish(attempt, again, true)
    }
    this.#settle(attempt, outcome)
  }

  async #resolve(attempt: Attempt): Promise<void> {
    const deadline = Math.max(...attempt.settled.map(({ queued }) => queued.deadline))
    let outcome: AppendOutcome
    try {
      outcome = await resolveOutcome(this.#storage, attempt.entry, deadline)
    } catch (error) {
      return this.#fail(attempt, (queued) => timeoutError(queued, error))
    }
    this.#settle(attempt, outcome)
  }

  #fail({ context, settled }: Attempt, errorOf: (queued: Queued) => Error): void {
    for (const { queued } of settled) queued.reject(errorOf(queued))
    this.#release(context)
  }

  #suspect(context: ContextName): void {
    this.#suspects.add(context)
    const [oldest] = this.#suspects
    if (this.#suspects.size > mostSuspects && oldest !== undefined) this.#suspects.delete(oldest)
  }

  #succeed({ context, entry, settled }: Attempt): void {
    this.#contexts.advance(context, [entry.commit])
    this.counters.commands += settled.length
    for (const { settle } of settled) settle()
  }

  #lose({ context, settled }: Attempt, commits: readonly Commit[]): void {
    this.counters.conflicts++
    this.#contexts.advance(context, commits)
    const now = Date.now()
    const again: Queued[] = []
    for (const { queued } of settled) {
      if (now > queued.deadline) queued.reject(timeoutError(queued, undefined))
      else again.push(queued)
    }
    this.#requeue(context, again)
  }

  #requeue(context: ContextName, commands: readonly Queued[]): void {
    if (commands.length === 0) return
    this.#queues.set(context, [...commands, ...(this.#queues.get(context) ?? [])])
  }
}

type Decided = {
  readonly changes: readonly Change[]
  readonly contents: readonly StoredContent[]
  readonly settle: () => void
}

function decideOne(queued: Queued, draft: ContextState, now: number): Decided {
  try {
    const { changes, contents = [], result } = queued.decide(draft, now)
    return { changes, contents, settle: () => queued.resolve(result) }
  } catch (error) {
    return { changes: [], contents: [], settle: () => queued.reject(error) }
  }
}

/** Index entries for subjects, guids and resources that the context did not have before. */
function hintsOf(state: ContextState, changes: readonly Change[]): readonly Hint[] {
  const hints = new Map<string, Hint>()
  const add = (hint: Hint) => hints.set(`${hint.kind} ${hint.key}`, hint)
  for (const change of changes) {
    if (change.kind === 'associated') for (const hint of resourceHints(change)) add(hint)
    if (change.kind !== 'registered') continue
    const { subject, guid } = change
    if (!state.subjects.has(subject)) add({ kind: 'subject', key: subject })
    if (!state.guids.has(guid)) add({ kind: 'guid', key: guid })
  }
  return [...hints.values()]
}

function storeError({ operation }: Queued, cause: unknown): Error {
  return Object.assign(failure('storeFailed', `${operation} failed`), { cause })
}

function timeoutError({ operation }: Queued, cause: unknown): Error {
  return Object.assign(failure('storeTimeout', `${operation} timed out`), { cause })
}
