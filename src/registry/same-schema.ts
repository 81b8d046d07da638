import { mergeMetadata, mergeRuleSets, sameAnnotations } from '../model/annotations.ts'
import { likenessOf } from '../model/likeness.ts'
import { digestOf, encodeContent, guidOf, type SchemaContent } from '../model/schema.ts'
import type { Subject } from '../model/subject.ts'
import { sourceOf } from './compatibility.ts'
import type { Freshness } from './contexts.ts'
import { explained } from './problems.ts'
import type { Registry } from './registry.ts'
import {
  isBlank,
  type ReadingOptions,
  type ReadSchema,
  readSchema,
  type SchemaRequest,
} from './schema-request.ts'
import {
  type EffectiveConfig,
  effectiveConfig,
  effectiveMode,
  isImporting,
  type Scopes,
} from './settings.ts'
import {
  type ContextState,
  idOf,
  isLive,
  type SubjectState,
  type VersionState,
  versionsOf,
} from './state.ts'

/** A version of a subject with its content, as answers show it. */
export type FoundVersion = {
  readonly subject: Subject
  readonly version: number
  readonly row: VersionState
  readonly content: SchemaContent
  /** Whether the stored row answers, with its time and mark, or the request's own text. */
  readonly stored: boolean
}

export type Matching = {
  readonly normalize: boolean
  readonly deleted: boolean
  /** Only the latest live version counts. */
  readonly latestOnly: boolean
  readonly freshness: Freshness
}

/**
 * The version of exactly this subject that the request's schema is registered as (contract 4.2 a
 * to c). Throws `invalidSchema` for a text that cannot be read; a blank one is no match.
 */
export async function findRegistered(
  registry: Registry,
  scopes: Scopes,
  request: SchemaRequest & { readonly subject: Subject },
  matching: Matching,
): Promise<FoundVersion | undefined> {
  if (isBlank(request)) return undefined
  const { subject } = request
  const config = effectiveConfig(scopes, subject, registry.defaults)
  const importing = isImporting(effectiveMode(scopes, subject))
  const read = await readSchema(registry, subject, request, {
    asNew: false,
    ...readingRules(config, matching, importing),
    freshness: matching.freshness,
  })
  const found = await findSame(registry, scopes.own, { subject, read }, matching)
  if (found && !found.stored && !importing) {
    registry.recall.keep(request, { ...matching, config }, read.content)
  }
  if (found) return found
  const filled = populate(config, read.content, await latestContent(registry, scopes.own, subject))
  if (annotationsOf(filled) === annotationsOf(read.content)) return undefined
  return findSame(registry, scopes.own, { subject, read: { ...read, content: filled } }, matching)
}

/** How a text is read under the settings: where schemas are imported, as it is (contract 3.6). */
export function readingRules(
  config: EffectiveConfig,
  asked: { readonly normalize: boolean },
  importing: boolean,
): Pick<ReadingOptions, 'normalize' | 'validate'> {
  if (importing) return { normalize: false }
  return {
    normalize: asked.normalize || config.normalize === true,
    validate: { fields: config.validateFields, strict: false },
  }
}

/** All that populating may change, as one text. */
const annotationsOf = ({ metadata, ruleSet }: SchemaContent) => JSON.stringify([metadata, ruleSet])

/** Content of the subject's latest live version. */
export async function latestContent(
  registry: Registry,
  state: ContextState,
  { name }: Subject,
): Promise<SchemaContent | undefined> {
  const found = state.subjects.get(name)
  const row = found?.versions.get(found.latest)
  return row && registry.contents.one(state.context, row.digest)
}

/**
 * The content with what config and the latest version add: defaults below, overrides above what
 * the request says, or above what it inherits where it says nothing (contract 4.1, step 7).
 */
