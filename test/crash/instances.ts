import { setTimeout as sleep } from 'node:timers/promises'
import { exchange } from '../exchange.ts'
import type { Random } from '../instances/random.ts'
import { type RunningServer, startServer } from '../server.ts'

/** A crowded machine may take long to start a process. */
const recoveryMillis = 300_000

/** Several server processes over one database, of which some are killed now and then. */
export class Instances {
  readonly #env: Record<string, string>
  readonly #running: (RunningServer | undefined)[]
  #lastKnown: readonly string[] = []
  readonly counts = { killed: 0 }

  constructor(url: string, size: number) {
    this.#env = { SCHEMARIUM_STORAGE_URL: url, SCHEMARIUM_LOG_LEVEL: 'fatal' }
    this.#running = Array.from({ length: size }, () => undefined)
  }

  /** Starts those that do not run, all at once; tries again those that do not come up. */
  async start(): Promise<void> {
    const deadline = Date.now() + recoveryMillis
    const places = [...this.#running.keys()].filter((place) => !this.#running[place])
    const starts = await Promise.allSettled(places.map((place) => this.#startOne(place, deadline)))
    const failed = starts.find((start) => start.status === 'rejected')
    if (failed) throw new Error('a server does not come up', { cause: failed.reason })
  }

  async #startOne(place: number, deadline: number): Promise<void> {
    while (!this.#running[place]) {
      try {
        this.#running[place] = await startServer(this.#env)
      } catch (error) {
        if (Date.now() > deadline) throw error
        await sleep(500)
      }
    }
  }

  /** Addresses of those that run; of the last that did while none does. */
  addresses(): readonly string[] {
    const urls = this.#running.flatMap((server) => (server ? [server.url] : []))
    if (urls.length > 0) this.#lastKnown = urls
    return this.#lastKnown
  }

  /** Ends so many of them with SIGKILL, without a chance to finish anything. */
  async kill(random: Random, howMany: number): Promise<void> {
    for (let left = howMany; left > 0; left--) {
      const places = this.#running.flatMap((server, at) => (server ? [at] : []))
      const place = random.pick(places)
      const server = this.#running[place]
      if (!server) continue
      process.kill(server.pid, 'SIGKILL')
      this.counts.killed++
      this.#running[place] = undefined
      await server.stop()
    }
  }

  /** Resolves with the milliseconds it took until all that run say that the store answers. */
  async recovered(): Promise<number> {
    const begun = Date.now()
    await Promise.all(this.addresses().map((url) => ready(url, begun + recoveryMillis)))
    return Date.now() - begun
  }

  async stop(): Promise<void> {
    await Promise.all(this.#running.map((server) => server?.stop()))
  }
}

async function ready(url: string, deadline: number): Promise<void> {
  for (;;) {
    const answer = await exchange(url, { method: 'GET', target: '/health/ready' })
    // The registry's own answer.
    const { status } = JSON.parse(answer.text) as { readonly status: string }
    if (status === 'ready') return
    if (Date.now() > deadline) throw new Error(`${url} did not recover: ${answer.text}`)
    await sleep(100)
  }
}
