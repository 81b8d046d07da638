import type { Associated, Pinned, Summary } from '../model/changes.ts'
import type { ContextName } from '../model/context.ts'
import type { Digest, Guid, Reference } from '../model/schema.ts'
import type { Config, Mode } from '../model/settings.ts'
import { SortedNames } from './sorted-names.ts'
import { Overlay, type Table } from './table.ts'

/** One version of one subject. */
export type VersionState = {
  readonly id: number
  readonly digest: Digest
  readonly guid: Guid
  readonly likeness: number
  /** Milliseconds since the epoch. */
  readonly ts: number
  readonly deleted: boolean
  /** Order of registration within the context. */
  readonly sequence: number
  readonly references: readonly Reference[]
  readonly pin: string | undefined
}

export type SubjectState = {
  readonly versions: Table<number, VersionState>
  /** Highest version, soft-deleted ones included; 0 when there is none. */
  highest: number
  /** Highest live version; 0 when there is none. */
  latest: number
  /** Number of live versions. */
  live: number
  /** Revision of the last commit that touched the subject's versions. */
  changedAt: number
}

export type IdState = {
  readonly digest: Digest
  readonly guid: Guid
  /** Subject → the version of it that was written last with this id. */
  readonly holders: Table<string, number>
  /** Sequence of the newest row with this id. */
  sequence: number
  /** The holder that answers name, once one was asked for; see holderFor. */
  shown: string | undefined
}

export type Setting<T> = { readonly value: T; readonly changedAt: number }

/** Subject and version of this context, as a key. */
export type RowKey = string

export type Row = { readonly subject: string; readonly version: number }

/**
 * What a context's log says, folded. A draft has the same shape over overlays (see
 * {@link draftOf}), so that decisions and `apply` need not know which one they are given.
 */
export type ContextState = {
  readonly context: ContextName
  revision: number
  nextId: number
  created: boolean
  sequence: number
  /** Subjects with a live version, and those with soft-deleted versions only. */
  liveSubjects: number
  deletedSubjects: number
  subjects: Table<string, SubjectState>
  /** Names of the subjects; a draft keeps none. */
  names: SortedNames | undefined
  ids: Table<number, IdState>
  digests: Table<Digest, readonly number[]>
  guids: Table<Guid, readonly number[]>
  /** Referenced row → rows of this context that refer to it. */
  referrers: Table<RowKey, Table<RowKey, Row>>
  configs: Table<string, Setting<Config>>
  modes: Table<string, Setting<Mode>>
  /** Pins that other contexts set on rows of this one. */
  pins: Table<string, Pinned>
  pinned: Table<RowKey, readonly string[]>
  /** Pins that rows of this context set in others: token → the row. */
  ownPins: Table<string, Row>
  /** Tokens of registrations that may no longer happen. */
  cancelledPins: Table<string, true>
  associations: Table<string, Associated>
  /** Association guids by subject and by resource id. */
  associationsOf: Table<string, readonly string[]>
  /** Derived values (sorted lists, finished answers), emptied by the next commit. */
  memo: Memo
}

/** Values derived from one revision of a state, at most so many bytes of them. */
export class Memo {
  readonly #values = new Map<string, unknown>()
  #bytes = 0

  get bytes(): number {
    return this.#bytes
  }

  get(key: string): unknown {
    return this.#values.get(key)
  }

  set(key: string, value: unknown, bytes: number): void {
    if (this.#bytes + bytes > memoBytes) this.clear()
    this.#values.set(key, value)
    this.#bytes += bytes
  }

  clear(): void {
    this.#values.clear()
    this.#bytes = 0
  }
}

const memoBytes = 64 * 1024 * 1024

export function rowKey(subject: string, version: number): RowKey {
  return `${version} ${subject}`
}

export function emptyState(context: ContextName): ContextState {
  return {
    context,
    revision: 0,
    nextId: 1,
    created: false,
    sequence: 0,
    liveSubjects: 0,
    deletedSubjects: 0,
    subjects: new Map(),
    names: new SortedNames(),
    ids: new Map(),
    digests: new Map(),
    guids: new Map(),
    referrers: new Map(),
    configs: new Map(),
    modes: new Map(),
    pins: new Map(),
    pinned: new Map(),
    ownPins: new Map(),
    cancelledPins: new Map(),
    associations: new Map(),
    associationsOf: new Map(),
    memo: new Memo(),
  }
}

/** A copy to try changes on; the original stays as it is and must not change meanwhile. */
export function draftOf(state: ContextState): ContextState {
  return {
    ...state,
    subjects: new Overlay(state.subjects),
    names: undefined,
    ids: new Overlay(state.ids),
    digests: new Overlay(state.digests),
    guids: new Overlay(state.guids),
    referrers: new Overlay(state.referrers),
    configs: new Overlay(state.configs),
    modes: new Overlay(state.modes),
    pins: new Overlay(state.pins),
    pinned: new Overlay(state.pinned),
    ownPins: new Overlay(state.ownPins),
    cancelledPins: new Overlay(state.cancelledPins),
    associations: new Overlay(state.associations),
    associationsOf: new Overlay(state.associationsOf),
    memo: new Memo(),
  }
}

export function summaryOf(state: ContextState): Summary {
  return {
    nextId: state.nextId,
    live: state.liveSubjects,
    deleted: state.deletedSubjects,
    created: state.created,
  }
}

/** The id that was written last with exactly this content. */
export function idOf(state: ContextState, digest: Digest): number | undefined {
  return newest(state, state.digests.get(digest))
}

/** The id that was written last with a content of this guid. */
export function idOfGuid(state: ContextState, guid: Guid): number | undefined {
  return newest(state, state.guids.get(guid))
}

function newest(state: ContextState, ids: readonly number[] | undefined): number | undefined {
  if (!ids || ids.length < 2) return ids?.[0]
  const sequence = (id: number) => state.ids.get(id)?.sequence ?? 0
  return ids.reduce((best, id) => (sequence(id) > sequence(best) ? id : best))
}

/** Versions of a subject in ascending order, those the filter lets through. */
export function versionsOf(
  subject: SubjectState | undefined,
  filter: (version: VersionState) => boolean = () => true,
): readonly number[] {
  if (!subject) return []
  const found: number[] = []
  for (const [number, version] of subject.versions.entries())
    if (filter(version)) found.push(number)
  return found.sort((a, b) => a - b)
}

export const isLive = (version: VersionState) => !version.deleted
