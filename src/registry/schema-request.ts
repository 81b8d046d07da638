import type { SchemaTags } from '../formats/format.ts'
import type { Source } from '../formats/tasks.ts'
import { failure } from '../model/errors.ts'
import { fitsBytes } from '../model/names.ts'
import {
  isSchemaType,
  type Metadata,
  type Reference,
  type RuleSet,
  type SchemaContent,
} from '../model/schema.ts'
import type { Subject } from '../model/subject.ts'
import type { Freshness } from './contexts.ts'
import { explained, unknownType } from './problems.ts'
import { ReferenceProblem, type Resolved, resolveReferences } from './references.ts'
import type { Registry } from './registry.ts'

/** A schema as a client sends it, shape checked and nothing more. */
export type SchemaRequest = {
  /** The whole request body, to recognise it when it comes again; empty where there is more to it. */
  readonly body: string
  readonly type: string
  readonly text: string
  readonly references: readonly Reference[]
  readonly metadata?: Metadata
  readonly ruleSet?: RuleSet
  /** 0: any; -1: the next one; n: exactly that one. */
  readonly version: number
  /** Absent: the registry gives one. */
  readonly id?: number
  readonly tagsToAdd: readonly SchemaTags[]
  readonly tagsToRemove: readonly SchemaTags[]
  readonly propagateTags: boolean
}

export type ReadingOptions = {
  readonly asNew: boolean
  readonly normalize: boolean
  /** Left out where nothing is validated (IMPORT). */
  readonly validate?: { readonly fields: boolean; readonly strict: boolean }
  readonly freshness: Freshness
}

/** A request's schema, read: what would be stored of it. */
export type ReadSchema = {
  readonly content: SchemaContent
  /** The canonical text with its references, for further questions to the engine. */
  readonly source: Source
  readonly resolved: Resolved
}

/** Whether the request changes inline tags. */
export function hasTags({ tagsToAdd, tagsToRemove, propagateTags }: SchemaRequest): boolean {
  return tagsToAdd.length > 0 || tagsToRemove.length > 0 || propagateTags
}

/** Whether there is no schema text, so that an older version's is meant. */
export const isBlank = (request: SchemaRequest) => request.text.trim() === ''

/**
 * Reads and checks the schema of a request in the subject's context. Throws `invalidSchema` with
 * the layers of Confluent's text, `schemaTooLarge` for a text above the limit.
 */
export async function readSchema(
  registry: Registry,
  subject: Subject,
  request: SchemaRequest,
  options: ReadingOptions,
): Promise<ReadSchema> {
  const { type, text } = request
  if (!isSchemaType(type)) throw unknownType(type)
  checkSize(registry, text)
  return explained(subject, request, async () => {
    checkReferences(request.references)
    const resolved = await resolveReferences(registry, subject.context, request.references, {
      liveOnly: options.asNew,
      freshness: options.freshness,
    })
    const source = { type, text, references: resolved.closure }
    const { asNew, normalize, validate } = options
    const asked = { source, asNew, normalize, validate }
    const { canonical } = await registry.formats.run(subject.context, 'describe', asked)
    checkSize(registry, canonical)
    const references = normalize ? sortReferences(resolved.frozen) : resolved.frozen
    const { metadata, ruleSet } = request
    const content = {
      ...{ type, text: canonical, references },
      ...(metadata && { metadata }),
      ...(ruleSet && { ruleSet }),
    }
    return { content, source: { ...source, text: canonical }, resolved }
  })
}

function checkSize({ defaults }: Registry, text: string): void {
  if (!fitsBytes(text, defaults.schemaBytes)) throw failure('schemaTooLarge')
}

function checkReferences(references: readonly Reference[]): void {
  for (const { name, subject, version } of references) {
    if (name !== '' && subject !== '' && (version > 0 || version === -1)) continue
    throw new ReferenceProblem(
      `Invalid reference: {name='${name}', subject='${subject}', version=${version}}`,
    )
  }
}

/** Normalised references: by subject, then version, each once (ParsedSchema.normalize). */
function sortReferences(references: readonly Reference[]): readonly Reference[] {
  const unique = new Map(references.map((reference) => [JSON.stringify(reference), reference]))
  return [...unique.values()].sort((a, b) =>
    a.subject === b.subject ? a.version - b.version : a.subject < b.subject ? -1 : 1,
  )
}
