import type { SchemaTags } from '../formats/format.ts'
import { SchemaProblem, type Source, type Tasks } from '../formats/tasks.ts'
import type { ContextName } from '../model/context.ts'
import { failure } from '../model/errors.ts'
import { isSchemaType, type SchemaContent } from '../model/schema.ts'
import type { Subject } from '../model/subject.ts'
import { sourceOf } from './compatibility.ts'
import type { Freshness } from './contexts.ts'
import { explained, unknownType } from './problems.ts'
import { resolveReferences } from './references.ts'
import type { Registry } from './registry.ts'
import type { SchemaRequest } from './schema-request.ts'

/**
 * The request's text with its tag changes made: the latest version's tags first where they are to
 * be propagated, then those to add and to remove. Throws `invalidSchema` for an unknown entity.
 */
export async function retag(
  registry: Registry,
  asked: {
    readonly subject: Subject
    readonly request: SchemaRequest
    readonly latest: SchemaContent | undefined
  },
  freshness: Freshness,
): Promise<string> {
  const { subject, request, latest } = asked
  const { type, text } = request
  if (!isSchemaType(type)) throw unknownType(type)
  const { context } = subject
  return explained(subject, request, async () => {
    const options = { liveOnly: false, freshness }
    const resolved = await resolveReferences(registry, context, request.references, options)
    const source: Source = { type, text, references: resolved.closure }
    const inherited =
      request.propagateTags && latest
        ? await inheritedTags(registry, subject, { latest, source }, freshness)
        : []
    const add = [...inherited, ...request.tagsToAdd]
    return retagged(registry, context, { source, add, remove: request.tagsToRemove })
  })
}

/** Gives the reference's words for an entity that is not there (contract 2.3). */
async function retagged(
  registry: Registry,
  context: ContextName,
  asked: Tasks['retag']['input'],
): Promise<string> {
  try {
    return await registry.formats.run(context, 'retag', asked)
  } catch (error) {
    if (!isMisplaced(error)) throw error
    const message = `java.lang.IllegalArgumentException: ${error.message}`
    throw Object.assign(failure('invalidSchema', message), { cause: error })
  }
}

/** Whether the text could be read but a tag could not be put where it was to go. */
function isMisplaced(error: unknown): error is SchemaProblem {
  return error instanceof SchemaProblem && error.stage === 'validate' && !error.exhausted
}

/** Tags of the latest version whose entities the new text still has. */
async function inheritedTags(
  registry: Registry,
  { context }: Subject,
  texts: { readonly latest: SchemaContent; readonly source: Source },
  freshness: Freshness,
): Promise<readonly SchemaTags[]> {
  const old = await sourceOf(registry, context, texts.latest, freshness)
  const tags = await registry.formats.run(context, 'tags', { source: old })
  const place = (add: readonly SchemaTags[]) =>
    registry.formats.run(context, 'retag', { source: texts.source, add, remove: [] })
  return fitting(tags, place)
}

/** Entities that may have gone with all their tags; each costs an attempt. */
const mostLost = 100

/** Those of the tags that can be placed: the engine names what is gone, one after the other. */
async function fitting(
  tags: readonly SchemaTags[],
  place: (tags: readonly SchemaTags[]) => Promise<string>,
): Promise<readonly SchemaTags[]> {
  let left = tags
  for (let lost = 0; lost <= mostLost; lost++) {
    const gone = left.length === 0 ? undefined : await firstMisplaced(left, place)
    if (!gone) return left
    left = left.filter((tag) => tag !== gone)
  }
  throw failure('invalidSchema', `More than ${mostLost} tagged entities are gone`)
}

/** The tag that the engine found no place for; undefined if it placed them all. */
async function firstMisplaced(
  tags: readonly SchemaTags[],
  place: (tags: readonly SchemaTags[]) => Promise<string>,
): Promise<SchemaTags | undefined> {
  try {
    await place(tags)
    return undefined
  } catch (error) {
    if (!isMisplaced(error)) throw error
    const named = tags.find(({ schemaEntity }) =>
      error.message.includes(`path '${schemaEntity.entityPath}' found`),
    )
    if (!named) throw error
    return named
  }
}
