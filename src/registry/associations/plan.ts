import { failure } from '../../model/errors.ts'
import { formatSubject, type Subject } from '../../model/subject.ts'
import { associationsOfSubject, strongAssociationOf } from '../association-state.ts'
import type { Freshness } from '../contexts.ts'
import { foreignReferrers, ownReferrers } from '../pins.ts'
import type { Registry } from '../registry.ts'
import { effectiveMode, isImporting, isReadOnly, type Scopes, scopesOf } from '../settings.ts'
import { type ContextState, rowKey, versionsOf } from '../state.ts'
import type { Entry } from './entry.ts'
import { invalid, type Resource, refuseDuplicates } from './request.ts'
import { isRegistered, tryRegistration } from './schema.ts'
import type { FoundAssociation } from './search.ts'

/** An entry that passed every check on the states it was checked on. */
export type PlannedEntry = Entry & {
  readonly scopes: Scopes
  readonly importing: boolean
  /** The association is there already; at most a schema is to be registered. */
  readonly skipped: boolean
}

/**
 * Checks the entries of one request against what is stored (contract 8.2, in that order); writes
 * nothing. `siblings` are the resource's associations. Throws what stands in the way.
 */
export async function planAssociations(
  registry: Registry,
  resource: Resource,
  {
    entries,
    siblings,
  }: {
    readonly entries: readonly Entry[]
    readonly siblings: readonly FoundAssociation[]
  },
  freshness: Freshness,
): Promise<readonly PlannedEntry[]> {
  const planned = await Promise.all(entries.map((entry) => situated(registry, entry, freshness)))
  for (const entry of planned) refuseReadOnly(entry, entry.scopes)
  refuseDuplicates(planned.map(({ associationType }) => associationType))
  for (const entry of planned) await compareWithExisting(registry, resource, entry, freshness)
  refuseMixed(planned, siblings)
  for (const entry of planned) refuseImported(entry)
  const news = planned.filter(({ skipped }) => !skipped)
  for (const { schema, subject, scopes } of news) if (!schema) requireLive(scopes.own, subject)
  for (const entry of news) {
    refuseOthers(entry.scopes.own, entry)
    if (entry.lifecycle === 'STRONG') await refuseReferenced(registry, entry, freshness)
  }
  for (const entry of planned) await tryRegistration(registry, entry, freshness)
  return planned
}

async function situated(
  registry: Registry,
  entry: Entry,
  freshness: Freshness,
): Promise<PlannedEntry> {
  const scopes = await scopesOf(registry, entry.subject.context, freshness)
  const importing = isImporting(effectiveMode(scopes, entry.subject))
  return { ...entry, scopes, importing, skipped: isEqual(entry, entry.existing) }
}

function isEqual(
  { subject, lifecycle, frozen }: Entry,
  existing: FoundAssociation | undefined,
): boolean {
  if (!existing) return false
  const { context, row } = existing
  const sameSubject = context === subject.context && row.subject === subject.name
  return sameSubject && row.lifecycle === lifecycle && row.frozen === frozen
}

/** Association routes print the default context as a dot, unlike the others. */
export function refuseReadOnly({ subject }: { readonly subject: Subject }, scopes: Scopes): void {
  if (!isReadOnly(effectiveMode(scopes, subject))) return
  const place = `Subject ${formatSubject(subject)} in context ${subject.context}`
  throw failure('notPermitted', `${place} is in read-only mode`)
}

async function compareWithExisting(
  registry: Registry,
  resource: Resource,
  entry: PlannedEntry,
  freshness: Freshness,
): Promise<void> {
  if (entry.skipped) await refuseUnknownSchema(registry, resource, entry, freshness)
  else if (entry.existing) refuseChange(resource, entry, entry.existing)
  else await refuseUntimely(registry, entry, freshness)
}

/** Creating what is there already is fine only with a schema that is there already too. */
async function refuseUnknownSchema(
  registry: Registry,
  resource: Resource,
  entry: PlannedEntry,
  freshness: Freshness,
): Promise<void> {
  if (entry.opType !== 'CREATE' || !entry.schema) return
  if (await isRegistered(registry, entry, freshness)) return
  throw failure('associationExists', entry.associationType, resource.name)
}

