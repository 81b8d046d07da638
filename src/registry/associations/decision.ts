import type { Associated, Change } from '../../model/changes.ts'
import type { ContextName } from '../../model/context.ts'
import { associationsOfResource } from '../association-state.ts'
import type { Decision } from '../committer.ts'
import type { Outdated } from '../register-decision.ts'
import { type ContextState, rowKey, versionsOf } from '../state.ts'
import {
  occupied,
  type PlannedEntry,
  refuseOthers,
  refuseOwnReferrers,
  refuseReadOnly,
  requireLive,
} from './plan.ts'
import type { Resource } from './request.ts'

/** A row about to be written; its schema, if it brought one, is registered already. */
export type NewRow = {
  readonly entry: PlannedEntry
  readonly guid: string
  /** The version that the entry's schema was registered as. */
  readonly version: number | undefined
}

/**
 * Writes new associations into the log of one context, unless what the plan saw has changed: then
 * the plan is outdated, or the rule that forbids it now is thrown. Pure. `released` are pins of
 * registrations that will never come.
 */
export function decideAssociations(
  state: ContextState,
  {
    resource,
    rows,
    released,
  }: {
    readonly resource: Resource & { readonly id: string }
    readonly rows: readonly NewRow[]
    readonly released: ReadonlySet<string>
  },
  now: number,
): Decision<readonly Associated[] | Outdated> {
  const held = associationsOfResource(state, resource.id)
  const isHeld = ({ entry }: NewRow) =>
    held.some(({ associationType: type }) => type === entry.associationType)
  if (rows.some((row) => isHeld(row) || isPinned(state, row, released))) {
    return { changes: [], result: 'outdated' }
  }
  for (const row of rows) refuseRow(state, row)
  const result = rows.map((row) => associated(resource, row, now))
  const releases = [...released].filter((token) => state.pins.has(token))
  const changes: Change[] = releases.map((token) => ({ kind: 'pinReleased', token }))
  return { changes: [...changes, ...result], result }
}

function refuseRow(state: ContextState, { entry, version }: NewRow): void {
  const { subject, scopes, lifecycle, frozen, importing } = entry
  refuseReadOnly(entry, { ...scopes, own: state })
  requireLive(state, subject)
  refuseOthers(state, entry)
  if (lifecycle === 'STRONG') refuseOwnReferrers(state, subject)
  const found = state.subjects.get(subject.name)
  const alone = found?.live === 1 && found.latest === version
  if (frozen && !importing && !alone) throw occupied()
}

/** Whether another context may be about to refer to the subject. */
function isPinned(
  state: ContextState,
  { entry: { subject, lifecycle } }: NewRow,
  released: ReadonlySet<string>,
): boolean {
  if (lifecycle !== 'STRONG') return false
  return versionsOf(state.subjects.get(subject.name)).some((version) => {
    const tokens = state.pinned.get(rowKey(subject.name, version)) ?? []
    return tokens.some((token) => !released.has(token))
  })
}

function associated(
  { name, namespace, id, type }: Resource & { readonly id: string },
  { entry, guid }: NewRow,
  now: number,
): Associated {
  const { subject, associationType, lifecycle, frozen } = entry
  return {
    kind: 'associated',
    ...{ guid, subject: subject.name },
    ...{ resourceName: name, resourceNamespace: namespace, resourceId: id, resourceType: type },
    ...{ associationType, lifecycle, frozen, createTs: now, updateTs: now },
  }
}

/** Takes back rows of a context's log, those that are still there. Pure. */
export function decideRemoval(state: ContextState, guids: ReadonlySet<string>): readonly Change[] {
  return [...guids]
    .filter((guid) => state.associations.has(guid))
    .map((guid) => ({ kind: 'disassociated', guid }))
}

/** The contexts whose logs the rows belong to, each with its own. */
export function byContext<T extends { readonly entry: PlannedEntry }>(
  rows: readonly T[],
): ReadonlyMap<ContextName, readonly T[]> {
  return Map.groupBy(rows, ({ entry }) => entry.subject.context)
}