export function populate(
  config: EffectiveConfig,
  content: SchemaContent,
  latest: SchemaContent | undefined,
): SchemaContent {
  const { type, text, references } = content
  const ownMetadata = content.metadata ?? latest?.metadata
  const ownRules = content.ruleSet ?? latest?.ruleSet
  const metadata = mergeMetadata(
    mergeMetadata(config.defaultMetadata, ownMetadata),
    config.overrideMetadata,
  )
  const ruleSet = mergeRuleSets(
    mergeRuleSets(config.defaultRuleSet, ownRules),
    config.overrideRuleSet,
  )
  return { type, text, references, ...(metadata && { metadata }), ...(ruleSet && { ruleSet }) }
}

/** The version with exactly this content, else one that is the same schema. */
export async function findSame(
  registry: Registry,
  state: ContextState,
  { subject, read }: { readonly subject: Subject; readonly read: ReadSchema },
  matching: Matching,
): Promise<FoundVersion | undefined> {
  const found = state.subjects.get(subject.name)
  if (!found) return undefined
  const id = idOf(state, digestOf(encodeContent(read.content)))
  const version = id === undefined ? undefined : versionWithId(state, subject.name, id, matching)
  const row = version === undefined ? undefined : found.versions.get(version)
  if (version !== undefined && row) {
    return { subject, version, row, content: read.content, stored: false }
  }
  return findEquivalent(registry, state, { subject, read }, matching)
}

/** The highest version of the subject that carries the id, among those that count. */
export function versionWithId(
  state: ContextState,
  name: string,
  id: number,
  matching: { readonly deleted: boolean; readonly latestOnly: boolean },
): number | undefined {
  const subject = state.subjects.get(name)
  const holder = state.ids.get(id)?.holders.get(name)
  if (!subject || holder === undefined) return undefined
  const counts = (version: VersionState) =>
    version.id === id && (matching.deleted || !version.deleted)
  if (matching.latestOnly) {
    const latest = subject.versions.get(subject.latest)
    return latest && counts(latest) ? subject.latest : undefined
  }
  const row = subject.versions.get(holder)
  return row && counts(row) ? holder : versionsOf(subject, counts).at(-1)
}

/**
 * The newest version that is the same schema although its content differs: properties in another
 * order, references written out, the version property absent (engines' `equivalent`).
 */
export async function findEquivalent(
  registry: Registry,
  state: ContextState,
  { subject, read }: { readonly subject: Subject; readonly read: ReadSchema },
  matching: Matching,
): Promise<FoundVersion | undefined> {
  const found = state.subjects.get(subject.name)
  if (!found) return undefined
  for (const version of comparableVersions(found, read, matching)) {
    const row = found.versions.get(version)
    if (!row) continue
    const content = await registry.contents.one(state.context, row.digest)
    if (!sameFrame(read.content, content)) continue
    const same = await explained(subject, read.content, async () => {
      const other = await sourceOf(registry, state.context, content, matching.freshness)
      const asked = { source: read.source, others: [other] }
      return registry.formats.run(state.context, 'equivalent', asked)
    })
    if (same === 0) return { subject, version, row, content, stored: true }
  }
  return undefined
}

/** Only a text of the same words can be the same schema, unless references are written out. */
function comparableVersions(
  subject: SubjectState,
  { content }: ReadSchema,
  { deleted, latestOnly }: Matching,
): readonly number[] {
  const inlined = content.references.length === 0
  const likeness = likenessOf(content.text)
  const fits = (row: VersionState) =>
    row.likeness === likeness || (inlined && row.references.length > 0)
  if (latestOnly) {
    const latest = subject.versions.get(subject.latest)
    return latest && fits(latest) ? [subject.latest] : []
  }
  return versionsOf(subject, (row) => (deleted || isLive(row)) && fits(row)).toReversed()
}

function sameFrame(candidate: SchemaContent, stored: SchemaContent): boolean {
  if (candidate.type !== stored.type || !sameAnnotations(candidate, stored)) return false
  const sameReferences = JSON.stringify(candidate.references) === JSON.stringify(stored.references)
  return sameReferences || (candidate.references.length === 0 && stored.references.length > 0)
}

/** The guid answers show for a found version: that of its content. */
export const guidOfFound = (found: FoundVersion) =>
  found.stored ? found.row.guid : guidOf(found.content)
