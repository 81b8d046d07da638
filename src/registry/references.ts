import type { ResolvedReference } from '../formats/format.ts'
import type { ContextName } from '../model/context.ts'
import { limits } from '../model/limits.ts'
import type { Reference, SchemaContent } from '../model/schema.ts'
import { formatSubject, parseSubject, type Subject } from '../model/subject.ts'
import type { Freshness } from './contexts.ts'
import { pause } from './loader.ts'
import { freshState, type Registry } from './registry.ts'
import type { ContextState, VersionState } from './state.ts'

/** A reference that leads nowhere, or too far. */
export class ReferenceProblem extends Error {}

/** A row that was read to resolve a reference. */
export type Target = {
  readonly subject: Subject
  readonly version: number
  readonly row: VersionState
  /** When its subject last changed, as it was read. */
  readonly changedAt: number
}

export type Resolved = {
  /** The transitive closure in dependency order, each name once. */
  readonly closure: readonly ResolvedReference[]
  /** The references as given, version -1 replaced by the version it meant. */
  readonly frozen: readonly Reference[]
  /** Rows of the direct references. */
  readonly targets: readonly Target[]
}

const nothing: Resolved = { closure: [], frozen: [], targets: [] }

/**
 * Reads everything a schema of the context refers to. Subjects without a context lie in the
 * referring schema's one. With `liveOnly` soft-deleted versions are invisible (new schemas).
 * Throws {@link ReferenceProblem}.
 */
export async function resolveReferences(
  registry: Registry,
  context: ContextName,
  references: readonly Reference[],
  options: { readonly liveOnly: boolean; readonly freshness: Freshness },
): Promise<Resolved> {
  if (references.length === 0) return nothing
  if (references.length > limits.referenceCount) throw tooMany()
  const walk = new Walk(registry, options)
  const targets: Target[] = []
  const frozen: Reference[] = []
  for (const reference of references) {
    const target = await walk.follow(context, reference, 1)
    targets.push(target)
    frozen.push({ ...reference, version: target.version })
  }
  return { closure: [...walk.found.values()], frozen, targets }
}

/** References followed before the event loop gets a turn: what is in memory is there at once. */
const stepsPerTurn = 500

const tooMany = () =>
  new ReferenceProblem(`More than ${limits.referenceCount} schemas are referred to`)

class Walk {
  readonly found = new Map<string, ResolvedReference>()
  readonly #registry: Registry
  readonly #options: { readonly liveOnly: boolean; readonly freshness: Freshness }
  readonly #path = new Set<string>()
  readonly #visited = new Set<string>()
  readonly #states = new Map<ContextName, ContextState>()
  #count = 0
  #characters = 0
  #steps = 0

  constructor(
    registry: Registry,
    options: { readonly liveOnly: boolean; readonly freshness: Freshness },
  ) {
    this.#registry = registry
    this.#options = options
  }

  /** Adds what the reference needs, then the reference itself. */
  async follow(context: ContextName, reference: Reference, depth: number): Promise<Target> {
    if (++this.#steps % stepsPerTurn === 0) await pause()
    const target = await this.#target(context, reference)
    const place = `${target.version} ${formatSubject(target.subject)}`
    if (this.#path.has(place)) throw new ReferenceProblem(`References form a cycle at ${place}`)
    if (depth > limits.referenceDepth) {
      throw new ReferenceProblem(`References are more than ${limits.referenceDepth} levels deep`)
    }
    if (this.found.has(reference.name)) return target
    const content = await this.#registry.contents.one(target.subject.context, target.row.digest)
    if (!this.#visited.has(place)) await this.#descend(target, content, place, depth)
    this.#enter(reference, target, content)
    return target
  }

  async #descend(
    target: Target,
    content: SchemaContent,
    place: string,
    depth: number,
  ): Promise<void> {
    this.#path.add(place)
    for (const nested of content.references) {
      await this.follow(target.subject.context, nested, depth + 1)
    }
    this.#path.delete(place)
    this.#visited.add(place)
  }

  #enter(reference: Reference, target: Target, content: SchemaContent): void {
    // A name met again on the way down keeps what it meant first.
    if (this.found.has(reference.name)) return
    if (++this.#count > limits.referenceCount) {
      throw tooMany()
    }
    this.#characters += content.text.length
    if (this.#characters > limits.referenceCharacters) {
      const most = limits.referenceCharacters
      throw new ReferenceProblem(`The schemas referred to have more than ${most} characters in all`)
    }
    this.found.set(reference.name, {
      name: reference.name,
      subject: formatSubject(target.subject),
      version: target.version,
      text: content.text,
    })
  }

  async #target(context: ContextName, reference: Reference): Promise<Target> {
    const subject = parseSubject(reference.subject, context)
    const state = await this.#state(subject.context)
    const found = state.subjects.get(subject.name)
    const version = reference.version === -1 ? (found?.latest ?? 0) : reference.version
    const row = found?.versions.get(version)
    if (!found || !row || (row.deleted && this.#options.liveOnly)) {
      throw new ReferenceProblem(
        `No schema reference found for subject "${formatSubject(subject)}" and version ${reference.version}`,
      )
    }
    return { subject, version, row, changedAt: found.changedAt }
  }

  /** Each context is asked for once, however many of its rows are on the way. */
  async #state(context: ContextName): Promise<ContextState> {
    const known = this.#states.get(context)
    if (known) return known
    const state = await freshState(this.#registry, context, this.#options.freshness)
    this.#states.set(context, state)
    return state
  }
}