/** An association hardly ever changes: says which rule forbids it. */
function refuseChange(
  resource: Resource,
  { opType, associationType, subject, lifecycle, frozen }: PlannedEntry,
  { context, row }: FoundAssociation,
): void {
  if (opType === 'CREATE') throw failure('associationExists', associationType, resource.name)
  const before = formatSubject({ context, name: row.subject })
  const after = formatSubject(subject)
  if (before !== after) {
    throw invalid(
      'subject',
      `subject of association cannot be changed from '${before}' to '${after}'`,
    )
  }
  if (row.lifecycle === 'STRONG' && lifecycle === 'WEAK') {
    throw invalid('subject', `WEAK associations cannot use subject '${before}'`)
  }
  if (row.frozen !== frozen) {
    throw invalid('frozen', 'frozen attribute of association cannot be changed')
  }
  throw failure('associationFrozen', associationType, before)
}

/** What a new association must bring along, unless it is replicated from elsewhere. */
async function refuseUntimely(
  registry: Registry,
  entry: PlannedEntry,
  freshness: Freshness,
): Promise<void> {
  if (entry.importing) return
  if (entry.opType === 'UPSERT' && entry.lifecycle === 'STRONG') {
    const detail =
      'cannot be STRONG when creating an association; STRONG associations must be created with the topic'
    throw invalid('lifecycle', detail)
  }
  if (!entry.frozen) return
  if (!entry.schema) {
    throw invalid('schema', 'schema must be provided when creating a frozen association')
  }
  const live = entry.scopes.own.subjects.get(entry.subject.name)?.live ?? 0
  if (live > 1 || (live === 1 && !(await isRegistered(registry, entry, freshness))))
    throw occupied()
}

/** 42212 for a default subject that has schemas of its own. */
export function occupied(): Error {
  return invalid(
    'frozen',
    'cannot create a frozen association when schemas already exist in the subject',
  )
}

/** A resource is tied weakly or owns its subjects, never both. */
function refuseMixed(
  planned: readonly PlannedEntry[],
  siblings: readonly FoundAssociation[],
): void {
  const lifecycles = new Map<string, string>(
    siblings.map(({ row }) => [row.associationType, row.lifecycle]),
  )
  for (const { associationType, lifecycle } of planned) lifecycles.set(associationType, lifecycle)
  if (new Set(lifecycles.values()).size < 2) return
  const found = [...lifecycles].sort().map(([type, lifecycle]) => `${type}=${lifecycle}`)
  const rule = 'all associations for a resource must have the same lifecycle'
  throw invalid('lifecycle', `${rule}, but got ${found.join(', ')}`)
}

/** A subject in IMPORT mode gets its schemas by replication. */
function refuseImported({ importing, schema, subject }: PlannedEntry): void {
  if (!importing || !schema) return
  const name = formatSubject(subject)
  throw invalid('schema', `cannot be provided while subject '${name}' is in IMPORT mode`)
}

/** Throws `noActiveVersion` unless the subject has a live version. */
export function requireLive(state: ContextState, subject: Subject): void {
  if ((state.subjects.get(subject.name)?.live ?? 0) > 0) return
  throw failure('noActiveVersion', formatSubject(subject))
}

/** A STRONG association tolerates no other on its subject, a WEAK one no STRONG one. */
export function refuseOthers(
  state: ContextState,
  { subject, lifecycle }: Pick<Entry, 'subject' | 'lifecycle'>,
): void {
  if (lifecycle === 'STRONG' && associationsOfSubject(state, subject.name).length > 0) {
    throw failure('subjectAssociated', formatSubject(subject))
  }
  if (lifecycle === 'WEAK' && strongAssociationOf(state, subject.name)) {
    throw failure('strongAssociation', formatSubject(subject))
  }
}

async function refuseReferenced(
  registry: Registry,
  { subject, scopes }: PlannedEntry,
  freshness: Freshness,
): Promise<void> {
  refuseOwnReferrers(scopes.own, subject)
  for (const version of versionsOf(scopes.own.subjects.get(subject.name))) {
    const key = rowKey(subject.name, version)
    const { referrers } = await foreignReferrers(registry, scopes.own, key, freshness)
    if (referrers.length > 0) throw failure('subjectReferenced', formatSubject(subject))
  }
}

/** Throws `subjectReferenced` if schemas of other subjects of the context refer to the subject. */
export function refuseOwnReferrers(state: ContextState, subject: Subject): void {
  const { name } = subject
  for (const version of versionsOf(state.subjects.get(name))) {
    if (ownReferrers(state, name, version).every((row) => row.subject === name)) continue
    throw failure('subjectReferenced', formatSubject(subject))
  }
}
