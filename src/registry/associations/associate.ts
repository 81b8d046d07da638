import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Associated } from '../../model/changes.ts'
import type { ContextName } from '../../model/context.ts'
import { failure } from '../../model/errors.ts'
import type { Subject } from '../../model/subject.ts'
import { cancelPin, foreignReferrers } from '../pins.ts'
import type { Outdated, Registration } from '../register-decision.ts'
import type { Registry } from '../registry.ts'
import { rowKey, versionsOf } from '../state.ts'
import { byContext, decideAssociations, decideRemoval, type NewRow } from './decision.ts'
import { completeEntry, type Entry } from './entry.ts'
import { type PlannedEntry, planAssociations } from './plan.ts'
import {
  associationTypes,
  checkRequest,
  type Resource,
  type ResourceRequest,
  refuseDuplicates,
  typeOf,
  type WantedAssociation,
} from './request.ts'
import { registerFor } from './schema.ts'
import {
  everyAssociation,
  type FoundAssociation,
  findAssociations,
  type SearchOptions,
} from './search.ts'

export type AssociateOptions = SearchOptions & {
  /** Where subjects lie that name no context. */
  readonly context: ContextName
  /** Only checks; nothing is written. */
  readonly dryRun: boolean
}

/** An association that a request wrote. */
export type WrittenAssociation = {
  readonly subject: Subject
  readonly row: Associated
  readonly registration: Registration | undefined
}

type KnownResource = Resource & { readonly id: string }

const operation = 'Create association operation'
/** Times in a row that a request may meet somebody else's changes. */
const maxAttempts = 100
const pauseMillis = 5

/**
 * Ties a resource to subjects (contract 8.2): all entries are checked before anything is written,
 * then schemas are registered, then associations written, each into the log of its subject's
 * context. A crash in between leaves at most a schema under the subject that it was meant for;
 * repeating the request finishes it. Answers what was written; what was there before is left out.
 */
export async function associate(
  registry: Registry,
  request: ResourceRequest<WantedAssociation>,
  options: AssociateOptions,
): Promise<readonly WrittenAssociation[]> {
  const create = request.ops.every(({ opType }) => opType === 'CREATE')
  const resource = checkRequest(request, { idOptional: options.dryRun && create })
  const { id } = resource
  // With more entries than types the reference's later place for this check finds nothing else.
  if (request.ops.length > associationTypes.length) refuseDuplicates(request.ops.map(typeOf))
  if (options.dryRun || id === undefined) {
    await plan(registry, resource, request.ops, options)
    return []
  }
  return registry.turns.take(`association ${id}`, async () => {
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const planned = await plan(registry, resource, request.ops, options)
      const written = await write(registry, { ...resource, id }, planned, options)
      if (written !== 'outdated') return written
      // Two servers in each other's way must not stay in step.
      await sleep(Math.random() * pauseMillis * (attempt + 1))
    }
    throw failure('storeTimeout', `${operation} timed out`)
  })
}

async function plan(
  registry: Registry,
  resource: Resource,
  ops: readonly WantedAssociation[],
  options: AssociateOptions,
): Promise<readonly PlannedEntry[]> {
  const { context, freshness } = options
  const siblings = await siblingsOf(registry, resource, options)
  const entries: Entry[] = []
  for (const op of ops) {
    const existing = siblings.find(({ row }) => row.associationType === typeOf(op))
    const wish = { op, resource, existing }
    entries.push(await completeEntry(registry, wish, context, freshness))
  }
  return planAssociations(registry, resource, { entries, siblings }, freshness)
}

/** What the resource has already; without an id, the newest resource of that name. */
async function siblingsOf(
  registry: Registry,
  { id, name, namespace, type }: Resource,
  options: SearchOptions,
): Promise<readonly FoundAssociation[]> {
  const filter = { resourceType: type, associationTypes: [], lifecycle: undefined }
  const selector = id === undefined ? { name, namespace } : { id }
  const found = await findAssociations(registry, selector, filter, options)
  return id === undefined ? newestResource(found) : found
}

