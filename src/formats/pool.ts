import { createHash } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import type { ContextName } from '../model/context.ts'
import { failure } from '../model/errors.ts'
import { limits } from '../model/limits.ts'
import { runTask, SchemaProblem, type Source, type TaskKind, type Tasks } from './tasks.ts'
import type { Reply, Request } from './worker.ts'

type Output<K extends TaskKind> = Tasks[K]['output']

type Job = {
  readonly context: ContextName
  readonly request: Request
  readonly resolve: (output: Tasks[TaskKind]['output']) => void
  readonly reject: (error: unknown) => void
}

type Thread = { readonly worker: Worker; job: Job | undefined; timer: NodeJS.Timeout | undefined }

/** What one task may take: steps, and as a backstop milliseconds of wall clock. */
export type WorkBounds = { readonly workSteps: number; readonly workMillis: number }

/** Characters and steps up to which a task runs at once, on the event loop. */
const inlineCharacters = 32 * 1024
const inlineSteps = 20_000

/** How long content that met the clock is refused at once. */
const refusalMillis = 60_000

/**
 * Runs the engines' tasks: small ones at once, the others in worker threads. A context holds one
 * thread at most while others wait, and never all of them.
 */
export class FormatPool {
  readonly #threads: Thread[] = []
  readonly #size: number
  readonly #work: WorkBounds
  readonly #refused = new Map<string, number>()
  #queue: Job[] = []
  readonly counters = { inline: 0, offloaded: 0, timeouts: 0 }

  constructor(size: number, work: WorkBounds = limits) {
    this.#size = Math.max(2, size)
    this.#work = work
  }

  /** Jobs that wait for a thread. */
  get queued(): number {
    return this.#queue.length
  }

  /**
   * The task's answer. Rejects with SchemaProblem for a schema that is refused, with the
   * catalogue's `overloaded` when the wall clock ran out.
   */
  async run<K extends TaskKind>(
    context: ContextName,
    kind: K,
    input: Tasks[K]['input'],
  ): Promise<Output<K>> {
    if (charactersOf(input) <= inlineCharacters) {
      try {
        this.counters.inline++
        return runTask(kind, input, inlineSteps)
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
      this.#queue.push({ context, request, resolve: settle, reject })
      this.#dispatch()
    })
  }

  /** Ends the threads; jobs under way are refused. */
  async close(): Promise<void> {
    for (const job of this.#queue) job.reject(failure('overloaded', 'The registry is stopping'))
    this.#queue = []
    await Promise.all(this.#threads.splice(0).map((thread) => thread.worker.terminate()))
  }

  #dispatch(): void {
    for (;;) {
      const next = this.#queue.findIndex((job) => this.#mayRun(job.context))
      if (next < 0) return
      const thread = this.#idleThread()
      if (!thread) return
      const [job] = this.#queue.splice(next, 1)
      if (job) this.#start(thread, job)
    }
  }

  #mayRun(context: ContextName): boolean {
    const held = this.#threads.filter((thread) => thread.job?.context === context).length
    if (held === 0) return true
    const othersWait = this.#queue.some((job) => job.context !== context)
    return !othersWait && held < this.#size - 1
  }

  #idleThread(): Thread | undefined {
    const idle = this.#threads.find((thread) => !thread.job)
    if (idle || this.#threads.length >= this.#size) return idle
    const worker = new Worker(new URL('./worker.ts', import.meta.url))
    const thread: Thread = { worker, job: undefined, timer: undefined }
    worker.unref()
    worker.on('message', (reply: Reply) => this.#finish(thread, reply))
    worker.on('error', (error) => this.#lose(thread, error))
    this.#threads.push(thread)
    return thread
  }

  #start(thread: Thread, job: Job): void {
    thread.job = job
    thread.timer = setTimeout(() => {
      this.counters.timeouts++
      this.#refused.set(fingerprint(job.request.input), Date.now() + refusalMillis)
      this.#lose(thread, failure('overloaded', 'The schema took too long to check'))
      void thread.worker.terminate()
    }, this.#work.workMillis)
    thread.worker.ref()
    thread.worker.postMessage(job.request)
  }

  #finish(thread: Thread, reply: Reply): void {
    const { job } = thread
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
