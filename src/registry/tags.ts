import type { SchemaTags } from '../formats/format.ts'
import type { Source } from '../formats/tasks.ts'
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
    return registry.formats.run(context, 'retag', {
      source,
      add: [...inherited, ...request.tagsToAdd],
      remove: request.tagsToRemove,
    })
  })
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
  const kept: SchemaTags[] = []
  for (const tag of tags) {
    const asked = { source: texts.source, add: [tag], remove: [] }
    const fits = await registry.formats.run(context, 'retag', asked).then(
      () => true,
      () => false,
    )
    if (fits) kept.push(tag)
  }
  return kept
}
