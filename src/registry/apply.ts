import type { Associated, Change, Commit, Pinned, Registered } from '../model/changes.ts'
import { parseSubject } from '../model/subject.ts'
import {
  type ContextState,
  emptyState,
  type IdState,
  type Row,
  rowKey,
  type SubjectState,
  type VersionState,
} from './state.ts'
import { Overlay, owns, type Table } from './table.ts'

/** Thrown for a change that this version does not know: the context must refuse service. */
export class UnknownChange extends Error {}

/** Folds the next commit into the state. Commits come in order, each once. */
export function applyCommit(state: ContextState, commit: Commit): void {
  state.revision = commit.revision
  state.memo.clear()
  for (const change of commit.changes) apply(state, change)
}

/**
 * Folds one fact into the state. Total and without judgement: what is in the log happened.
 * `state.revision` is the revision of the change's commit. Throws {@link UnknownChange} only.
 */
export function apply(state: ContextState, change: Change): void {
  switch (change.kind) {
    case 'registered':
      applyRegistered(state, change)
      break
    case 'softDeleted':
      applySoftDeleted(state, change.subject, change.versions)
      break
    case 'purged':
      applyPurged(state, change.subject, change.versions)
      break
    case 'configSet':
      state.configs.set(change.scope, { value: change.config, changedAt: state.revision })
      break
    case 'configDeleted':
      state.configs.delete(change.scope)
      break
    case 'modeSet':
      state.modes.set(change.scope, { value: change.mode, changedAt: state.revision })
      break
    case 'modeDeleted':
      state.modes.delete(change.scope)
      break
    case 'contextDeleted':
      applyContextDeleted(state)
      break
    case 'counter':
      state.nextId = Math.max(state.nextId, change.nextId)
      state.created ||= change.created
      break
    default:
      applyLink(state, change)
      break
  }
}

function applyLink(state: ContextState, change: Change): void {
  switch (change.kind) {
    case 'pinned':
      applyPinned(state, change)
      break
    case 'pinReleased':
      applyPinReleased(state, change.token)
      break
    case 'pinCancelled':
      state.cancelledPins.set(change.token, true)
      break
    case 'associated':
      applyAssociated(state, change)
      break
    case 'disassociated':
      applyDisassociated(state, change.guid)
      break
    default:
      throw new UnknownChange(`unknown change ${JSON.stringify(change)} in ${state.context}`)
  }
}

function applyRegistered(state: ContextState, change: Registered): void {
  const { subject: name, version: number, id } = change
  const subject = editSubject(state, name)
  const before = subject.versions.get(number)
  if (before) detach(state, name, number, before)
  const version: VersionState = {
    id,
    digest: change.digest,
    guid: change.guid,
    likeness: change.likeness,
    ts: change.ts,
    deleted: false,
    sequence: ++state.sequence,
    references: change.references ?? [],
    pin: change.pin,
  }
  tally(state, subject, () => {
    subject.versions.set(number, version)
    subject.highest = Math.max(subject.highest, number)
    if (!before || before.deleted) subject.live++
    subject.latest = Math.max(subject.latest, number)
  })
  attach(state, name, number, version)
  state.nextId = Math.max(state.nextId, id + 1)
  state.created = true
}

function applySoftDeleted(state: ContextState, name: string, versions: readonly number[]): void {
  const subject = editSubject(state, name)
  tally(state, subject, () => {
    for (const number of versions) {
      const version = subject.versions.get(number)
      if (!version || version.deleted) continue
      subject.versions.set(number, { ...version, deleted: true })
      subject.live--
      // A holder that is gone is named only where there is no other.
      editId(state, version).shown = undefined
    }
    subject.latest = highestLive(subject)
  })
}

