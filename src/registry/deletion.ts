import type { Change } from '../model/changes.ts'
import { failure } from '../model/errors.ts'
import { formatSubject, type Subject } from '../model/subject.ts'
import { associationsOfSubject } from './association-state.ts'
import type { Freshness } from './contexts.ts'
import { cancelPin, foreignReferrers, isLiveRow, ownReferrers } from './pins.ts'
import { inContext, type Outdated } from './register-decision.ts'
import { freshState, type Registry } from './registry.ts'
import { effectiveMode, isReadOnly, type Scopes, scopesOf } from './settings.ts'
import { type ContextState, isLive, rowKey, versionsOf } from './state.ts'
import { missingVersion, type VersionSpec } from './versions.ts'

export type DeleteOptions = { readonly permanent: boolean; readonly freshness: Freshness }

/** Pins on rows about to go that were looked behind. */
type SettledPins = {
  /** They belong to nobody. */
  readonly released: ReadonlySet<string>
  /** Their referrers are soft-deleted, which a soft deletion does not mind. */
  readonly tolerated: ReadonlySet<string>
}

/**
 * Soft-deletes all live versions of a subject, or with `permanent` removes all its soft-deleted
 * versions, its config and its mode. Answers the version numbers. Throws in the order of contract
 * 2.2: subject unknown, soft-deleted already, read-only, associated, referenced, still live.
 */
export async function deleteSubject(
  registry: Registry,
  subject: Subject,
  options: DeleteOptions,
): Promise<readonly number[]> {
  const select = (state: ContextState) => {
    const found = state.subjects.get(subject.name)
    if (!found || found.versions.size === 0) {
      throw failure('subjectNotFound', formatSubject(subject))
    }
    if (!options.permanent && found.live === 0) {
      throw failure('subjectSoftDeleted', formatSubject(subject))
    }
    return versionsOf(found, options.permanent ? undefined : isLive)
  }
  const check = (state: ContextState, versions: readonly number[]) => {
    if (associationsOfSubject(state, subject.name).length > 0) {
      throw failure('subjectAssociated', formatSubject(subject))
    }
    return versions
  }
  const stillLive = () => failure('subjectNotSoftDeleted', formatSubject(subject))
  const operation = 'Delete subject operation'
  return remove(registry, subject, { ...options, select, check, whole: true, stillLive, operation })
}

/**
 * Soft-deletes one version, or with `permanent` removes a soft-deleted one. Answers its number.
 * Throws in the order of contract 2.2.
 */
export async function deleteVersion(
  registry: Registry,
  subject: Subject,
  spec: VersionSpec,
  options: DeleteOptions,
): Promise<number> {
  const select = (state: ContextState) => {
    const found = state.subjects.get(subject.name)
    const version = spec === 'latest' ? (found?.latest ?? 0) : spec
    const row = found?.versions.get(version)
    if (row?.deleted && !options.permanent) {
      throw failure('versionSoftDeleted', formatSubject(subject), version)
    }
    if (!row) throw missingVersion(state, subject, spec, true)
    return [version]
  }
  const check = (state: ContextState, versions: readonly number[]) => {
    const last = state.subjects.get(subject.name)?.live === 1
    if (!options.permanent && last && associationsOfSubject(state, subject.name).length > 0) {
      throw failure('noActiveVersion', formatSubject(subject))
    }
    return versions
  }
  const stillLive = (version: number) =>
    failure('versionNotSoftDeleted', formatSubject(subject), version)
  const removal = {
    ...options,
    select,
    check,
    whole: false,
    stillLive,
    operation: 'Delete Schema Version operation',
  }
  const [version] = await remove(registry, subject, removal)
  if (version === undefined) throw new Error('a version was selected but none removed')
  return version
}

type Removal = DeleteOptions & {
  readonly operation: string
  /** The versions meant; throws what makes them unfit. */
  readonly select: (state: ContextState) => readonly number[]
  /** What stands against the removal beside read-only mode and references. */
  readonly check: (state: ContextState, versions: readonly number[]) => readonly number[]
  /** Whether the subject goes with all its versions, so that they may refer to each other. */
  readonly whole: boolean
  /** What a permanent removal of a live version is refused with. */
  readonly stillLive: (version: number) => Error
}

