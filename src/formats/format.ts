import type { SchemaType } from '../model/schema.ts'
import type { CompatibilityPolicy } from '../model/settings.ts'
import type { WorkBudget } from './budget.ts'

/** A referenced schema, found and read; `name` is how the referring text calls it. */
export type ResolvedReference = {
  readonly name: string
  readonly subject: string
  readonly version: number
  readonly text: string
}

export type ParseOptions = {
  /** Checks of new schemas (Avro: strict names, defaults fit their type). */
  readonly asNew: boolean
  readonly budget: WorkBudget
}

export type ValidateOptions = {
  /** Confluent's `validateFields`. */
  readonly fields: boolean
  /** Our opt-in `validation: strict`: refuse what the format's own tools would refuse. */
  readonly strict: boolean
  readonly budget: WorkBudget
}

export type CompareOptions = {
  readonly policy: CompatibilityPolicy
  /** How messages call the two sides: backward is `new` reading `old`, forward the reverse. */
  readonly words: { readonly reader: string; readonly writer: string }
  readonly budget: WorkBudget
}

/** Inline tags of one record or field, as `schemaTags` carries them. */
export type SchemaTags = {
  readonly schemaEntity: {
    readonly entityPath: string
    readonly entityType: 'sr_record' | 'sr_field'
  }
  readonly tags: readonly string[]
}

/** One engine. Everything is synchronous, does no I/O and throws nothing but SchemaError. */
export interface Format {
  readonly type: SchemaType
  /** Whether `asNew` makes a difference: some texts are refused then, the others read the same. */
  readonly checksNew: boolean
  /**
   * Reads a schema. `references` is the transitive closure in dependency order (depth first, in
   * list order), each name once. Throws SchemaError.
   */
  parse(text: string, references: readonly ResolvedReference[], options: ParseOptions): ParsedSchema
}

export interface ParsedSchema {
  /** What is stored, returned and hashed. */
  readonly canonical: string
  /** Full name of the schema where the format has one. */
  readonly name: string | undefined
  /** The checks that registration, lookup and compatibility make after parsing; throws SchemaError. */
  validate(options: ValidateOptions): void
  /**
   * Canonical text of the normalised form (`normalize=true`). With `asNew` it must pass as a new
   * schema itself. Throws SchemaError.
   */
  normalized(asNew?: boolean): string
  /** Text for `?format=`; '' and formats the engine does not know give the canonical text. */
  render(format: string): string
  /** "Same schema" beyond equal text (engines note 2.3); both sides of this engine. */
  equivalent(other: ParsedSchema): boolean
  /**
   * Why data written as `writer` cannot be read as this schema; empty when it can. Each line is
   * Confluent's message without the trailing old-schema lines. `writer` is of the same engine.
   */
  unreadable(writer: ParsedSchema, options: CompareOptions): readonly string[]
  /** Whether the top level has a field or property of that name (reserved-field checks). */
  hasField(name: string): boolean
  /** All inline tags in document order. */
  tags(): readonly SchemaTags[]
  /** The text with inline tags added and removed. Throws SchemaError for an unknown entity path. */
  withTags(add: readonly SchemaTags[], remove: readonly SchemaTags[]): string
}
