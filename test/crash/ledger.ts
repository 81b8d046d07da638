/** A version that was acknowledged to a writer. */
export type Written = {
  readonly context: string
  readonly subject: string
  readonly version: number
  readonly id: number
  readonly guid: string
  /** No two registrations have the same text. */
  readonly text: string
}

/** What may have become of a version that once was acknowledged. */
export type Fate = 'live' | 'softDeleted' | 'purged'

/** What the writers were told, and what they were not. */
export class Ledger {
  readonly acknowledged = new Map<string, Written>()
  /** Texts of registrations that were sent and never answered with success. */
  readonly unanswered = new Set<string>()
  /** By text; one without an entry is live. */
  readonly fates = new Map<string, ReadonlySet<Fate>>()
  /** Levels that a subject's config may have, by `context subject`. */
  readonly levels = new Map<string, ReadonlySet<string>>()
  readonly violations: string[] = []
  readonly counts = { acknowledged: 0, deletions: 0, settings: 0, unanswered: 0, reads: 0 }
  readonly #versions = new Map<string, Written>()
  readonly #ids = new Map<string, Written>()

  /** Takes in an acknowledged registration; complains if it contradicts another one. */
  registered(written: Written): void {
    const { context, subject, version, id, text } = written
    this.counts.acknowledged++
    this.unanswered.delete(text)
    this.acknowledged.set(text, written)
    const other = this.#ids.get(`${context} ${id}`)
    if (other) this.violations.push(`an id twice: ${show(other)} and ${show(written)}`)
    this.#ids.set(`${context} ${id}`, written)
    const before = this.#versions.get(`${context} ${subject} ${version}`)
    // The number of a purged version is given again if it was the last one.
    if (before && !this.fateOf(before).has('purged')) {
      this.violations.push(`a version twice: ${show(before)} and ${show(written)}`)
    }
    this.#versions.set(`${context} ${subject} ${version}`, written)
  }

  fateOf({ text }: Written): ReadonlySet<Fate> {
    return this.fates.get(text) ?? live
  }
}

const show = (written: Written) => JSON.stringify(written)

const live: ReadonlySet<Fate> = new Set(['live'])
