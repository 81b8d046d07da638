import { DEFAULT_CONTEXT } from '../model/context.ts'
import { failure } from '../model/errors.ts'
import { type Guid, parseGuid } from '../model/schema.ts'
import type { Subject } from '../model/subject.ts'
import type { Freshness } from './contexts.ts'
import { otherContexts } from './other-contexts.ts'
import { freshState, type Registry } from './registry.ts'
import { type ContextState, type IdState, idOfGuid } from './state.ts'

/** An id in the context that answers for it. */
export type FoundId = { readonly state: ContextState; readonly id: number; readonly entry: IdState }

/**
 * The id in memory, if the rules of {@link findId} can be answered from there: content of an id
 * never changes, so even an old state tells the truth about it.
 */
export function idInMemory(
  { contexts }: Registry,
  { context, name }: Subject,
  id: number,
): FoundId | undefined {
  const state = contexts.inMemory(context)
  const entry = state?.ids.get(id)
  if (!state || !entry || (name !== '' && !entry.holders.has(name))) return undefined
  return { state, id, entry }
}

/**
 * Where the id is to be found (contract 3.4). In an explicit context the subject, if named, must
 * hold it. In the default context: the subject there, else the contexts in which that subject
 * holds the id, else any subject of the default context.
 */
export async function findId(
  registry: Registry,
  subject: Subject,
  id: number,
  freshness: Freshness,
): Promise<FoundId | undefined> {
  const state = await freshState(registry, subject.context, freshness)
  const entry = state.ids.get(id)
  const { name } = subject
  if (name === '' || entry?.holders.has(name)) return entry && { state, id, entry }
  if (subject.context !== DEFAULT_CONTEXT) return undefined
  for await (const other of otherContexts(registry, 'subject', name, freshness)) {
    const found = other.ids.get(id)
    if (found?.holders.has(name)) return { state: other, id, entry: found }
  }
  return entry && { state, id, entry }
}

export type Holder = {
  readonly name: string
  readonly version: number
  readonly ts: number
  readonly deleted: boolean
}

/** Subjects that hold the id with the version written last, by name; soft-deleted ones on demand. */
export function holdersOf({ state, entry }: FoundId, deleted: boolean): readonly Holder[] {
  const holders: Holder[] = []
  for (const [name, version] of entry.holders.entries()) {
    const row = state.subjects.get(name)?.versions.get(version)
    if (row && (deleted || !row.deleted)) {
      holders.push({ name, version, ts: row.ts, deleted: row.deleted })
    }
  }
  return holders.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/**
 * The holder an answer names: the subject asked for, else the first live one by name, else the
 * first. The state remembers the latter, since an id may have very many holders.
 */
export function holderFor(found: FoundId, name: string): Holder | undefined {
  const { state, entry } = found
  if (!entry.holders.has(name)) {
    entry.shown ??= (holdersOf(found, false)[0] ?? holdersOf(found, true)[0])?.name
  }
  const shown = entry.holders.has(name) ? name : entry.shown
  if (shown === undefined) return undefined
  const version = entry.holders.get(shown)
  const row = version && state.subjects.get(shown)?.versions.get(version)
  return version && row ? { name: shown, version, ts: row.ts, deleted: row.deleted } : undefined
}

/** The id and context of a guid: the default context first, then the others by name. */
export async function findGuid(
  registry: Registry,
  text: string,
  freshness: Freshness,
): Promise<FoundId> {
  const guid = parseGuid(text)
  for await (const state of statesWithGuid(registry, guid, freshness)) {
    const id = idOfGuid(state, guid ?? '')
    const entry = id === undefined ? undefined : state.ids.get(id)
    if (id !== undefined && entry) return { state, id, entry }
  }
  throw failure('schemaIdNotFound', text)
}

/** Every context and id that the guid stands for, sorted; empty for an unknown guid. */
export async function idsOfGuid(
  registry: Registry,
  text: string,
  freshness: Freshness,
): Promise<readonly { readonly context: string; readonly id: number }[]> {
  const guid = parseGuid(text)
  const found: { readonly context: string; readonly id: number }[] = []
  for await (const state of statesWithGuid(registry, guid, freshness)) {
    const ids = state.guids.get(guid ?? '') ?? []
    for (const id of [...ids].sort((a, b) => a - b)) found.push({ context: state.context, id })
  }
  return found
}

async function* statesWithGuid(
  registry: Registry,
  guid: Guid | undefined,
  freshness: Freshness,
): AsyncGenerator<ContextState> {
  if (guid === undefined) return
  yield await freshState(registry, DEFAULT_CONTEXT, freshness)
  yield* otherContexts(registry, 'guid', guid, freshness)
}