function applyPurged(state: ContextState, name: string, versions: readonly number[]): void {
  const subject = editSubject(state, name)
  tally(state, subject, () => {
    for (const number of versions) {
      const version = subject.versions.get(number)
      if (!version) continue
      detach(state, name, number, version)
      subject.versions.delete(number)
      if (!version.deleted) subject.live--
    }
    subject.latest = highestLive(subject)
    subject.highest = highest(subject)
  })
  if (subject.versions.size > 0) return
  state.subjects.delete(name)
  state.names?.remove(name)
}

/** Keeps the counts of live and soft-deleted subjects right around a change of one of them. */
function tally(state: ContextState, subject: SubjectState, change: () => void): void {
  count(state, subject, -1)
  change()
  subject.changedAt = state.revision
  count(state, subject, 1)
}

function count(state: ContextState, subject: SubjectState, by: number): void {
  if (subject.live > 0) state.liveSubjects += by
  else if (subject.versions.size > 0) state.deletedSubjects += by
}

function highestLive(subject: SubjectState): number {
  if (subject.live === 0) return 0
  for (let number = subject.highest; number > subject.highest - 64 && number > 0; number--) {
    if (subject.versions.get(number)?.deleted === false) return number
  }
  let found = 0
  for (const [number, version] of subject.versions.entries()) {
    if (!version.deleted && number > found) found = number
  }
  return found
}

function highest(subject: SubjectState): number {
  if (subject.versions.has(subject.highest)) return subject.highest
  let found = 0
  for (const [number] of subject.versions.entries()) if (number > found) found = number
  return found
}

/** Enters a row into the indices by id, content, guid, reference and pin. */
function attach(state: ContextState, name: string, number: number, version: VersionState): void {
  const id = editId(state, version)
  id.holders.set(name, number)
  id.sequence = version.sequence
  if (id.shown !== undefined && (name < id.shown || !isShownLive(state, id))) id.shown = name
  addTo(state.digests, version.digest, version.id)
  addTo(state.guids, version.guid, version.id)
  const row = { subject: name, version: number }
  for (const key of ownTargets(state, version)) {
    editNested(state.referrers, key).set(rowKey(name, number), row)
  }
  if (version.pin !== undefined) state.ownPins.set(version.pin, row)
}

/** Whether the holder that is remembered is live; it is not only where none was. */
function isShownLive(state: ContextState, { holders, shown = '' }: IdState): boolean {
  const version = holders.get(shown)
  return (
    version !== undefined && state.subjects.get(shown)?.versions.get(version)?.deleted === false
  )
}

function detach(state: ContextState, name: string, number: number, version: VersionState): void {
  detachId(state, name, number, version)
  const key = rowKey(name, number)
  for (const target of ownTargets(state, version)) {
    const rows = editNested(state.referrers, target)
    rows.delete(key)
    if (rows.size === 0) state.referrers.delete(target)
  }
  if (version.pin !== undefined) state.ownPins.delete(version.pin)
}

function detachId(state: ContextState, name: string, number: number, version: VersionState): void {
  const id = editId(state, version)
  if (id.holders.get(name) === number) {
    // An older version takes its place, which may be live where this one was not.
    id.shown = undefined
    const other = lastWritten(state.subjects.get(name), version.id, number)
    if (other === undefined) id.holders.delete(name)
    else id.holders.set(name, other)
  }
  if (id.holders.size === 0) {
    state.ids.delete(version.id)
    removeFrom(state.digests, version.digest, version.id)
    removeFrom(state.guids, version.guid, version.id)
  } else if (id.sequence === version.sequence) {
    id.sequence = newestSequence(state, id)
  }
}

/** The version of the subject, other than `except`, that was written last with the id. */
function lastWritten(
  subject: SubjectState | undefined,
  id: number,
  except: number,
): number | undefined {
  let found: number | undefined
  let sequence = 0
  for (const [number, version] of subject?.versions.entries() ?? []) {
    if (version.id !== id || number === except || version.sequence < sequence) continue
    found = number
    sequence = version.sequence
  }
  return found
}

function newestSequence(state: ContextState, id: IdState): number {
  let sequence = 0
  for (const [name, number] of id.holders.entries()) {
    const row = state.subjects.get(name)?.versions.get(number)
    sequence = Math.max(sequence, row?.sequence ?? 0)
  }
  return sequence
}

