import type { CompareOptions } from '../format.ts'
import { compareArrays } from './compare-arrays.ts'
import { compareCombined } from './compare-combined.ts'
import { compareObjects } from './compare-objects.ts'
import { compareConstants, compareEnums, compareNumbers, compareStrings } from './compare-values.ts'
import { describe } from './difference.ts'
import type { CombinedSchema, Schema } from './model.ts'
import { type Comparer, compatible, incompatible, Notes, type Outcome } from './outcome.ts'
import { PatternFinder } from './pattern.ts'
import { Shapes } from './shape.ts'

const maxLines = 1000

/**
 * Confluent's lines (without the tail about the old schema) on why `reader` cannot read what
 * `writer` allows; at most 1,000. Throws SchemaError when the budget is spent.
 */
export function incompatibilities(
  writer: Schema,
  reader: Schema,
  options: CompareOptions,
): readonly string[] {
  const shapes = new Shapes()
  const patterns = new PatternFinder(options.budget)
  let bad: Pairs = new Pairs()
  for (;;) {
    const comparison = new Comparison(options, { shapes, patterns, bad })
    const outcome = comparison.compare(writer, reader)
    const found = comparison.incompatiblePairs(bad)
    if (!comparison.wasCut || found.size === bad.size) return lines(outcome, options)
    bad = found
  }
}

/** A set of (writer, reader) pairs by identity. */
class Pairs {
  readonly #readers = new Map<Schema, Set<Schema>>()
  size = 0

  has(writer: Schema, reader: Schema): boolean {
    return this.#readers.get(writer)?.has(reader) ?? false
  }

  add(writer: Schema, reader: Schema): void {
    if (this.has(writer, reader)) return
    const readers = this.#readers.get(writer)
    if (readers === undefined) this.#readers.set(writer, new Set([reader]))
    else readers.add(reader)
    this.size++
  }

  *[Symbol.iterator](): Iterator<readonly [Schema, Schema]> {
    for (const [writer, readers] of this.#readers)
      for (const reader of readers) yield [writer, reader]
  }
}

type Shared = { readonly shapes: Shapes; readonly patterns: PatternFinder; readonly bad: Pairs }

/**
 * One run over all pairs. A pair that is met again inside itself counts as compatible, unless an
 * earlier run has shown that it is not; runs are repeated until nothing new turns out.
 */
class Comparison implements Comparer {
  readonly policy: CompareOptions['policy']
  readonly spend: (steps: number) => void
  readonly finds: (pattern: string, text: string) => boolean
  readonly shape: (schema: Schema) => number
  readonly #bad: Pairs
  readonly #memo = new Map<Schema, Map<Schema, Outcome | 'pending'>>()
  /** How many callers up the stack only want to know whether there is a difference. */
  #verdicts = 0
  wasCut = false

  constructor({ policy, budget }: CompareOptions, { shapes, patterns, bad }: Shared) {
    this.policy = policy
    this.spend = (steps) => budget.spend(steps)
    this.finds = (pattern, text) => patterns.finds(pattern, text)
    this.shape = (schema) => shapes.of(schema)
    this.#bad = bad
  }

