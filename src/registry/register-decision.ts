import type { Change, Registered } from '../model/changes.ts'
import { formatContext } from '../model/context.ts'
import { failure } from '../model/errors.ts'
import { limits } from '../model/limits.ts'
import type { Guid, SchemaContent } from '../model/schema.ts'
import { formatSubject, type Subject } from '../model/subject.ts'
import type { StoredContent } from '../storage/storage.ts'
import type { Decision } from './committer.ts'
import type { Target } from './references.ts'
import { type FoundVersion, guidOfFound } from './same-schema.ts'
import { settingsStamp } from './settings.ts'
import { type ContextState, idOf, rowKey, versionsOf } from './state.ts'

/** A registration checked against a state; what is left depends on the state it meets. */
export type Prepared = {
  readonly subject: Subject
  readonly content: SchemaContent
  readonly stored: StoredContent
  /** Of the content, and of its text: reckoned before, since many are decided in one turn. */
  readonly guid: Guid
  readonly likeness: number
  /** As asked for: 0 any, -1 the next, n exactly that one. */
  readonly version: number
  readonly id: number | undefined
  readonly importing: boolean
  /** Rows of the direct references, of whatever context. */
  readonly targets: readonly Target[]
  /** Token of the pins on references in other contexts. */
  readonly pin: string | undefined
  /** What the preparation read; see {@link stampOf}. */
  readonly stamp: string
}

export type Registration = {
  readonly subject: Subject
  readonly version: number
  readonly id: number
  readonly guid: string
  readonly content: SchemaContent
  /** Time and mark of a stored row that answered; absent for a new one. */
  readonly row?: { readonly ts: number; readonly deleted: boolean }
}

/** A version that was there already, as the answer to a registration. */
export function answerOf(found: FoundVersion): Registration {
  const { subject, version, row, content, stored } = found
  const guid = guidOfFound(found)
  return { subject, version, id: row.id, guid, content, ...(stored && { row }) }
}

/** The state moved on under a preparation: prepare again. */
export type Outdated = 'outdated'

/**
 * What of the subject and its settings a preparation depends on, as one text: if it is the same
 * when the command is decided, the preparation still holds.
 */
export function stampOf(state: ContextState, { name }: Subject): string {
  return `${settingsStamp(state, name)} ${state.subjects.get(name)?.changedAt ?? 0}`
}

function isOutdated(prepared: Prepared, state: ContextState): boolean {
  const { subject, stamp, targets, pin } = prepared
  if (stampOf(state, subject) !== stamp) return true
  if (pin !== undefined && state.cancelledPins.has(pin)) return true
  return targets.some((target) => {
    if (target.subject.context !== state.context) return false
    return state.subjects.get(target.subject.name)?.changedAt !== target.changedAt
  })
}

/**
 * Gives a prepared schema its version and id (contract 4.1, steps 13 to 15). Pure. Throws
 * `invalidSchema` for a version that is not the next one and `notPermitted` for an id that stands
 * for something else.
 */
export function decideRegistration(
  prepared: Prepared,
  state: ContextState,
  now: number,
): Decision<Registration | Outdated> {
  if (isOutdated(prepared, state)) return { changes: [], result: 'outdated' }
  const { subject, content, stored, guid, likeness, pin } = prepared
  const version = versionFor(prepared, state)
  const id = idFor(prepared, state)
  const registered: Registered = {
    kind: 'registered',
    ...{ subject: subject.name, version, id, digest: stored.digest, guid },
    likeness,
    ts: now,
    ...(content.references.length > 0 ? { references: content.references } : {}),
    ...(pin === undefined ? {} : { pin }),
  }
  return {
    changes: [...superseded(state, subject.name, id, version), registered],
    contents: [stored],
    result: { subject, version, id, guid, content },
  }
}

function versionFor({ subject, version, importing }: Prepared, state: ContextState): number {
  const next = (state.subjects.get(subject.name)?.highest ?? 0) + 1
  if (version <= 0 || version === next) return next
  if (importing) return version
  throw failure('invalidSchema', 'Version is not one more than previous version')
}

function idFor({ subject, stored, id }: Prepared, state: ContextState): number {
  const known = idOf(state, stored.digest)
  if (known !== undefined && (id === undefined || id === known)) return known
  if (id === undefined) {
    if (state.nextId <= limits.maxId) return state.nextId
    throw failure('notPermitted', `No schema id is left in context ${subject.context}`)
  }
  const taken = state.ids.get(id)
  if (taken && taken.digest !== stored.digest) {
    throw failure(
      'notPermitted',
      `Overwrite new schema with id ${id} in context ${formatContext(subject.context)} is not permitted.`,
    )
  }
  return id
}

/** Soft-deleted rows of the subject with the same id give way, unless something refers to them. */
function superseded(
  state: ContextState,
  name: string,
  id: number,
  version: number,
): readonly Change[] {
  const subject = state.subjects.get(name)
  if (!subject || subject.live === subject.versions.size) return []
  const versions = versionsOf(subject, (row) => row.deleted && row.id === id).filter(
    (number) =>
      number !== version &&
      !state.referrers.has(rowKey(name, number)) &&
      !state.pinned.has(rowKey(name, number)),
  )
  return versions.length > 0 ? [{ kind: 'purged', subject: name, versions }] : []
}

/** The subject as 42205 texts print it, with its context. */
export function inContext(subject: Subject): string {
  return `Subject ${formatSubject(subject)} in context ${formatContext(subject.context)}`
}
