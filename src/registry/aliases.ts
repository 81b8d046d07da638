import { formatSubject, parseSubject } from '../model/subject.ts'
import type { ContextState } from './state.ts'

/** Which names lead to which subjects, as the subjects' configs say. */
export class Aliases {
  readonly #names = new Map<string, string[]>()

  /** Number of subjects that something leads to. */
  get size(): number {
    return this.#names.size
  }

  /** Takes in the aliases that names of the context with the prefix carry. */
  collect(state: ContextState, prefix: string): void {
    const { context } = state
    for (const [name, { value }] of state.configs.entries()) {
      if (!value.alias || name === '' || !name.startsWith(prefix)) continue
      const target = formatSubject(parseSubject(value.alias, context))
      const names = this.#names.get(target)
      const carrier = formatSubject({ context, name })
      if (names) names.push(carrier)
      else this.#names.set(target, [carrier])
    }
  }

  /** Qualified names of the subjects that something leads to. */
  targets(): readonly string[] {
    return [...this.#names.keys()]
  }

  /** The qualified names that lead to the subject, sorted. */
  of(target: string): readonly string[] {
    return (this.#names.get(target) ?? []).toSorted()
  }
}