  readonly compare = (old: Schema | undefined, now: Schema | undefined): Outcome => {
    this.spend(1)
    if (now === undefined) return compatible
    if (old === undefined) return [{ path: '', type: 'SCHEMA_ADDED' }]
    const [writer, reader] = [target(old), target(now)]
    // Pairs that hold no other pair are quicker compared than remembered.
    if (isLeaf(writer) && isLeaf(reader)) return this.#compareTypes(writer, reader)
    const known = this.#memo.get(writer)?.get(reader)
    if (known === 'pending') return this.#cut(writer, reader)
    if (known !== undefined && (known !== incompatible || this.#verdicts > 0)) return known
    this.#remember(writer, reader, 'pending')
    const found = this.#compareTypes(writer, reader)
    const outcome = found.length > 0 && this.#verdicts > 0 ? incompatible : found
    this.#remember(writer, reader, outcome)
    return outcome
  }

  readonly reads = (writer: Schema, reader: Schema): boolean => {
    this.#verdicts++
    const isCompatible = this.compare(writer, reader).length === 0
    this.#verdicts--
    return isCompatible
  }

  incompatiblePairs(before: Pairs): Pairs {
    const pairs = new Pairs()
    for (const [writer, reader] of before) pairs.add(writer, reader)
    for (const [writer, readers] of this.#memo) {
      for (const [reader, outcome] of readers) if (outcome.length > 0) pairs.add(writer, reader)
    }
    return pairs
  }

  #cut(writer: Schema, reader: Schema): Outcome {
    if (this.#bad.has(writer, reader)) return incompatible
    this.wasCut = true
    return compatible
  }

  #remember(writer: Schema, reader: Schema, outcome: Outcome | 'pending'): void {
    const readers = this.#memo.get(writer)
    if (readers === undefined) this.#memo.set(writer, new Map([[reader, outcome]]))
    else readers.set(reader, outcome)
  }

  #compareTypes(writer: Schema, reader: Schema): Outcome {
    if (writer.kind !== 'combined' && reader.kind === 'combined') {
      if (this.#someReads(writer, reader)) return compatible
    } else if (writer.kind === 'combined' && reader.kind !== 'combined') {
      if (this.#someIsRead(writer, reader)) return compatible
    }
    const notes = new Notes(this.policy)
    if (writer.kind === reader.kind) this.#compareKind(notes, writer, reader)
    else if (!readsAnyKind(writer, reader)) notes.add('TYPE_CHANGED')
    return notes.outcome
  }

  #someReads(writer: Schema, { combination, members }: CombinedSchema): boolean {
    if (combination === 'allOf' && members.length !== 1) return false
    return members.some((member) => this.reads(writer, member))
  }

  #someIsRead({ combination, members }: CombinedSchema, reader: Schema): boolean {
    if (combination !== 'allOf' && members.length !== 1) return false
    return members.some((member) => this.reads(member, reader))
  }

  #compareKind(notes: Notes, writer: Schema, reader: Schema): void {
    if (writer.kind === 'object' && reader.kind === 'object') {
      compareObjects(notes, writer, reader, this)
    } else if (writer.kind === 'array' && reader.kind === 'array') {
      compareArrays(notes, writer, reader, this)
    } else if (writer.kind === 'combined' && reader.kind === 'combined') {
      compareCombined(notes, writer, reader, this)
    } else if (writer.kind === 'not' && reader.kind === 'not') {
      // What must not match is compared the other way round.
      if (!this.reads(reader.schema, writer.schema)) notes.add('NOT_TYPE_EXTENDED', 'not')
    } else {
      compareValues(notes, writer, reader, this.spend)
    }
  }
}

function compareValues(
  notes: Notes,
  writer: Schema,
  reader: Schema,
  spend: (steps: number) => void,
): void {
  if (writer.kind === 'string' && reader.kind === 'string') compareStrings(notes, writer, reader)
  if (writer.kind === 'number' && reader.kind === 'number') compareNumbers(notes, writer, reader)
  if (writer.kind === 'enum' && reader.kind === 'enum') compareEnums(notes, writer, reader, spend)
  if (writer.kind === 'const' && reader.kind === 'const') compareConstants(notes, writer, reader)
}

function readsAnyKind(writer: Schema, reader: Schema): boolean {
  if (writer.kind === 'false' || reader.kind === 'empty' || reader.kind === 'true') return true
  return isConnectBytes(writer) && isConnectBytes(reader)
}

function isLeaf({ kind }: Schema): boolean {
  return kind !== 'object' && kind !== 'array' && kind !== 'combined' && kind !== 'not'
}

/** Kafka Connect changed how it declares bytes; both forms hold the same data. */
function isConnectBytes(schema: Schema): boolean {
  return schema.source?.get('connect.type') === 'bytes'
}

/** What a reference refers to in the end; a reference to itself stays what it is. */
function target(schema: Schema): Schema {
  let found = schema
  const seen = new Set<Schema>()
  while (found.kind === 'reference' && found.knot.schema !== undefined && !seen.has(found)) {
    seen.add(found)
    found = found.knot.schema
  }
  return found
}

function lines(outcome: Outcome, options: CompareOptions): readonly string[] {
  const found: string[] = []
  collect(outcome, '', found, options)
  // All that is left may be cycles that were cut; the schemas are incompatible all the same.
  const nothing = outcome.length > 0 && found.length === 0
  return nothing ? [describe('TYPE_CHANGED', '#/', options.words)] : found
}

function collect(notes: Outcome, prefix: string, found: string[], options: CompareOptions): void {
  for (const note of notes) {
    if (found.length >= maxLines) return
    options.budget.spend()
    const path = prefix === '' || note.path === '' ? prefix + note.path : `${prefix}/${note.path}`
    if ('nested' in note) collect(note.nested, path, found, options)
    else if ('type' in note) found.push(describe(note.type, `#/${path}`, options.words))
  }
}
