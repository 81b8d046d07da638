import { createHash } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import type { ContextName } from '../model/context.ts'
import { failure } from '../model/errors.ts'
import { limits } from '../model/limits.ts'
import { Pace } from '../model/pace.ts'
import { runTask, SchemaProblem, type Source, type TaskKind, type Tasks } from './tasks.ts'
import type { Reply, Request } from './worker.ts'

type Output<K extends TaskKind> = Tasks[K]['output']

type Job = {
  readonly context: ContextName
  readonly characters: number
  readonly request: Request
  readonly resolve: (output: Tasks[TaskKind]['output']) => void
  readonly reject: (error: unknown) => void
}

/** What waits for a thread in one context. */
type Queue = { readonly jobs: Job[]; characters: number }

type Thread = {
  readonly worker: Worker
  job: Job | undefined
  timer: NodeJS.Timeout | undefined
  /** Whether the engines are loaded there. */
  isReady: boolean
}

/** What one task may take: steps, and as a backstop milliseconds of wall clock. */
export type WorkBounds = { readonly workSteps: number; readonly workMillis: number }

/** Characters and steps up to which a task runs at once, on the event loop. */
const inlineCharacters = 32 * 1024
const inlineSteps = 20_000

/** Characters that may wait in one context: what is beyond would only fill memory. */
const waitingCharacters = 64 * 1024 * 1024

/** Heap of a thread, in MiB: it ends alone if it needs more. */
const heapMebibytes = 1024

const tooMuch = 'The schema took more memory than the registry allows'

/** How long content that met the clock, or the end of the heap, is refused at once. */
const refusalMillis = 60_000

/**
 * Runs the engines' tasks: small ones at once, the others in worker threads. A context holds one
 * thread at most while others wait, and never all of them; those that wait have their turn one
 * after the other, however many tasks each has.
 */
export class FormatPool {
  readonly #threads: Thread[] = []
  readonly #size: number
  readonly #work: WorkBounds
  readonly #refused = new Map<string, number>()
  readonly #queues = new Map<ContextName, Queue>()
  /** A request may ask for hundreds of small tasks, and nothing else makes it wait. */
  readonly #pace = new Pace()
  readonly counters = { inline: 0, offloaded: 0, timeouts: 0 }

  constructor(size: number, work: WorkBounds = limits) {
    this.#size = Math.max(2, size)
    this.#work = work
  }

  /** Jobs that wait for a thread. */
  get queued(): number {
    let waiting = 0
    for (const { jobs } of this.#queues.values()) waiting += jobs.length
    return waiting
  }

  /**
   * The task's answer. Rejects with SchemaProblem for a schema that is refused, with the
   * catalogue's `overloaded` when the wall clock ran out or too much waits already.
   */
  async run<K extends TaskKind>(
    context: ContextName,
    kind: K,
    input: Tasks[K]['input'],
  ): Promise<Output<K>> {
    const characters = charactersOf(input)
    if (characters <= inlineCharacters) {
      try {
        return await this.#pace.run(() => {
          this.counters.inline++
          return runTask(kind, input, inlineSteps)
        })
      } catch (error) {
        if (!(error instanceof SchemaProblem && error.exhausted)) throw error
      }
    }
    this.#checkRefused(input)
    this.counters.offloaded++
    return new Promise((resolve, reject) => {
      const request = { kind, input, steps: this.#work.workSteps }
      // The worker answers with the output of the very kind that was asked for.
      const settle = resolve as Job['resolve']
      this.#enqueue({ context, characters, request, resolve: settle, reject })
      this.#dispatch()
    })
  }

  /** Ends the threads; jobs under way are refused. */
  async close(): Promise<void> {
    const waiting = [...this.#queues.values()].flatMap(({ jobs }) => jobs)
    const underWay = this.#threads.flatMap(({ job }) => job ?? [])
    for (const job of [...waiting, ...underWay]) {
      job.reject(failure('overloaded', 'The registry is stopping'))
    }
    this.#queues.clear()
    await Promise.all(this.#threads.splice(0).map((thread) => thread.worker.terminate()))
  }

  #enqueue(job: Job): void {
    const queue = this.#queues.get(job.context) ?? { jobs: [], characters: 0 }
    if (queue.jobs.length > 0 && queue.characters + job.characters > waitingCharacters) {
      throw failure('overloaded', 'Too many large schemas are waiting to be checked')
    }
    queue.jobs.push(job)
    queue.characters += job.characters
    this.#queues.set(job.context, queue)
  }

  #dispatch(): void {
    for (;;) {
      const context = this.#nextContext()
      const thread = context === undefined ? undefined : this.#idleThread()
      if (context === undefined || !thread) return
      const job = this.#dequeue(context)
      if (job) this.#start(thread, job)
    }
  }

