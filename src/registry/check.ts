import { failure } from '../model/errors.ts'
import type { Subject } from '../model/subject.ts'
import { incompatibilities } from './compatibility.ts'
import type { Freshness } from './contexts.ts'
import { liveVersions, type OlderVersion } from './history.ts'
import { needsHistory } from './prepare.ts'
import { explained } from './problems.ts'
import type { Registry } from './registry.ts'
import { populate, readingRules } from './same-schema.ts'
import { isBlank, readSchema, type SchemaRequest } from './schema-request.ts'
import { effectiveConfig, scopesOf } from './settings.ts'
import type { VersionSpec } from './versions.ts'

/**
 * Confluent's lines saying why the schema does not fit the version, or with `all` the versions
 * that the level names; empty when it does. Looks at exactly this subject and its live versions.
 * Throws `versionNotFound` (never for `latest`), then `invalidSchema`.
 */
export async function checkCompatibility(
  registry: Registry,
  subject: Subject,
  request: SchemaRequest & { readonly against: VersionSpec | 'all' },
  options: { readonly normalize: boolean; readonly freshness: Freshness },
): Promise<readonly string[]> {
  const { freshness } = options
  const scopes = await scopesOf(registry, subject.context, freshness)
  const config = effectiveConfig(scopes, subject, registry.defaults)
  const found = scopes.own.subjects.get(subject.name)
  const { compatibilityLevel: level, compatibilityGroup: group } = config
  const older = choose(request.against, liveVersions(found, false), needsHistory(level, group))
  if (isBlank(request)) throw failure('invalidSchema', 'Empty schema')
  const read = await readSchema(registry, subject, request, {
    asNew: config.validateNewSchemas,
    ...readingRules(config, options, false),
    freshness,
  })
  const [latest] = await registry.contents.get(
    subject.context,
    older.slice(0, 1).map(({ digest }) => digest),
  )
  const { metadata } = populate(config, read.content, latest)
  const candidate = { source: read.source, metadata }
  const history = { older, latest, config, freshness }
  return explained(subject, request, () => {
    return incompatibilities(registry, subject.context, candidate, history)
  })
}

function choose(
  against: VersionSpec | 'all',
  live: readonly OlderVersion[],
  history: boolean,
): readonly OlderVersion[] {
  if (against === 'all') return history ? live : live.slice(0, 1)
  if (against === 'latest') return live.slice(0, 1)
  const found = live.filter(({ version }) => version === against)
  if (found.length === 0) throw failure('versionNotFound', against)
  return found
}
