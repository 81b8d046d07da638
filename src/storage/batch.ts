import type { Digest } from '../model/schema.ts'
import { type CommitRow, decodeCommit, encodeCommit, type Row } from './rows.ts'
import type { AppendEntry, AppendOutcome, HintKind } from './storage.ts'

/** A batch turned on its side, as SQL takes it; `entry` counts from 1. */
export type BatchRows = {
  readonly commits: readonly CommitRow[]
  readonly contents: readonly { entry: number; digest: Digest; data: string }[]
  readonly hints: readonly { entry: number; kind: HintKind; key: string }[]
}

/** The rows of a batch, each content and hint of an entry once. */
export function rowsOfBatch(batch: readonly AppendEntry[]): BatchRows {
  return {
    commits: batch.map(({ commit }) => encodeCommit(commit)),
    contents: batch.flatMap(({ contents }, i) =>
      distinct(contents, ({ digest }) => digest).map((row) => ({ entry: i + 1, ...row })),
    ),
    hints: batch.flatMap(({ hints }, i) =>
      distinct(hints, ({ kind, key }) => `${kind}:${key}`).map((row) => ({ entry: i + 1, ...row })),
    ),
  }
}

/**
 * Outcomes from the rows that tell of conflicts: for each entry that was not written one row
 * without a revision, and after it the commits since.
 */
export function outcomesOf(
  batch: readonly AppendEntry[],
  rows: readonly Row[],
): readonly AppendOutcome[] {
  const conflicts = Map.groupBy(rows, (row) => Number(row.entry))
  return batch.map((_, i) => {
    const since = conflicts.get(i + 1)
    if (!since) return { kind: 'appended' }
    const commits = since.filter(({ revision }) => revision !== null).map(decodeCommit)
    return { kind: 'conflict', commits }
  })
}

function distinct<T>(values: readonly T[], keyOf: (value: T) => string): readonly T[] {
  if (values.length < 2) return values
  return [...new Map(values.map((value) => [keyOf(value), value])).values()]
}