/** The associations of that resource among several which was written to last. */
export function newestResource(found: readonly FoundAssociation[]): readonly FoundAssociation[] {
  const newest = found.toSorted((a, b) => b.row.updateTs - a.row.updateTs)[0]
  return found.filter(({ row }) => row.resourceId === newest?.row.resourceId)
}

async function write(
  registry: Registry,
  resource: KnownResource,
  planned: readonly PlannedEntry[],
  options: AssociateOptions,
): Promise<readonly WrittenAssociation[] | Outdated> {
  const registrations = new Map<PlannedEntry, Registration>()
  for (const entry of planned) {
    if (!entry.schema) continue
    const { freshness } = options
    registrations.set(entry, await registerFor(registry, entry, entry.schema, freshness))
  }
  const rows = planned
    .filter(({ skipped }) => !skipped)
    .map((entry) => {
      return { entry, guid: randomUUID(), version: registrations.get(entry)?.version }
    })
  const written: WrittenAssociation[] = []
  let kept = false
  try {
    for (const [context, group] of byContext(rows)) {
      const done = await append(registry, context, { resource, rows: group }, options)
      if (done === 'outdated') return done
      for (const [at, row] of done.entries()) {
        const entry = group[at]?.entry
        if (!entry) continue
        written.push({ subject: entry.subject, row, registration: registrations.get(entry) })
      }
    }
    kept = !(await clashes(registry, resource, written, options))
    return kept ? written : 'outdated'
  } finally {
    if (!kept) await takeBack(registry, written, options)
  }
}

async function append(
  registry: Registry,
  context: ContextName,
  asked: { readonly resource: KnownResource; readonly rows: readonly NewRow[] },
  options: AssociateOptions,
): Promise<readonly Associated[] | Outdated> {
  const released = await releasePins(registry, asked.rows, options)
  if (released === 'outdated') return released
  return registry.committer.submit({
    context,
    operation,
    freshness: options.freshness,
    decide: (state, now) => decideAssociations(state, { ...asked, released }, now),
  })
}

/** Makes sure that registrations of other contexts which pinned a subject and never came will not. */
async function releasePins(
  registry: Registry,
  rows: readonly NewRow[],
  { freshness }: SearchOptions,
): Promise<ReadonlySet<string> | Outdated> {
  const released = new Set<string>()
  for (const { entry } of rows.filter(({ entry }) => entry.lifecycle === 'STRONG')) {
    const { own } = entry.scopes
    for (const version of versionsOf(own.subjects.get(entry.subject.name))) {
      const key = rowKey(entry.subject.name, version)
      const { referrers, idle } = await foreignReferrers(registry, own, key, freshness)
      if (referrers.length > 0) return 'outdated'
      for (const token of idle) {
        if (!(await cancelPin(registry, own, token, freshness))) return 'outdated'
        released.add(token)
      }
    }
  }
  return released
}

/**
 * Logs of different contexts know no common order, so whoever wrote looks round afterwards: of two
 * requests that wrote the same association, or ones that exclude each other, at least the one that
 * looks last sees the other's and takes its own back. No two of them are ever both acknowledged.
 */
async function clashes(
  registry: Registry,
  resource: KnownResource,
  written: readonly WrittenAssociation[],
  options: SearchOptions,
): Promise<boolean> {
  const mine = new Set(written.map(({ row }) => row.guid))
  if (mine.size === 0) return false
  const all = await everyAssociation(registry, { id: resource.id }, options)
  const others = all.filter(({ row }) => row.resourceType === resource.type && !mine.has(row.guid))
  return others.some(({ row: other }) =>
    written.some(
      ({ row }) =>
        row.associationType === other.associationType || row.lifecycle !== other.lifecycle,
    ),
  )
}

async function takeBack(
  registry: Registry,
  written: readonly WrittenAssociation[],
  { freshness }: SearchOptions,
): Promise<void> {
  for (const [context, group] of Map.groupBy(written, ({ subject }) => subject.context)) {
    const guids = new Set(group.map(({ row }) => row.guid))
    await registry.committer.submit({
      context,
      operation,
      freshness,
      decide: (state) => ({ changes: decideRemoval(state, guids), result: undefined }),
    })
  }
}