function ownTargets(state: ContextState, version: VersionState): readonly string[] {
  return version.references.flatMap(({ subject, version: number }) => {
    const target = parseSubject(subject, state.context)
    return target.context === state.context ? [rowKey(target.name, number)] : []
  })
}

/** The commit of a deletion restates what outlives it, so that older commits may be purged. */
function applyContextDeleted(state: ContextState): void {
  const { revision, nextId, sequence } = state
  Object.assign(state, emptyState(state.context), { revision, nextId, sequence })
}

function applyPinned(state: ContextState, pin: Pinned): void {
  state.pins.set(pin.token, pin)
  for (const { subject, version } of pin.targets) {
    addTo(state.pinned, rowKey(subject, version), pin.token)
  }
}

function applyPinReleased(state: ContextState, token: string): void {
  for (const { subject, version } of state.pins.get(token)?.targets ?? []) {
    removeFrom(state.pinned, rowKey(subject, version), token)
  }
  state.pins.delete(token)
}

function applyAssociated(state: ContextState, association: Associated): void {
  state.associations.set(association.guid, association)
  for (const key of linksOf(association)) addTo(state.associationsOf, key, association.guid)
  touch(state, association.subject)
}

function applyDisassociated(state: ContextState, guid: string): void {
  const association = state.associations.get(guid)
  if (!association) return
  for (const key of linksOf(association)) removeFrom(state.associationsOf, key, guid)
  state.associations.delete(guid)
  touch(state, association.subject)
}

/** Who is about to refer to the subject has to look again: a topic may own it now. */
function touch(state: ContextState, name: string): void {
  if (state.subjects.has(name)) editSubject(state, name).changedAt = state.revision
}

function linksOf({ subject, resourceId, resourceName }: Associated): readonly string[] {
  return [subjectLink(subject), resourceLink(resourceId), resourceNameLink(resourceName)]
}

/** Key of a subject's associations in `associationsOf`. */
export const subjectLink = (subject: string) => `subject ${subject}`

/** Key of a resource's associations in `associationsOf`. */
export const resourceLink = (resourceId: string) => `resource ${resourceId}`

/** Key of the associations of all resources of a name in `associationsOf`. */
export const resourceNameLink = (resourceName: string) => `name ${resourceName}`

function editSubject(state: ContextState, name: string): SubjectState {
  const found = state.subjects.get(name)
  if (found && owns(state.subjects, name)) return found
  const subject: SubjectState = found
    ? { ...found, versions: new Overlay(found.versions) }
    : { versions: new Map(), highest: 0, latest: 0, live: 0, changedAt: 0 }
  state.subjects.set(name, subject)
  state.names?.add(name)
  return subject
}

function editId(state: ContextState, version: VersionState): IdState {
  const found = state.ids.get(version.id)
  if (found && owns(state.ids, version.id)) return found
  const id: IdState = found
    ? { ...found, holders: new Overlay(found.holders) }
    : {
        digest: version.digest,
        guid: version.guid,
        holders: new Map(),
        sequence: 0,
        shown: undefined,
      }
  state.ids.set(version.id, id)
  return id
}

function editNested(table: Table<string, Table<string, Row>>, key: string): Table<string, Row> {
  const found = table.get(key)
  if (found && owns(table, key)) return found
  const rows: Table<string, Row> = found ? new Overlay(found) : new Map()
  table.set(key, rows)
  return rows
}

function addTo<K, V>(table: Table<K, readonly V[]>, key: K, value: V): void {
  const values = table.get(key) ?? []
  if (!values.includes(value)) table.set(key, [...values, value])
}

function removeFrom<K, V>(table: Table<K, readonly V[]>, key: K, value: V): void {
  const rest = (table.get(key) ?? []).filter((other) => other !== value)
  if (rest.length > 0) table.set(key, rest)
  else table.delete(key)
}
