import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, exchange } from '../exchange.ts'
import type { Random } from '../instances/random.ts'
import type { Fate, Ledger, Written } from './ledger.ts'

export const contexts = ['.crash-a', '.crash-b', '.crash-c']

/** Registrations by one writer after which it goes on to other subjects. */
const perSubject = 60
const levels = ['NONE', 'BACKWARD', 'FORWARD', 'FULL']
const longestPause = 120

type Subject = { readonly context: string; readonly subject: string }

/** A client that registers, deletes and configures until it is told to stop. */
export class Writer {
  readonly #name: string
  readonly #random: Random
  readonly #ledger: Ledger
  /** Addresses of the servers that should be up. */
  readonly #addresses: () => readonly string[]
  /** Own versions that nobody else deletes. */
  readonly #own: Written[] = []
  #count = 0
  #stopping = false

  constructor(name: string, random: Random, ledger: Ledger, addresses: () => readonly string[]) {
    this.#name = name
    this.#random = random
    this.#ledger = ledger
    this.#addresses = addresses
  }

  stop(): void {
    this.#stopping = true
  }

  async run(): Promise<void> {
    while (!this.#stopping) {
      await sleep(this.#random.below(longestPause))
      const dice = this.#random.next()
      if (dice < 0.75 || this.#own.length === 0) await this.#register()
      else if (dice < 0.85) await this.#delete('live', 'softDeleted')
      else if (dice < 0.9) await this.#delete('softDeleted', 'purged')
      else await this.#configure()
    }
  }

  /** Subjects `shared-…` are everybody's, `own-…` this writer's, whose versions it may delete. */
  #subject(own: boolean): Subject {
    const context = this.#random.pick(contexts)
    const round = Math.floor(this.#count / perSubject)
    return { context, subject: own ? `own-${this.#name}-${round}` : `shared-${round}` }
  }

  async #register(): Promise<void> {
    const number = this.#count++
    const own = this.#random.chance(0.4)
    const { context, subject } = this.#subject(own)
    const fields = [{ name: `f_${this.#name}_${number}`, type: 'int', default: 0 }]
    const text = JSON.stringify({ type: 'record', name: 'R', fields })
    this.#ledger.unanswered.add(text)
    const path = `/contexts/${context}/subjects/${subject}/versions`
    const answer = await this.#ask('POST', path, { schema: text })
    if (!answer) return
    // The registry's own answer to a registration.
    const { id, version, guid } = JSON.parse(answer.text) as Written
    const written = { context, subject, version, id, guid, text }
    this.#ledger.registered(written)
    if (own) this.#own.push(written)
    await this.#readBack(written)
  }

  /** What was acknowledged by one server is there on any other, at once. */
  async #readBack(written: Written): Promise<void> {
    const { context, subject, version, id, text } = written
    const answer = await this.#get(
      `/contexts/${context}/subjects/${subject}/versions/${version}?deleted=true`,
    )
    if (!answer || answer.status >= 500) return
    this.#ledger.counts.reads++
    const found = answer.status === 200 ? (JSON.parse(answer.text) as Record<string, unknown>) : {}
    if (found.id === id && found.schema === text) return
    this.#ledger.violations.push(`read at once: ${JSON.stringify(written)}, got ${answer.text}`)
  }

  async #delete(from: Fate, to: Fate): Promise<void> {
    const candidates = this.#own.filter((written) => {
      const fates = this.#ledger.fateOf(written)
      return fates.size === 1 && fates.has(from)
    })
    if (candidates.length === 0) return
    const written = this.#random.pick(candidates)
    const { context, subject, version, text } = written
    this.#ledger.fates.set(text, new Set([from, to]))
    const query = to === 'purged' ? '?permanent=true' : ''
    const path = `/contexts/${context}/subjects/${subject}/versions/${version}${query}`
    if (!(await this.#ask('DELETE', path))) return
    this.#ledger.fates.set(text, new Set([to]))
    this.#ledger.counts.deletions++
  }

  async #configure(): Promise<void> {
    const { context, subject } = this.#subject(true)
    const key = `${context} ${subject}`
    const level = this.#random.pick(levels)
    const before = this.#ledger.levels.get(key) ?? new Set(['none'])
    this.#ledger.levels.set(key, new Set([...before, level]))
    const path = `/contexts/${context}/config/${subject}-set`
    if (!(await this.#ask('PUT', path, { compatibility: level }))) return
    this.#ledger.levels.set(key, new Set([level]))
    this.#ledger.counts.settings++
  }

  /** The answer if it is a success. Everything else may or may not have happened. */
  async #ask(method: string, target: string, body?: object): Promise<Answer | undefined> {
    const url = this.#random.pick(this.#addresses())
    const content = body === undefined ? {} : { body: JSON.stringify(body) }
    try {
      const headers = { 'content-type': 'application/json' }
      const answer = await exchange(url, { method, target, headers, ...content })
      if (answer.status < 300) return answer
      if (answer.status < 500) this.#ledger.violations.push(`${method} ${target}: ${answer.text}`)
    } catch {
      // The server was killed: nobody can tell what became of the request.
    }
    this.#ledger.counts.unanswered++
    return undefined
  }

  async #get(target: string): Promise<Answer | undefined> {
    try {
      return await exchange(this.#random.pick(this.#addresses()), { method: 'GET', target })
    } catch {
      // As above.
      return undefined
    }
  }
}
