import { Worker } from 'node:worker_threads'
import type { Job } from './sqlite-jobs.ts'
import type { Answer, Request } from './sqlite-writer.ts'
import { UnknownOutcome } from './storage.ts'

type Waiting = {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

/**
 * The writer's thread seen from the main one. A thread that dies is replaced at the next job;
 * jobs it had been given end in {@link UnknownOutcome}.
 */
export class WriterThread {
  readonly #path: string
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | undefined
  #lastId = 0
  #closed = false

  constructor(path: string) {
    this.#path = path
  }

  /** The job's answer, once it is on disk. */
  run(job: Job): Promise<unknown> {
    if (this.#closed) return Promise.reject(new Error('the store is closed'))
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#thread().postMessage({ id, job } satisfies Request)
    })
  }

  /** Lets the thread finish what it was given, then ends it. */
  async close(): Promise<void> {
    this.#closed = true
    const worker = this.#worker
    if (!worker) return
    const ended = new Promise((resolve) => worker.once('exit', resolve))
    worker.postMessage('close' satisfies Request)
    await ended
  }

  /** Ends the thread wherever it stands, as a crash would. */
  async terminate(): Promise<void> {
    await this.#worker?.terminate()
  }

  #thread(): Worker {
    if (this.#worker) return this.#worker
    const worker = new Worker(new URL('./sqlite-writer.ts', import.meta.url), {
      name: 'sqlite-writer',
      workerData: this.#path,
      execArgv: [],
    })
    let failure: unknown
    worker.on('message', (answer: Answer) => this.#settle(answer))
    worker.on('error', (error) => {
      failure = error
    })
    worker.on('exit', () => this.#abandon(worker, failure))
    this.#worker = worker
    return worker
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id)
    this.#waiting.delete(answer.id)
    if (!waiting) return
    if ('result' in answer) waiting.resolve(answer.result)
    else waiting.reject(answer.unknown ? new UnknownOutcome(answer.error) : answer.error)
  }

  #abandon(worker: Worker, failure: unknown): void {
    if (this.#worker === worker) this.#worker = undefined
    const cause = failure ?? new Error('the writer thread ended')
    for (const { reject } of this.#waiting.values()) reject(new UnknownOutcome(cause))
    this.#waiting.clear()
  }
}
