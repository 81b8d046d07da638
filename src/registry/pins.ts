import { randomUUID } from 'node:crypto'
import type { ContextName } from '../model/context.ts'
import { strongAssociationOf } from './association-state.ts'
import type { Freshness } from './contexts.ts'
import type { Target } from './references.ts'
import { freshState, type Registry } from './registry.ts'
import { type ContextState, type Row, type RowKey, rowKey } from './state.ts'

/**
 * Marks rows of other contexts as about to be referred to, so that they cannot be deleted between
 * now and the registration. Answers the token that the registration must carry, undefined when all
 * targets lie in its own context, or `outdated` when a target changed since it was read.
 */
export async function pinTargets(
  { committer }: Registry,
  from: ContextName,
  targets: readonly Target[],
  freshness: Freshness,
): Promise<{ readonly token: string | undefined } | 'outdated'> {
  const foreign = Map.groupBy(
    targets.filter((target) => target.subject.context !== from),
    (target) => target.subject.context,
  )
  if (foreign.size === 0) return { token: undefined }
  const token = randomUUID()
  for (const [context, group] of foreign) {
    const pinned = await committer.submit({
      context,
      operation: 'Register operation',
      freshness,
      decide: (state) => {
        if (!group.every((target) => isUnchanged(state, target))) {
          return { changes: [], result: false }
        }
        const rows = group.map(({ subject, version }) => ({ subject: subject.name, version }))
        return { changes: [{ kind: 'pinned', token, from, targets: rows }], result: true }
      },
    })
    if (!pinned) return 'outdated'
  }
  return { token }
}

function isUnchanged(state: ContextState, { subject, version, row }: Target): boolean {
  const current = state.subjects.get(subject.name)?.versions.get(version)
  const same = current?.digest === row.digest && current.deleted === row.deleted
  // What a topic came to own meanwhile cannot be referred to.
  return same && !strongAssociationOf(state, subject.name)
}

/** A row of another context that refers to one of this context. */
export type ForeignReferrer = {
  readonly context: ContextName
  readonly row: Row
  readonly token: string
}

/**
 * Follows the pins on a row to the registrations they were set for. Pins whose registration is not
 * there (yet) are in `idle`.
 */
export async function foreignReferrers(
  registry: Registry,
  state: ContextState,
  key: RowKey,
  freshness: Freshness,
): Promise<{ readonly referrers: readonly ForeignReferrer[]; readonly idle: readonly string[] }> {
  const referrers: ForeignReferrer[] = []
  const idle: string[] = []
  for (const token of state.pinned.get(key) ?? []) {
    const pin = state.pins.get(token)
    if (!pin) continue
    const other = await freshState(registry, pin.from, freshness)
    const row = other.ownPins.get(token)
    if (row) referrers.push({ context: pin.from, row, token })
    else idle.push(token)
  }
  return { referrers, idle }
}

/**
 * Makes sure that a registration which never appeared will not appear any more: its own context's
 * log says so. False if it has appeared after all.
 */
export async function cancelPin(
  { committer }: Registry,
  state: ContextState,
  token: string,
  freshness: Freshness,
): Promise<boolean> {
  const pin = state.pins.get(token)
  if (!pin) return true
  return committer.submit({
    context: pin.from,
    operation: 'Delete Schema Version operation',
    freshness,
    decide: (other) => {
      if (other.ownPins.has(token)) return { changes: [], result: false }
      const known = other.cancelledPins.has(token)
      return { changes: known ? [] : [{ kind: 'pinCancelled', token }], result: true }
    },
  })
}

/** Whether the other context's row is live, from that context's state. */
export function isLiveRow(state: ContextState, { subject, version }: Row): boolean {
  return state.subjects.get(subject)?.versions.get(version)?.deleted === false
}

/** Rows of this context that refer to the row. */
export function ownReferrers(state: ContextState, subject: string, version: number): Row[] {
  const rows = state.referrers.get(rowKey(subject, version))
  return rows ? [...rows.entries()].map(([, row]) => row) : []
}
