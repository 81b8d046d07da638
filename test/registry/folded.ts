import type { Commit } from '../../src/model/changes.ts'
import type { ContextName } from '../../src/model/context.ts'
import { applyCommit } from '../../src/registry/apply.ts'
import { type ContextState, emptyState } from '../../src/registry/state.ts'
import type { Storage } from '../../src/storage/storage.ts'

/** The whole log of a context. */
export async function logOf(storage: Storage, context: ContextName): Promise<readonly Commit[]> {
  const commits: Commit[] = []
  for await (const commit of storage.commits(context, 0)) commits.push(commit)
  return commits
}

/** The commits folded one after the other. */
export function fold(
  context: ContextName,
  commits: readonly Commit[],
  state: ContextState = emptyState(context),
): ContextState {
  for (const commit of commits) applyCommit(state, commit)
  return state
}

/**
 * Everything a state says, as text. Left out: when something changed and absolute sequence numbers
 * (only their order counts), derived values, and with `revisions: false` the times of changes.
 */
export function described(state: ContextState): string {
  const { memo, names, sequence, ...rest } = state
  const ranks = ranksOf(state)
  const plain = (value: unknown, key?: string): unknown => {
    if (key === 'changedAt') return undefined
    if (key === 'sequence') return ranks.get(value as number)
    if (Array.isArray(value)) return value.map((item) => plain(item))
    if (isTable(value)) {
      const entries = [...value.entries()].map(([name, item]) => [name, plain(item)] as const)
      return entries.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
    }
    if (typeof value !== 'object' || value === null) return value
    return Object.entries(value).map(([name, item]) => [name, plain(item, name)])
  }
  return JSON.stringify({ ...Object.fromEntries(plain(rest) as []), names: names?.list() }, null, 1)
}

function isTable(value: unknown): value is Pick<Map<unknown, unknown>, 'entries'> {
  return typeof value === 'object' && value !== null && 'entries' in value
}

/** Place of each row's sequence number among all of them. */
function ranksOf({ subjects }: ContextState): ReadonlyMap<number, number> {
  const sequences = [...subjects.entries()].flatMap(([, { versions }]) =>
    [...versions.entries()].map(([, row]) => row.sequence),
  )
  return new Map(sequences.sort((a, b) => a - b).map((sequence, rank) => [sequence, rank]))
}
