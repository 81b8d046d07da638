import { failure } from '../model/errors.ts'
import type { Subject } from '../model/subject.ts'
import { incompatibilities, type Older } from './compatibility.ts'
import type { Freshness } from './contexts.ts'
import { needsHistory } from './prepare.ts'
import type { Registry } from './registry.ts'
import { populate } from './same-schema.ts'
import { isBlank, readSchema, type SchemaRequest } from './schema-request.ts'
import { effectiveConfig, scopesOf } from './settings.ts'
import { isLive, versionsOf } from './state.ts'
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
  const live = versionsOf(found, isLive).toReversed()
  const versions = choose(
    request.against,
    live,
    needsHistory(config.compatibilityLevel, config.compatibilityGroup),
  )
  const digests = versions.map((version) => found?.versions.get(version)?.digest ?? '')
  if (isBlank(request)) throw failure('invalidSchema', 'Empty schema')
  const read = await readSchema(registry, subject, request, {
    asNew: config.validateNewSchemas,
    normalize: options.normalize || config.normalize === true,
    validate: { fields: config.validateFields, strict: false },
    freshness,
  })
  const contents = await registry.contents.get(subject.context, digests)
  const older: Older[] = contents.map((content, at) => ({ version: versions[at] ?? 0, content }))
  const { metadata } = populate(config, read.content, older[0]?.content)
  const candidate = { source: read.source, metadata }
  return incompatibilities(registry, subject.context, candidate, { older, config, freshness })
}

function choose(
  against: VersionSpec | 'all',
  live: readonly number[],
  history: boolean,
): readonly number[] {
  if (against === 'all') return history ? live : live.slice(0, 1)
  if (against === 'latest') return live.slice(0, 1)
  if (!live.includes(against)) throw failure('versionNotFound', against)
  return [against]
}
