import type { WorkBudget } from '../budget.ts'
import type {
  CompareOptions,
  Format,
  ParsedSchema,
  ResolvedReference,
  SchemaTags,
  ValidateOptions,
} from '../format.ts'
import { type JsonObject, type JsonValue, readJson, writeJson } from '../json-text.ts'
import { SchemaError, WorkExceeded } from '../schema-error.ts'
import { incompatibilities } from './compare.ts'
import { printNumber } from './decimal.ts'
import { loadSchema, RootError } from './load.ts'
import type { Schema } from './model.ts'
import { UnknownReference } from './reference-texts.ts'
import { checkStrictly } from './strict.ts'
import { changeTags, inlineTags } from './tags.ts'

/** JSON Schema as Confluent's registry reads and compares it, drafts 04 to 2020-12. */
export const jsonSchema: Format = {
  type: 'JSON',
  checksNew: false,
  parse: (text, references) => new ParsedJsonSchema(text, references),
}

const unsupported = 'A previous schema version contains an unsupported external reference'

class ParsedJsonSchema implements ParsedSchema {
  readonly canonical: string
  readonly #root: JsonValue
  readonly #references: readonly ResolvedReference[]
  #model: Schema | undefined

  constructor(text: string, references: readonly ResolvedReference[]) {
    this.#references = references
    this.#root = worded('Invalid JSON schema', () => readJson(text, { trailing: true }))
    this.canonical = worded('Invalid JSON schema', () => writeJson(this.#root, printNumber))
  }

  get name(): string | undefined {
    const title = this.#root instanceof Map ? this.#root.get('title') : undefined
    if (title === undefined || typeof title === 'string') return title
    return title instanceof Map || Array.isArray(title) ? '' : writeJson(title, printNumber)
  }

  validate({ fields, strict, budget }: ValidateOptions): void {
    const model = this.#load(budget)
    if (fields && model.kind === 'object') {
      const reserved = [...model.properties.keys()].some((name) => name.startsWith('$$'))
      if (reserved) throw new SchemaError('#: Field names cannot start with $$ prefix')
    }
    if (strict) worded(undefined, () => checkStrictly(this.#root, budget))
  }

  normalized(): string {
    return worded('Invalid JSON', () => writeJson(sorted(this.#root), printNumber))
  }

  render(): string {
    return this.canonical
  }

  equivalent(other: ParsedSchema): boolean {
    return this.canonical === other.canonical
  }

  unreadable(writer: ParsedSchema, options: CompareOptions): readonly string[] {
    if (!(writer instanceof ParsedJsonSchema)) throw new SchemaError('Not a JSON schema')
    const sides = loaded(() => [writer.#load(options.budget), this.#load(options.budget)])
    if (sides === undefined) return [unsupported]
    return worded(undefined, () => incompatibilities(sides[0], sides[1], options))
  }

  hasField(name: string): boolean {
    const properties = this.#root instanceof Map ? this.#root.get('properties') : undefined
    return properties instanceof Map && properties.has(name)
  }

  tags(): readonly SchemaTags[] {
    return worded(undefined, () => inlineTags(this.#root))
  }

  withTags(add: readonly SchemaTags[], remove: readonly SchemaTags[]): string {
    const root = readJson(this.canonical)
    return worded(undefined, () => {
      changeTags(root, add, remove)
      return writeJson(root, printNumber)
    })
  }

  #load(budget: WorkBudget): Schema {
    this.#model ??= worded('Invalid JSON', () => loadSchema(this.#root, this.#references, budget))
    return this.#model
  }
}

/**
 * Runs a step; whatever stops it becomes a SchemaError, in the reference's words where it has some.
 * A thread with a larger stack may get further, so a full stack counts as too much work.
 */
function worded<T>(message: string | undefined, step: () => T): T {
  try {
    return step()
  } catch (cause) {
    if (cause instanceof RangeError) {
      throw new WorkExceeded('The schema is nested too deeply', { cause })
    }
    const keeps = cause instanceof WorkExceeded || cause instanceof RootError
    if (!(cause instanceof SchemaError) || keeps || message === undefined) throw cause
    throw new SchemaError(message, { cause })
  }
}

/** Both sides of a comparison; undefined where one refers to a document on the network. */
function loaded(load: () => readonly [Schema, Schema]): readonly [Schema, Schema] | undefined {
  try {
    return load()
  } catch (error) {
    const cause = error instanceof SchemaError ? error.cause : undefined
    if (cause instanceof UnknownReference && cause.isRemote) return undefined
    throw error
  }
}

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted)
  if (!(value instanceof Map)) return value
  const result: JsonObject = new Map()
  for (const name of [...value.keys()].sort()) result.set(name, sorted(value.get(name) ?? null))
  return result
}
