import type { Change, Commit, Summary } from '../model/changes.ts'
import type { ContextName } from '../model/context.ts'
import { type ContextEntry, emptySummary, type Head } from './storage.ts'

/** A row as any of the drivers hands it over: columns by name, values not yet believed. */
export type Row = Readonly<Record<string, unknown>>

/** A commit as columns; the changes are one JSON text, `created` is 0 or 1. */
export type CommitRow = {
  readonly context: string
  readonly revision: number
  readonly token: string
  readonly time: number
  readonly actor: string
  readonly changes: string
  readonly next_schema_id: number
  readonly live: number
  readonly deleted: number
  readonly created: 0 | 1
}

/** The columns of a commit; {@link decodeCommit} gives an equal commit back. */
export function encodeCommit({ summary, changes, ...commit }: Commit): CommitRow {
  return {
    ...commit,
    changes: JSON.stringify(changes),
    next_schema_id: summary.nextId,
    live: summary.live,
    deleted: summary.deleted,
    created: summary.created ? 1 : 0,
  }
}

/** The commit in a row of `commits`. Throws for a column that is missing or of a wrong kind. */
export function decodeCommit(row: Row): Commit {
  return {
    context: contextOf(row),
    revision: integerOf(row, 'revision'),
    token: textOf(row, 'token'),
    time: integerOf(row, 'time'),
    actor: textOf(row, 'actor'),
    // Written by encodeCommit only. What the changes mean is for the reader of the log to judge.
    changes: JSON.parse(textOf(row, 'changes')) as Change[],
    summary: summaryOf(row),
  }
}

/** The head in a row of `heads`. */
export function decodeHead(row: Row): Head {
  return { revision: integerOf(row, 'revision'), summary: summaryOf(row) }
}

/** The context and the head in a row of `heads`. */
export function decodeEntry(row: Row): ContextEntry {
  return { context: contextOf(row), head: decodeHead(row) }
}

/** One head for each context asked for, revision 0 where no row speaks of it. */
export function headsOf(
  contexts: readonly ContextName[],
  rows: Iterable<Row>,
): ReadonlyMap<ContextName, Head> {
  const heads = new Map<ContextName, Head>()
  for (const context of contexts) heads.set(context, { revision: 0, summary: emptySummary })
  for (const row of rows) heads.set(contextOf(row), decodeHead(row))
  return heads
}

/** The context's name in a row; it was checked before it was stored. */
export function contextOf(row: Row): ContextName {
  return textOf(row, 'context') as ContextName
}

/** A text column, which some drivers return as the bytes of its UTF-8. */
export function textOf(row: Row, column: string): string {
  const value = row[column]
  if (typeof value === 'string') return value
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8')
  throw new Error(`the database returned no text in column ${column}`)
}

/** A whole number, which some drivers return as text or as an object. */
export function integerOf(row: Row, column: string): number {
  const value = row[column]
  const number = value === null || value === undefined ? Number.NaN : Number(value)
  if (Number.isSafeInteger(number)) return number
  throw new Error(`the database returned no whole number in column ${column}`)
}

function summaryOf(row: Row): Summary {
  return {
    nextId: integerOf(row, 'next_schema_id'),
    live: integerOf(row, 'live'),
    deleted: integerOf(row, 'deleted'),
    created: integerOf(row, 'created') === 1,
  }
}
