import { limits } from '../../model/limits.ts'
import { WorkBudget } from '../budget.ts'
import type {
  CompareOptions,
  Format,
  ParsedSchema,
  ParseOptions,
  ResolvedReference,
  SchemaTags,
  ValidateOptions,
} from '../format.ts'
import { type JsonValue, readJson } from '../json-text.ts'
import { AmbiguousField, findIncompatibilities, MAX_INCOMPATIBILITIES } from './compare.ts'
import { equalInAll } from './equal.ts'
import { formatIncompatibility } from './messages.ts'
import type { Schema } from './model.ts'
import { normalForm } from './normalize.ts'
import { SchemaReader } from './parse.ts'
import { printSchema } from './print.ts'
import { checkStrictly } from './strict.ts'
import { changeTags, readTags } from './tags.ts'

/** Avro as Apache Avro 1.12 and Confluent's `AvroSchema` have it. */
export const avro: Format = {
  type: 'AVRO',
  checksNew: true,
  parse(text, references, { asNew, budget }) {
    const { reader, roots } = readReferences(references, asNew, budget)
    return new AvroSchema(reader.read(text), { references, roots })
  },
}

type Context = {
  readonly references: readonly ResolvedReference[]
  /** Full names of the references' root types, which canonical text leaves as names. */
  readonly roots: readonly string[]
}

/** A reader that knows the referenced types. */
function readReferences(
  references: readonly ResolvedReference[],
  asNew: boolean,
  budget: WorkBudget,
): { reader: SchemaReader; roots: readonly string[] } {
  const reader = new SchemaReader({ asNew, budget })
  const schemas = references.map(({ text }) => reader.read(text))
  return { reader, roots: schemas.flatMap((root) => ('name' in root ? [root.name.full] : [])) }
}

class AvroSchema implements ParsedSchema {
  readonly canonical: string
  readonly #schema: Schema
  readonly #context: Context

  constructor(schema: Schema, context: Context) {
    this.#schema = schema
    this.#context = context
    this.canonical = printSchema(schema, context.roots)
  }

  get name(): string | undefined {
    return this.#schema.type === 'record' ? this.#schema.name.full : undefined
  }

  /** Confluent has no check for Avro beyond those of parsing. */
  validate({ strict, budget }: ValidateOptions): void {
    if (strict) checkStrictly(this.#schema, budget)
  }

  normalized(asNew = false): string {
    const budget = new WorkBudget(limits.workSteps)
    const json = normalForm(this.#schema, this.#context.roots, budget)
    return this.#printAgain(json, { asNew, budget })
  }

  render(format: string): string {
    return format === 'resolved' ? printSchema(this.#schema) : this.canonical
  }

  equivalent(other: ParsedSchema): boolean {
    const budget = new WorkBudget(limits.workSteps)
    return other instanceof AvroSchema && equalInAll(this.#schema, other.#schema, budget)
  }

  unreadable(writer: ParsedSchema, { words, budget }: CompareOptions): readonly string[] {
    if (!(writer instanceof AvroSchema)) return ['Incompatible because of different schema type']
    try {
      const found = findIncompatibilities(this.#schema, writer.#schema, budget)
      const lines = found.map((incompatibility) => formatIncompatibility(incompatibility, words))
      if (lines.length < MAX_INCOMPATIBILITIES) return lines
      return [...lines.slice(0, -1), 'Further differences are left out']
    } catch (error) {
      if (!(error instanceof AmbiguousField)) throw error
      return [`Unexpected exception during compatibility check: ${error.message}`]
    }
  }

  hasField(name: string): boolean {
    return this.#schema.type === 'record' && this.#schema.fields.has(name)
  }

  tags(): readonly SchemaTags[] {
    return readTags(readJson(this.canonical))
  }

  withTags(add: readonly SchemaTags[], remove: readonly SchemaTags[]): string {
    const json = readJson(this.canonical)
    changeTags(json, add, remove)
    return this.#printAgain(json, { asNew: false, budget: new WorkBudget(limits.workSteps) })
  }

  #printAgain(json: JsonValue, { asNew, budget }: ParseOptions): string {
    const { references } = this.#context
    const { reader, roots } = readReferences(references, asNew, budget)
    return printSchema(reader.readValue(json), roots)
  }
}
