import type { Commit, Summary } from '../model/changes.ts'
import type { ContextName } from '../model/context.ts'
import type { Digest } from '../model/schema.ts'

/** Newest revision of a context's log and the state after it; revision 0 where there is no log. */
export type Head = { readonly revision: number; readonly summary: Summary }

export const emptySummary: Summary = { nextId: 1, live: 0, deleted: 0, created: false }

/** An immutable schema content under its digest (64 lower-case hex digits); `data` is text. */
export type StoredContent = { readonly digest: Digest; readonly data: string }

export type HintKind = 'subject' | 'guid' | 'resource'

/** Says that the entry's context may hold the key. Never removed: the index is a superset. */
export type Hint = { readonly kind: HintKind; readonly key: string }

/** One commit to append to one context; a batch holds each context at most once. */
export type AppendEntry = {
  /** Its `revision` is the expected revision + 1. */
  readonly commit: Commit
  readonly contents: readonly StoredContent[]
  readonly hints: readonly Hint[]
}

export type AppendOutcome =
  | { readonly kind: 'appended' }
  /** Somebody else wrote that revision; `commits` are all since the expected one, ascending. */
  | { readonly kind: 'conflict'; readonly commits: readonly Commit[] }

/** Folded state of a context at a revision, opaque to the store. Each chunk is at most 512 KiB. */
export type Checkpoint = {
  readonly revision: number
  readonly format: string
  readonly chunks: readonly string[]
}

/** A context with a log, as {@link Storage.contexts} lists it. */
export type ContextEntry = { readonly context: ContextName; readonly head: Head }

/**
 * Thrown by `append` when nobody can tell whether the batch was written. The caller reads the
 * revision back and compares the commit's token.
 */
export class UnknownOutcome extends Error {
  constructor(cause: unknown) {
    super('the outcome of the append is unknown', { cause })
  }
}

/**
 * What the registry asks of a database. It holds no business rule. Names of contexts and keys are
 * compared byte by byte. Absence is an empty answer and conflict a value; an exception means that
 * the store could not do it (and for `append`, other than {@link UnknownOutcome}, that nothing of
 * the batch was or will be written).
 */
export interface Storage {
  /** `sqlite`, `memory`, …, for logs and metrics. */
  readonly name: string

  /**
   * A number that is unchanged as long as no commit of anybody can have been added since it was
   * read: a local and synchronous check. Absent where only the database can tell.
   */
  readonly changeCounter?: () => number

  /** Newest revision and summary of each context asked for, linearizable, one round trip. */
  heads(contexts: readonly ContextName[]): Promise<ReadonlyMap<ContextName, Head>>

  /**
   * Compare-and-set: each entry is written if its context's head is exactly one below the
   * commit's revision, all of it or nothing, contents and hints not later than the commit.
   * Outcomes stand in the order of the entries.
   */
  append(batch: readonly AppendEntry[]): Promise<readonly AppendOutcome[]>

  /**
   * Commits with a revision above `after`, ascending. After a purge the first one may be above
   * `after + 1`: the reader then starts again from the newest checkpoint or tombstone.
   */
  commits(context: ContextName, after: number): AsyncIterable<Commit>

  /** Those of the digests that are stored in that context, one round trip. */
  contents(context: ContextName, digests: readonly Digest[]): Promise<ReadonlyMap<Digest, string>>

  /** Contexts that may hold what the key names: too many perhaps, never too few. */
  find(kind: HintKind, key: string): Promise<readonly ContextName[]>

  /** Contexts that have a log, in byte order of their names, those after `after`. */
  contexts(after: ContextName | undefined, limit: number): Promise<readonly ContextEntry[]>

  /** The newest checkpoint. */
  checkpoint(context: ContextName): Promise<Checkpoint | undefined>

  /** Keeps the checkpoint if it is newer than the one stored; older ones may go. */
  saveCheckpoint(context: ContextName, checkpoint: Checkpoint): Promise<void>

  /**
   * Removes commits below the revision, and with them checkpoints below it and contents that only
   * they named, given as `unreferenced` by the caller. The commit at the revision stays.
   */
  purge(context: ContextName, before: number, unreferenced: readonly Digest[]): Promise<void>

  /** Brings the database's schema up to date; safe when many processes do it at once. */
  migrate(): Promise<void>

  /** Resolves when the database answers. Rejects after `close`. */
  ping(): Promise<void>

  close(): Promise<void>
}
