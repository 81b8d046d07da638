import type { ContextName } from '../model/context.ts'
import type { Registry } from './registry.ts'
import type { ContextState } from './state.ts'

/** What all contexts hold together, at about `at` (milliseconds since the epoch). */
export type Totals = {
  readonly contexts: number
  readonly liveSubjects: number
  /** Subjects with soft-deleted versions only. */
  readonly deletedSubjects: number
  /** Schemas; for contexts that are not in memory the ids that were given out. */
  readonly schemas: number
}

const pageSize = 1000
const freshMillis = 60_000

/** Counts what the store holds, from the summaries, at most once a minute. */
export class Inventory {
  readonly #registry: Registry
  #totals: Totals | undefined
  #countedAt = 0
  #counting: Promise<Totals | undefined> | undefined

  constructor(registry: Registry) {
    this.#registry = registry
  }

  /** The newest totals; undefined while nothing could be counted yet. Never rejects. */
  async totals(): Promise<Totals | undefined> {
    if (this.#totals && Date.now() - this.#countedAt < freshMillis) return this.#totals
    this.#counting ??= this.#count().finally(() => {
      this.#counting = undefined
    })
    // Who asks later is served the last totals while new ones are counted.
    return this.#totals ?? this.#counting
  }

  async #count(): Promise<Totals | undefined> {
    this.#countedAt = Date.now()
    try {
      this.#totals = await countAll(this.#registry)
    } catch (error) {
      this.#registry.report('counting what the store holds', error)
    }
    return this.#totals
  }
}

async function countAll({
  storage,
  contexts,
}: Pick<Registry, 'storage' | 'contexts'>): Promise<Totals> {
  const totals = { contexts: 0, liveSubjects: 0, deletedSubjects: 0, schemas: 0 }
  let after: ContextName | undefined
  for (;;) {
    const page = await storage.contexts(after, pageSize)
    for (const { context, head } of page) {
      const { created, live, deleted, nextId } = head.summary
      if (created) totals.contexts++
      totals.liveSubjects += live
      totals.deletedSubjects += deleted
      totals.schemas += schemasOf(contexts.peek(context)) ?? nextId - 1
    }
    after = page.at(-1)?.context
    if (page.length < pageSize || after === undefined) return totals
  }
}

function schemasOf(state: ContextState | undefined): number | undefined {
  return state?.ids.size
}
