import { propertyOf, versionProperty, withProperty } from '../model/annotations.ts'
import { failure } from '../model/errors.ts'
import { likenessOf } from '../model/likeness.ts'
import { guidOf, type SchemaContent } from '../model/schema.ts'
import { formatSubject } from '../model/subject.ts'
import { strongAssociationOf } from './association-state.ts'
import { incompatibilities } from './compatibility.ts'
import { liveVersions } from './history.ts'
import { pinTargets } from './pins.ts'
import type { Target } from './references.ts'
import { answerOf, type Prepared, type Registration } from './register-decision.ts'
import { freshState, type Registry } from './registry.ts'
import {
  findEquivalent,
  latestContent,
  populate,
  readingRules,
  versionWithId,
} from './same-schema.ts'
import {
  hasTags,
  isBlank,
  type ReadingOptions,
  type ReadSchema,
  readSchema,
  type SchemaRequest,
} from './schema-request.ts'
import { isImporting } from './settings.ts'
import type { Situation } from './situation.ts'
import { idOf } from './state.ts'
import { retag } from './tags.ts'

export type Preparation =
  | (Prepared & { readonly kind: 'prepared' })
  | { readonly kind: 'known'; readonly found: Registration }
  | { readonly kind: 'outdated' }

/**
 * The expensive part of a registration (contract 4.1, steps 6 to 12): inherits, reads, validates,
 * looks for the same schema and compares. Throws what makes the schema unfit.
 */
export async function prepare(registry: Registry, situation: Situation): Promise<Preparation> {
  const { subject, options, scopes, mode, stamp } = situation
  const importing = isImporting(mode)
  const latest = await latestContent(registry, scopes.own, subject)
  const request = await completed(registry, situation, latest)
  const read = await readSchema(registry, subject, request, readingOptions(situation, importing))
  const content = importing ? read.content : annotated(situation, request, read.content, latest)
  await refuseOwned(registry, situation, read.resolved.targets)
  const stored = registry.contents.encode(subject.context, content)
  const annotatedRead = { ...read, content }
  const found = await findKnown(registry, situation, request, {
    read: annotatedRead,
    digest: stored.digest,
  })
  if (found) return { kind: 'known', found }
  if (!importing && !options.force)
    await refuseIncompatible(registry, situation, annotatedRead, latest)
  const { targets } = read.resolved
  const pinned = options.dryRun ? [] : targets
  const pin = await pinTargets(registry, subject.context, pinned, options.freshness)
  if (pin === 'outdated') return { kind: 'outdated' }
  return {
    kind: 'prepared',
    ...{ subject, content, stored, importing, targets, stamp },
    guid: guidOf(content),
    likeness: likenessOf(content.text),
    version: request.version,
    id: request.id,
    pin: pin.token,
  }
}

function readingOptions(
  { config, options, request }: Situation,
  importing: boolean,
): ReadingOptions {
  const asNew = request.id === undefined && config.validateNewSchemas
  const { freshness } = options
  return { asNew, ...readingRules(config, options, importing), freshness }
}

/** The request with its text: inherited where blank, unless imported; tags applied. */
async function completed(
  registry: Registry,
  { subject, request, options, mode }: Situation,
  latest: SchemaContent | undefined,
): Promise<SchemaRequest> {
  if (isBlank(request) && (!latest || isImporting(mode)))
    throw failure('invalidSchema', 'Empty schema')
  const filled =
    isBlank(request) && latest
      ? { ...request, type: latest.type, text: latest.text, references: latest.references }
      : request
  if (!hasTags(request)) return filled
  const version = request.version === 0 ? -1 : request.version
  const text = await retag(registry, { subject, request: filled, latest }, options.freshness)
  return { ...filled, version, text }
}

/** Metadata and rules as they would be stored, the version property among them where due. */
function annotated(
  { subject, config, scopes }: Situation,
  request: SchemaRequest,
  content: SchemaContent,
  latest: SchemaContent | undefined,
): SchemaContent {
  const filled = populate(config, content, latest)
  if (request.version === 0 && propertyOf(filled.metadata, versionProperty) === undefined) {
    return filled
  }
  const next = (scopes.own.subjects.get(subject.name)?.highest ?? 0) + 1
  return { ...filled, metadata: withProperty(filled.metadata, versionProperty, String(next)) }
}

/** A subject that a topic owns cannot be referred to. */
async function refuseOwned(
  registry: Registry,
  { options }: Situation,
  targets: readonly Target[],
): Promise<void> {
  for (const { subject } of targets) {
    const state = await freshState(registry, subject.context, options.freshness)
    if (!strongAssociationOf(state, subject.name)) continue
    const name = formatSubject(subject)
    const detail = `Subject '${name}' has a strong association and cannot be referenced`
    throw failure('notPermitted', detail)
  }
}

/** A live version that already is this schema (steps 10 and 11), for version 0 only. */
async function findKnown(
  registry: Registry,
  { subject, scopes, options }: Situation,
  request: SchemaRequest,
  { read, digest }: { readonly read: ReadSchema; readonly digest: string },
): Promise<Registration | undefined> {
  if (request.version !== 0) return undefined
  const state = scopes.own
  const matching = {
    ...{ deleted: false, latestOnly: false, normalize: false },
    freshness: options.freshness,
  }
  const id = idOf(state, digest)
  if (id !== undefined && (request.id === undefined || request.id === id)) {
    const version = versionWithId(state, subject.name, id, matching)
    const row = version && state.subjects.get(subject.name)?.versions.get(version)
    if (version && row) {
      return answerOf({ subject, version, row, content: read.content, stored: false })
    }
  }
  const found = await findEquivalent(registry, state, { subject, read }, matching)
  if (!found || (request.id !== undefined && request.id !== found.row.id)) return undefined
  return answerOf(found)
}

async function refuseIncompatible(
  registry: Registry,
  { subject, scopes, config, options }: Situation,
  { source, content }: ReadSchema,
  latest: SchemaContent | undefined,
): Promise<void> {
  if (!latest) return
  const { compatibilityLevel: level, compatibilityGroup: group } = config
  const older = liveVersions(scopes.own.subjects.get(subject.name), !needsHistory(level, group))
  const candidate = { source, metadata: content.metadata }
  const history = { older, latest, config, freshness: options.freshness }
  const lines = await incompatibilities(registry, subject.context, candidate, history)
  if (lines.length === 0) return
  throw failure('incompatibleSchema', formatSubject(subject), `[${lines.join(', ')}]`)
}

/** Whether more than the latest version is looked at. */
export function needsHistory(level: string, group: string | undefined): boolean {
  return level.endsWith('_TRANSITIVE') || group !== undefined
}
