import { DEFAULT_CONTEXT } from '../model/context.ts'
import { failure, RegistryError } from '../model/errors.ts'
import { formatSubject, type Subject } from '../model/subject.ts'
import { otherContexts } from './other-contexts.ts'
import type { Registry } from './registry.ts'
import { type FoundVersion, findRegistered, type Matching } from './same-schema.ts'
import type { SchemaRequest } from './schema-request.ts'
import { scopesOf } from './settings.ts'
import { isLive, versionsOf } from './state.ts'

/**
 * Finds the version that a schema is already registered as (contract 4.2). A subject of the
 * default context is looked for in the other contexts too. Throws `invalidSchema` before
 * `subjectNotFound` and `schemaNotFound`.
 */
export async function lookUp(
  registry: Registry,
  subject: Subject,
  request: SchemaRequest,
  matching: Matching,
): Promise<FoundVersion> {
  const scopes = await scopesOf(registry, subject.context, matching.freshness)
  const found =
    (await findRegistered(registry, scopes, { ...request, subject }, matching)) ??
    (await findElsewhere(registry, subject, request, matching))
  if (found) return found
  const filter = matching.deleted ? undefined : isLive
  const known = versionsOf(scopes.own.subjects.get(subject.name), filter)
  if (known.length === 0) throw failure('subjectNotFound', formatSubject(subject))
  throw failure('schemaNotFound')
}

async function findElsewhere(
  registry: Registry,
  { context, name }: Subject,
  request: SchemaRequest,
  matching: Matching,
): Promise<FoundVersion | undefined> {
  if (context !== DEFAULT_CONTEXT) return undefined
  for await (const own of otherContexts(registry, 'subject', name, matching.freshness)) {
    if (!own.subjects.has(name)) continue
    const subject = { context: own.context, name }
    const scopes = await scopesOf(registry, own.context, matching.freshness)
    try {
      const found = await findRegistered(registry, scopes, { ...request, subject }, matching)
      if (found) return found
    } catch (error) {
      // A reference that is missing in that context only says that this is not the place.
      if (!(error instanceof RegistryError && error.kind === 'invalidSchema')) throw error
    }
  }
  return undefined
}
