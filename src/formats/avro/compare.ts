import type { WorkBudget } from '../budget.ts'
import { SchemaError } from '../schema-error.ts'
import { shorten } from './attributes.ts'
import { candidates } from './branches.ts'
import {
  describeField,
  type EnumSchema,
  type Field,
  type FixedSchema,
  type NamedSchema,
  type RecordSchema,
  type Schema,
  type UnionSchema,
} from './model.ts'
import { printSchema } from './print.ts'

export type IncompatibilityType =
  | 'NAME_MISMATCH'
  | 'FIXED_SIZE_MISMATCH'
  | 'MISSING_ENUM_SYMBOLS'
  | 'READER_FIELD_MISSING_DEFAULT_VALUE'
  | 'TYPE_MISMATCH'
  | 'MISSING_UNION_BRANCH'

/** One reason why data cannot be read; `path` is a JSON pointer into the reader's schema. */
export type Incompatibility = {
  readonly type: IncompatibilityType
  readonly path: string
  readonly message: string
}

/** More reasons are not collected: types that are used in many places could double them each time. */
export const MAX_INCOMPATIBILITIES = 1001

/** A reader's field may be filled from two of the writer's fields. */
export class AmbiguousField extends Error {}

/**
 * Why data written with one schema cannot be read with the other, in the order in which Apache Avro
 * 1.12 (`SchemaCompatibility`) finds it; empty when it can. Throws {@link AmbiguousField} where Avro
 * gives up, and SchemaError when the budget is used up or the types are nested too deeply.
 */
export function findIncompatibilities(
  reader: Schema,
  writer: Schema,
  budget: WorkBudget,
): readonly Incompatibility[] {
  return new Comparison(budget).schemas(reader, writer, '')
}

type Result = readonly Incompatibility[]
const compatible: Result = []

/** Names let types be chained deeper than text can be nested; beyond this the stack ends. */
const MAX_DEPTH = 1500

class Comparison {
  readonly #budget: WorkBudget
  /**
   * Outcome of every pair; a pair met again while it is still being compared counts as compatible.
   * The first outcome is kept with its paths, as in the reference.
   */
  readonly #outcomes = new Map<Schema, Map<Schema, Result>>()
  #depth = 0

  constructor(budget: WorkBudget) {
    this.#budget = budget
  }

  schemas(reader: Schema, writer: Schema, path: string): Result {
    this.#budget.spend()
    if (isPlain(reader) && isPlain(writer)) return plain(reader, writer, path)
    const outcomes = this.#outcomesOf(reader)
    const known = outcomes.get(writer)
    if (known) return known
    outcomes.set(writer, compatible)
    if (++this.#depth > MAX_DEPTH) throw new SchemaError('The schemas are nested too deeply')
    const result = this.#compare(reader, writer, path)
    this.#depth--
    outcomes.set(writer, result)
    return result
  }

  #outcomesOf(reader: Schema): Map<Schema, Result> {
    const known = this.#outcomes.get(reader)
    if (known) return known
    const outcomes = new Map<Schema, Result>()
    this.#outcomes.set(reader, outcomes)
    return outcomes
  }

  #compare(reader: Schema, writer: Schema, path: string): Result {
    if (writer.type === 'union') {
      if (reader.type === 'union') return this.#unions(reader, writer, path)
      return merge(writer.branches.map((branch, i) => this.schemas(reader, branch, `${path}/${i}`)))
    }
    if (reader.type === 'union') {
      return this.#isBranch(reader, writer) ? compatible : [missingBranch(writer, path)]
    }
    if (reader.type === 'array' && writer.type === 'array') {
      return this.schemas(reader.items, writer.items, `${path}/items`)
    }
    if (reader.type === 'map' && writer.type === 'map') {
      return this.schemas(reader.values, writer.values, `${path}/values`)
    }
    return this.#named(reader, writer, path)
  }

  #named(reader: Schema, writer: Schema, path: string): Result {
    if ('aliases' in reader) this.#budget.spend(reader.aliases.length)
    if (reader.type === 'record' && writer.type === 'record') {
      return merge([names(reader, writer, path), this.#fields(reader, writer, path)])
    }
    if (reader.type === 'enum' && writer.type === 'enum') {
      this.#budget.spend(reader.symbols.length + writer.symbols.length)
      return merge([names(reader, writer, path), symbols(reader, writer, path)])
    }
    if (reader.type === 'fixed' && writer.type === 'fixed') {
      return merge([names(reader, writer, path), sizes(reader, writer, path)])
    }
    return plain(reader, writer, path)
  }

  #unions(reader: UnionSchema, writer: UnionSchema, path: string): Result {
    const missing: Incompatibility[] = []
    for (const [i, branch] of writer.branches.entries()) {
      // Each branch starts at a path of its own, which shows where the outcome is met again.
      if (this.schemas(reader, branch, '').length === 0) continue
      missing.push(missingBranch(branch, `${path}/${i}`))
    }
    return missing.slice(0, MAX_INCOMPATIBILITIES)
  }

  #isBranch(reader: UnionSchema, writer: Schema): boolean {
    return candidates(reader, writer).some(
      (branch) => this.schemas(branch, writer, '').length === 0,
    )
  }

  #fields(reader: RecordSchema, writer: RecordSchema, path: string): Result {
    const found: Result[] = []
    for (const field of reader.fields.values()) {
      this.#budget.spend(1 + field.aliases.length)
      const result = this.#field(field, writer, `${path}/fields/${field.position}`)
      if (result.length > 0) found.push(result)
    }
    return merge(found)
  }

  #field(field: Field, writer: RecordSchema, path: string): Result {
    const source = writerField(field, writer)
    if (source) return this.schemas(field.type, source.type, `${path}/type`)
    if (field.default !== undefined) return compatible
    // The enum's own default is taken for one of the field, and then the record for its writer.
    if (field.type.type === 'enum' && field.type.default !== undefined) {
      return this.schemas(field.type, writer, `${path}/type`)
    }
    return [{ type: 'READER_FIELD_MISSING_DEFAULT_VALUE', path, message: field.name }]
  }
}