async function remove(
  registry: Registry,
  subject: Subject,
  removal: Removal,
): Promise<readonly number[]> {
  for (;;) {
    const scopes = await scopesOf(registry, subject.context, removal.freshness)
    const versions = removal.check(scopes.own, checked(scopes, subject, removal.select(scopes.own)))
    const pins = await settlePins(registry, scopes.own, { subject, versions }, removal)
    const result = await registry.committer.submit<readonly number[] | Outdated>({
      context: subject.context,
      operation: removal.operation,
      freshness: removal.freshness,
      decide: (state) => {
        const own = checked({ ...scopes, own: state }, subject, removal.select(state))
        const selected = removal.check(state, own)
        if (hasUnsettledPins(state, subject, selected, pins)) {
          return { changes: [], result: 'outdated' }
        }
        const changes = removalChanges(state, subject, selected, removal)
        const releases = [...pins.released].filter((token) => state.pins.has(token))
        return {
          changes: [
            ...releases.map((token) => ({ kind: 'pinReleased' as const, token })),
            ...changes,
          ],
          result: selected,
        }
      },
    })
    if (result !== 'outdated') return result
  }
}

function checked(scopes: Scopes, subject: Subject, versions: readonly number[]): readonly number[] {
  if (isReadOnly(effectiveMode(scopes, subject))) {
    throw failure('notPermitted', `${inContext(subject)} is in read-only mode`)
  }
  return versions
}

function removalChanges(
  state: ContextState,
  subject: Subject,
  versions: readonly number[],
  { permanent, stillLive, whole }: Removal,
): readonly Change[] {
  const { name } = subject
  const found = state.subjects.get(name)
  for (const version of versions) {
    const blocking = ownReferrers(state, name, version).some(
      (row) => !(whole && row.subject === name) && (permanent || isLiveRow(state, row)),
    )
    if (blocking) {
      throw failure('referenceExists', formatSubject(subject), version)
    }
    if (permanent && found?.versions.get(version)?.deleted === false) throw stillLive(version)
  }
  if (!permanent) return [{ kind: 'softDeleted', subject: name, versions }]
  const changes: Change[] = [{ kind: 'purged', subject: name, versions }]
  if (versions.length < (found?.versions.size ?? 0)) return changes
  if (state.configs.has(name)) changes.push({ kind: 'configDeleted', scope: name })
  if (state.modes.has(name)) changes.push({ kind: 'modeDeleted', scope: name })
  return changes
}

/**
 * Looks behind the pins that other contexts set on the versions: one whose registration is there
 * refuses the removal, one whose registration never came is cancelled first.
 */
async function settlePins(
  registry: Registry,
  state: ContextState,
  { subject, versions }: { readonly subject: Subject; readonly versions: readonly number[] },
  { permanent, freshness }: DeleteOptions,
): Promise<SettledPins> {
  const released = new Set<string>()
  const tolerated = new Set<string>()
  for (const version of versions) {
    const key = rowKey(subject.name, version)
    if (!state.pinned.has(key)) continue
    const refused = failure('referenceExists', formatSubject(subject), version)
    const { referrers, idle } = await foreignReferrers(registry, state, key, freshness)
    for (const { context, row, token } of referrers) {
      const other = await freshState(registry, context, freshness)
      if (permanent || isLiveRow(other, row)) throw refused
      tolerated.add(token)
    }
    for (const token of idle) {
      if (!(await cancelPin(registry, state, token, freshness))) throw refused
      released.add(token)
    }
  }
  return { released, tolerated }
}

/** Whether a pin came after they were looked at. */
function hasUnsettledPins(
  state: ContextState,
  subject: Subject,
  versions: readonly number[],
  { released, tolerated }: SettledPins,
): boolean {
  return versions.some((version) => {
    const tokens = state.pinned.get(rowKey(subject.name, version)) ?? []
    return tokens.some((token) => !released.has(token) && !tolerated.has(token))
  })
}
