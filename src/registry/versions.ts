import { DEFAULT_CONTEXT } from '../model/context.ts'
import { failure } from '../model/errors.ts'
import { formatSubject, type Subject } from '../model/subject.ts'
import type { Freshness } from './contexts.ts'
import { otherContexts } from './other-contexts.ts'
import { foreignReferrers, isLiveRow } from './pins.ts'
import { freshState, type Registry } from './registry.ts'
import type { FoundVersion } from './same-schema.ts'
import {
  type ContextState,
  isLive,
  rowKey,
  type SubjectState,
  type VersionState,
  versionsOf,
} from './state.ts'

/** A version number, or the highest live one. */
export type VersionSpec = number | 'latest'

export type VersionRow = {
  readonly state: ContextState
  readonly subject: Subject
  readonly version: number
  readonly row: VersionState
}

/** The row of a version in exactly this state; `latest` never is a soft-deleted one. */
export function rowOf(
  state: ContextState,
  name: string,
  spec: VersionSpec,
  deleted: boolean,
): VersionRow | undefined {
  const found = state.subjects.get(name)
  const version = spec === 'latest' ? (found?.latest ?? 0) : spec
  const row = found?.versions.get(version)
  if (!row || (row.deleted && !deleted)) return undefined
  return { state, subject: { context: state.context, name }, version, row }
}

/** Throws `subjectNotFound` or `versionNotFound`, whichever a missing version means. */
export function missingVersion(
  state: ContextState,
  subject: Subject,
  spec: VersionSpec,
  deleted: boolean,
): Error {
  const known = hasVersions(state.subjects.get(subject.name), deleted)
  if (!known) return failure('subjectNotFound', formatSubject(subject))
  return failure('versionNotFound', spec === 'latest' ? -1 : spec)
}

/** Whether the subject has a live version, or with `deleted` any version. */
export function hasVersions(subject: SubjectState | undefined, deleted: boolean): boolean {
  return subject !== undefined && (deleted ? subject.versions.size > 0 : subject.live > 0)
}

/**
 * The row of a version; a subject of the default context is looked for in the other contexts too,
 * by order of their names. Throws `subjectNotFound` and `versionNotFound`.
 */
export async function findRow(
  registry: Registry,
  subject: Subject,
  spec: VersionSpec,
  options: { readonly deleted: boolean; readonly freshness: Freshness },
): Promise<VersionRow> {
  const state = await freshState(registry, subject.context, options.freshness)
  const found = rowOf(state, subject.name, spec, options.deleted)
  if (found) return found
  if (subject.context === DEFAULT_CONTEXT && subject.name !== '') {
    for await (const other of otherContexts(registry, 'subject', subject.name, options.freshness)) {
      const elsewhere = rowOf(other, subject.name, spec, options.deleted)
      if (elsewhere) return elsewhere
    }
  }
  throw missingVersion(state, subject, spec, options.deleted)
}

/** A version with its content; see {@link findRow}. */
export async function findVersion(
  registry: Registry,
  subject: Subject,
  spec: VersionSpec,
  options: { readonly deleted: boolean; readonly freshness: Freshness },
): Promise<FoundVersion> {
  const found = await findRow(registry, subject, spec, options)
  const content = await registry.contents.one(found.state.context, found.row.digest)
  return { subject: found.subject, version: found.version, row: found.row, content, stored: true }
}

export type VersionFilter = {
  readonly deleted: boolean
  readonly deletedOnly: boolean
  /** Soft-deleted versions as negative numbers; wins over the others. */
  readonly deletedAsNegative: boolean
}

/**
 * Versions of exactly this subject, ascending. Throws `subjectNotFound` when there is no live one,
 * or none at all where soft-deleted ones are asked for.
 */
export async function listVersions(
  registry: Registry,
  subject: Subject,
  filter: VersionFilter,
  freshness: Freshness,
): Promise<readonly number[]> {
  const state = await freshState(registry, subject.context, freshness)
  const found = state.subjects.get(subject.name)
  if (!hasVersions(found, filter.deleted || filter.deletedOnly)) {
    throw failure('subjectNotFound', formatSubject(subject))
  }
  if (filter.deletedAsNegative) {
    return versionsOf(found).map((version) =>
      found?.versions.get(version)?.deleted ? -version : version,
    )
  }
  if (filter.deletedOnly) return versionsOf(found, (row) => row.deleted)
  return versionsOf(found, filter.deleted ? undefined : isLive)
}

/**
 * Ids of the schemas that refer to the version, by context, then id; each once per context.
 * Without `deleted` a referrer counts only with a live version.
 */
export async function referencedBy(
  registry: Registry,
  subject: Subject,
  spec: VersionSpec,
  options: { readonly deleted: boolean; readonly freshness: Freshness },
): Promise<readonly number[]> {
  const { freshness } = options
  const found = await findRow(registry, subject, spec, { deleted: true, freshness })
  const key = rowKey(found.subject.name, found.version)
  const rows = found.state.referrers.get(key)
  const own = [...(rows?.entries() ?? [])].map(([, row]) => row)
  const ids = new Map([[found.state.context as string, new Set<number>()]])
  const add = (state: ContextState, row: { subject: string; version: number }) => {
    if (!options.deleted && !isLiveRow(state, row)) return
    const id = state.subjects.get(row.subject)?.versions.get(row.version)?.id
    const known = ids.get(state.context) ?? new Set()
    if (id !== undefined) ids.set(state.context, known.add(id))
  }
  for (const row of own) add(found.state, row)
  const { referrers } = await foreignReferrers(registry, found.state, key, freshness)
  for (const { context, row } of referrers) {
    add(await freshState(registry, context, freshness), row)
  }
  return [...ids]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, found]) => [...found].sort((a, b) => a - b))
}

/** The highest version whose metadata carry all the pairs; without pairs, that has metadata. */
export async function findByMetadata(
  registry: Registry,
  subject: Subject,
  pairs: readonly (readonly [string, string])[],
  options: { readonly deleted: boolean; readonly freshness: Freshness },
): Promise<FoundVersion> {
  const state = await freshState(registry, subject.context, options.freshness)
  const found = state.subjects.get(subject.name)
  if (!hasVersions(found, options.deleted)) {
    throw failure('subjectNotFound', formatSubject(subject))
  }
  const filter = options.deleted ? undefined : isLive
  for (const version of versionsOf(found, filter).toReversed()) {
    const row = found?.versions.get(version)
    if (!row) continue
    const content = await registry.contents.one(state.context, row.digest)
    const properties = new Map(content.metadata?.properties)
    if (!content.metadata || !pairs.every(([key, value]) => properties.get(key) === value)) continue
    return { subject, version, row, content, stored: true }
  }
  throw failure('schemaNotFound')
}