  #nextContext(): ContextName | undefined {
    for (const context of this.#queues.keys()) if (this.#mayRun(context)) return context
    return undefined
  }

  /** The context's oldest job; its others go behind those of the other contexts. */
  #dequeue(context: ContextName): Job | undefined {
    const queue = this.#queues.get(context)
    const job = queue?.jobs.shift()
    this.#queues.delete(context)
    if (!queue || !job) return undefined
    queue.characters -= job.characters
    if (queue.jobs.length > 0) this.#queues.set(context, queue)
    return job
  }

  #mayRun(context: ContextName): boolean {
    const held = this.#threads.filter((thread) => thread.job?.context === context).length
    if (held === 0) return true
    return this.#queues.size === 1 && held < this.#size - 1
  }

  #idleThread(): Thread | undefined {
    const idle = this.#threads.find((thread) => !thread.job)
    if (idle || this.#threads.length >= this.#size) return idle
    const resourceLimits = { maxOldGenerationSizeMb: heapMebibytes }
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { resourceLimits })
    const thread: Thread = { worker, job: undefined, timer: undefined, isReady: false }
    worker.unref()
    worker.on('message', (reply: Reply) => this.#finish(thread, reply))
    worker.on('error', (cause) => {
      this.#refuse(thread)
      this.#lose(thread, Object.assign(failure('overloaded', tooMuch), { cause }))
    })
    this.#threads.push(thread)
    return thread
  }

  #start(thread: Thread, job: Job): void {
    thread.job = job
    thread.worker.ref()
    thread.worker.postMessage(job.request)
    // That a thread is slow to come up is not the schema's fault.
    if (thread.isReady) this.#startClock(thread)
  }

  #startClock(thread: Thread): void {
    thread.timer = setTimeout(() => {
      this.counters.timeouts++
      this.#refuse(thread)
      this.#lose(thread, failure('overloaded', 'The schema took too long to check'))
      void thread.worker.terminate()
    }, this.#work.workMillis)
  }

  #finish(thread: Thread, reply: Reply): void {
    const { job } = thread
    if (reply.kind === 'ready') {
      thread.isReady = true
      if (job) this.#startClock(thread)
      return
    }
    this.#release(thread)
    if (!job) return
    if (reply.kind === 'answer') job.resolve(reply.output)
    else if (reply.kind === 'fault') job.reject(new Error(reply.message))
    else job.reject(new SchemaProblem(reply.message, { stage: reply.stage }))
    this.#dispatch()
  }

  #lose(thread: Thread, error: unknown): void {
    const { job } = thread
    this.#release(thread)
    const at = this.#threads.indexOf(thread)
    if (at >= 0) this.#threads.splice(at, 1)
    job?.reject(error)
    this.#dispatch()
  }

  #release(thread: Thread): void {
    clearTimeout(thread.timer)
    thread.job = undefined
    thread.worker.unref()
  }

  /** What ended a thread is not tried again at once. */
  #refuse({ job }: Thread): void {
    if (job) this.#refused.set(fingerprint(job.request.input), Date.now() + refusalMillis)
  }

  #checkRefused(input: Tasks[TaskKind]['input']): void {
    if (this.#refused.size === 0) return
    const now = Date.now()
    for (const [key, until] of this.#refused) if (until < now) this.#refused.delete(key)
    if (this.#refused.has(fingerprint(input))) {
      throw failure('overloaded', 'The schema took too long to check a moment ago')
    }
  }
}

function sourcesOf(input: Tasks[TaskKind]['input']): readonly Source[] {
  if ('text' in input) return []
  if ('candidate' in input) return [input.candidate, ...input.older]
  return 'others' in input ? [input.source, ...input.others] : [input.source]
}

function charactersOf(input: Tasks[TaskKind]['input']): number {
  let characters = 'text' in input ? input.text.length : 0
  for (const { text, references } of sourcesOf(input)) {
    characters += text.length
    for (const reference of references) characters += reference.text.length
  }
  return characters
}

function fingerprint(input: Tasks[TaskKind]['input']): string {
  const hash = createHash('sha256').update('text' in input ? input.text : '')
  for (const { type, text } of sourcesOf(input)) hash.update(type).update(text)
  return hash.digest('hex')
}
