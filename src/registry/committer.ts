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
import type { Contexts } from './contexts.ts'
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
const commandsPerCommit = 256
const bytesPerCommit = 4 * 1024 * 1024
const deadlineMillis = 30_000

/**
 * Group commit: while an append is under way commands queue; the next one carries a commit per
 * waiting context. A commit that lost its revision is decided again on what won, an append whose
 * outcome is unknown is read back and compared by token, until the commands' deadline.
 */
export class Committer {
  readonly #storage: Storage
  readonly #contexts: Contexts
  readonly #queues = new Map<ContextName, Queued[]>()
  readonly #busy = new Set<ContextName>()
  readonly counters = { appends: 0, commits: 0, commands: 0, conflicts: 0, unknownOutcomes: 0 }
  #underWay = 0
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
  submit<T>({ context, operation, decide }: Command<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const queue = this.#queues.get(context) ?? []
      const settle = resolve as (result: unknown) => void
      const deadline = Date.now() + deadlineMillis
      queue.push({ operation, decide, resolve: settle, reject, deadline })
      this.#queues.set(context, queue)
      this.#schedule()
    })
  }

  /** Resolves when nothing is queued or under way. */
  async drained(): Promise<void> {
    while (this.#queues.size > 0 || this.#underWay > 0) {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  #schedule(): void {
    if (this.#scheduled || this.#underWay >= appendsUnderWay) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      const batch = this.#take()
      if (batch.size === 0) return
      this.#underWay++
      void this.#run(batch).finally(() => {
        this.#underWay--
        for (const context of batch.keys()) this.#busy.delete(context)
        if (this.#queues.size > 0) this.#schedule()
      })
    })
  }

  #take(): Map<ContextName, Queued[]> {
    const batch = new Map<ContextName, Queued[]>()
    for (const [context, queue] of this.#queues) {
      if (this.#busy.has(context)) continue
      batch.set(context, queue.splice(0, commandsPerCommit))
      if (queue.length === 0) this.#queues.delete(context)
      this.#busy.add(context)
    }
    return batch
  }

  async #run(batch: Map<ContextName, Queued[]>): Promise<void> {
    const opened = await Promise.all(batch.entries().map((part) => this.#open(...part)))
    const attempts = opened.filter((attempt) => attempt !== undefined)
    if (attempts.length === 0) return
    const outcomes = await this.#append(attempts)
    for (const [index, attempt] of attempts.entries()) {
      const outcome = outcomes[index]
      if (outcome?.kind === 'appended') this.#succeed(attempt)
      else if (outcome?.kind === 'conflict') this.#lose(attempt, outcome.commits)
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

  /** Outcomes of the attempts; an attempt without one was settled with an error. */
  async #append(attempts: readonly Attempt[]): Promise<readonly (AppendOutcome | undefined)[]> {
    this.counters.appends++
    this.counters.commits += attempts.length
    try {
      return await this.#storage.append(attempts.map((attempt) => attempt.entry))
    } catch (error) {
      if (error instanceof UnknownOutcome) {
        this.counters.unknownOutcomes++
        return Promise.all(attempts.map((attempt) => this.#resolve(attempt)))
      }
      for (const { settled } of attempts) {
        for (const { queued } of settled) queued.reject(storeError(queued, error))
      }
      return []
    }
  }

  async #resolve({ entry, settled }: Attempt): Promise<AppendOutcome | undefined> {
    const deadline = Math.max(...settled.map(({ queued }) => queued.deadline))
    try {
      return await resolveOutcome(this.#storage, entry, deadline)
    } catch (error) {
      for (const { queued } of settled) queued.reject(timeoutError(queued, error))
      return undefined
    }
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
