import type { CompatibilityPolicy } from '../../model/settings.ts'
import { type DifferenceType, forgives } from './difference.ts'
import type { Schema } from './model.ts'

/**
 * Why one schema cannot read another: incompatible differences at paths relative to the pair, and
 * outcomes of nested pairs, which may be shared. Empty means compatible.
 */
export type Outcome = readonly Note[]

export type Note =
  | { readonly path: string; readonly type: DifferenceType }
  | { readonly path: string; readonly nested: Outcome }
  | { readonly path: string; readonly hidden: true }

export const compatible: Outcome = []
/** Incompatible for reasons that nobody has asked for. */
export const incompatible: Outcome = [{ path: '', hidden: true }]

/** What the comparisons of the single kinds of schema are given. */
export type Comparer = {
  readonly policy: CompatibilityPolicy
  readonly spend: (steps: number) => void
  /** Whether the pattern finds something in the text. */
  readonly finds: (pattern: string, text: string) => boolean
  /** Numbers that two schemas of one side share if they are printed alike. */
  readonly shape: (schema: Schema) => number
  readonly compare: (writer: Schema | undefined, reader: Schema | undefined) => Outcome
  /** Whether `compare` would find nothing, without keeping what it finds. */
  readonly reads: (writer: Schema, reader: Schema) => boolean
}

/** Collects the notes of one pair. */
export class Notes {
  readonly #policy: CompatibilityPolicy
  readonly #list: Note[] = []

  constructor(policy: CompatibilityPolicy) {
    this.#policy = policy
  }

  add(type: DifferenceType, path = ''): void {
    if (!forgives(this.#policy, type)) this.#list.push({ path, type })
  }

  nest(path: string, nested: Outcome): void {
    if (nested.length > 0) this.#list.push({ path, nested })
  }

  get outcome(): Outcome {
    return this.#list.length === 0 ? compatible : this.#list
  }
}