function writerField(field: Field, writer: RecordSchema): Field | undefined {
  const found = [field.name, ...field.aliases].flatMap((name) => writer.fields.get(name) ?? [])
  if (found.length <= 1) return found[0]
  const subject = `Reader record field ${describeField(field)} matches multiple fields`
  throw new AmbiguousField(`${subject} in writer record schema ${shorten(printSchema(writer))}`)
}

/** The first reasons of all lists together. */
function merge(results: readonly Result[]): Result {
  const found = results.filter((result) => result.length > 0)
  const [only] = found
  if (only === undefined || found.length === 1) return only ?? compatible
  const all: Incompatibility[] = []
  for (const result of found) {
    if (all.length >= MAX_INCOMPATIBILITIES) break
    all.push(...result.slice(0, MAX_INCOMPATIBILITIES - all.length))
  }
  return all
}

function isPlain({ type }: Schema): boolean {
  switch (type) {
    case 'array':
    case 'map':
    case 'union':
    case 'record':
    case 'enum':
    case 'fixed':
      return false
    default:
      return true
  }
}

/** What a writer's type may be read as besides itself. */
const promotions: Partial<Record<Schema['type'], readonly Schema['type'][]>> = {
  int: ['long', 'float', 'double'],
  long: ['float', 'double'],
  float: ['double'],
  string: ['bytes'],
  bytes: ['string'],
}

function plain(reader: Schema, writer: Schema, path: string): Result {
  if (reader.type === writer.type) return compatible
  if (promotions[writer.type]?.includes(reader.type)) return compatible
  const [to, from] = [reader.type.toUpperCase(), writer.type.toUpperCase()]
  const message = `reader type: ${to} not compatible with writer type: ${from}`
  return [{ type: 'TYPE_MISMATCH', path, message }]
}

function missingBranch(writer: Schema, path: string): Incompatibility {
  const message = `reader union lacking writer type: ${writer.type.toUpperCase()}`
  return { type: 'MISSING_UNION_BRANCH', path, message }
}

/**
 * Namespaces do not matter unless an alias names one; the reference does not recognise an alias in
 * none when the reader itself is in one.
 */
function names(reader: NamedSchema, writer: NamedSchema, path: string): Result {
  if (reader.name.simple === writer.name.simple) return compatible
  const isAlias = reader.aliases.some(({ full }) => full === writer.name.full)
  const isInNone = writer.name.space === undefined && reader.name.space !== undefined
  if (isAlias && !isInNone) return compatible
  const message = `expected: ${writer.name.full}`
  return [{ type: 'NAME_MISMATCH', path: `${path}/name`, message }]
}

function symbols(reader: EnumSchema, writer: EnumSchema, path: string): Result {
  if (reader.default !== undefined) return compatible
  const known = new Set(reader.symbols)
  const missing = writer.symbols.filter((symbol) => !known.has(symbol)).sort()
  if (missing.length === 0) return compatible
  const message = `[${missing.join(', ')}]`
  return [{ type: 'MISSING_ENUM_SYMBOLS', path: `${path}/symbols`, message }]
}

function sizes(reader: FixedSchema, writer: FixedSchema, path: string): Result {
  if (reader.size === writer.size) return compatible
  const message = `expected: ${writer.size}, found: ${reader.size}`
  return [{ type: 'FIXED_SIZE_MISMATCH', path: `${path}/size`, message }]
}
