import type {
  CompareOptions,
  Format,
  ParsedSchema,
  ParseOptions,
  ResolvedReference,
  SchemaTags,
  ValidateOptions,
} from '../format.ts'
import { checkDescriptor } from './check-descriptor.ts'
import { checkStrictly } from './check-strict.ts'
import { findDifferences, topLevelFields } from './compare.ts'
import { formatDifference } from './differences.ts'
import { withoutExtensions } from './ignore-extensions.ts'
import { normalizeFile } from './normalize.ts'
import { printFile } from './print.ts'
import { freshBudget, nameOf, readFile, readSource, type Source, withBudget } from './schema.ts'
import { findTags, withTags } from './tags.ts'
import { encodeDescriptor } from './to-descriptor.ts'

/** Protobuf as Confluent has it: Wire's parser, Confluent's printer, normal form and comparison. */
export const protobuf: Format = {
  type: 'PROTOBUF',
  checksNew: false,
  parse(text: string, references: readonly ResolvedReference[], options: ParseOptions) {
    return new ProtobufSchema(readSource(text, references, options))
  },
}

class ProtobufSchema implements ParsedSchema {
  readonly canonical: string
  readonly #source: Source
  #normalized: string | undefined
  #topLevel: ReadonlySet<string> | undefined

  constructor(source: Source) {
    this.#source = source
    this.canonical = printFile(source.file)
  }

  get name(): string | undefined {
    return nameOf(this.#source)
  }

  /** Every type must resolve, and the normal form must be a schema itself. */
  validate({ fields, strict, budget }: ValidateOptions): void {
    const source = withBudget(this.#source, budget)
    this.#normalized ??= printFile(normalizeFile(source.file, source.scope))
    readFile(this.#normalized, budget)
    if (fields || strict) checkDescriptor(source, budget)
    if (strict) checkStrictly(source, budget)
  }

  normalized(): string {
    const { file, scope } = withBudget(this.#source, freshBudget())
    this.#normalized ??= printFile(normalizeFile(file, scope))
    return this.#normalized
  }

  render(format: string): string {
    const source = withBudget(this.#source, freshBudget())
    switch (format.toLowerCase()) {
      case 'serialized':
        return Buffer.from(encodeDescriptor(source)).toString('base64')
      case 'ignore_extensions':
        return printFile(withoutExtensions(source.file))
      default:
        return this.canonical
    }
  }

  equivalent(other: ParsedSchema): boolean {
    return this.canonical === other.canonical
  }

  unreadable(writer: ParsedSchema, { words, budget }: CompareOptions): readonly string[] {
    if (!(writer instanceof ProtobufSchema)) throw new TypeError('Not a Protobuf schema')
    const reader = withBudget(this.#source, budget)
    const differences = findDifferences(reader, withBudget(writer.#source, budget), budget)
    return differences.map((difference) => formatDifference(difference, words))
  }

  hasField(name: string): boolean {
    this.#topLevel ??= topLevelFields(this.#source.file)
    return this.#topLevel.has(name)
  }

  tags(): readonly SchemaTags[] {
    return findTags(withBudget(this.#source, freshBudget()))
  }

  withTags(add: readonly SchemaTags[], remove: readonly SchemaTags[]): string {
    return printFile(withTags(withBudget(this.#source, freshBudget()), add, remove))
  }
}
