import type { Change } from '../model/changes.ts'
import { type ContextName, GLOBAL_CONTEXT } from '../model/context.ts'
import { failure } from '../model/errors.ts'
import { type Mode, modes } from '../model/settings.ts'
import { checkScope, formatSubject, type Subject } from '../model/subject.ts'
import { isTopLevel } from './config.ts'
import type { Freshness } from './contexts.ts'
import { everyContext } from './every-context.ts'
import { ownReferrers } from './pins.ts'
import { freshState, type Registry } from './registry.ts'
import { effectiveMode, scopesOf } from './settings.ts'
import { type ContextState, rowKey, versionsOf } from './state.ts'

/**
 * The mode set on exactly this scope, or with `defaultToGlobal` the one in force. Throws
 * `modeNotFound` for a scope without one, except on the top level, which then is READWRITE.
 */
export async function getMode(
  registry: Registry,
  scope: Subject,
  options: { readonly defaultToGlobal: boolean; readonly freshness: Freshness },
): Promise<Mode> {
  const scopes = await scopesOf(registry, scope.context, options.freshness)
  if (options.defaultToGlobal) return effectiveMode(scopes, scope)
  const mode = scopes.own.modes.get(scope.name)?.value
  if (mode === undefined && !isTopLevel(scope)) throw failure('modeNotFound', formatSubject(scope))
  return mode ?? 'READWRITE'
}

export type PutModeOptions = { readonly force: boolean; readonly freshness: Freshness }

/**
 * Sets the scope's mode; null clears it. To IMPORT without `force` nothing live may be in the
 * scope, and what is soft-deleted there goes for good. Throws `invalidSubject`, `invalidMode`,
 * `forwardNotGlobal`, `notPermitted`, `referenceExists` in that order.
 */
export async function putMode(
  registry: Registry,
  scope: Subject,
  text: string | null,
  { force, freshness }: PutModeOptions,
): Promise<void> {
  checkScope(scope)
  const mode = text === null ? null : parseMode(text)
  const global = scope.context === GLOBAL_CONTEXT
  // The check compares the exact text, as the reference does: `forward` slips through.
  if (text === 'FORWARD' && !global) throw failure('forwardNotGlobal')
  refuseImmutable(registry)
  const scopes = await scopesOf(registry, scope.context, freshness)
  const importing = mode === 'IMPORT' && !force && effectiveMode(scopes, scope) !== 'IMPORT'
  if (importing) await clearForImport(registry, scope, freshness)
  await registry.committer.submit({
    context: scope.context,
    operation: 'Update mode operation',
    freshness,
    decide: (state) => {
      if (importing) refuseLive(state, scope)
      return { changes: modeChanges(state, scope.name, mode), result: undefined }
    },
  })
}

/**
 * Removes the scope's mode, with `recursive` those of a context's subjects too, and answers what
 * it was; null if none was set. Throws `subjectNotFound`, `notPermitted`.
 */
export async function deleteMode(
  registry: Registry,
  scope: Subject,
  options: { readonly recursive: boolean; readonly freshness: Freshness },
): Promise<Mode | null> {
  await freshState(registry, scope.context, options.freshness)
  return registry.committer.submit<Mode | null>({
    context: scope.context,
    operation: 'Delete mode operation',
    freshness: options.freshness,
    decide: (state) => {
      const mode = state.modes.get(scope.name)?.value
      if (mode === undefined && !isTopLevel(scope) && !options.recursive) {
        throw failure('subjectNotFound', formatSubject(scope))
      }
      refuseImmutable(registry)
      const scopes = options.recursive && scope.name === '' ? [...state.modes.entries()] : []
      const names = new Set([...scopes.map(([name]) => name), scope.name])
      const changes = [...names]
        .filter((name) => state.modes.has(name))
        .map((name): Change => ({ kind: 'modeDeleted', scope: name }))
      return { changes, result: mode ?? (isTopLevel(scope) ? 'READWRITE' : null) }
    },
  })
}

function parseMode(text: string): Mode {
  const mode = modes.find((known) => known === text.toUpperCase())
  if (mode === undefined) throw failure('invalidMode')
  return mode
}

function refuseImmutable({ defaults }: Registry): void {
  if (!defaults.modeMutability) throw failure('notPermitted', 'Mode changes are not allowed')
}

function modeChanges(state: ContextState, name: string, mode: Mode | null): readonly Change[] {
  if (mode !== null) return [{ kind: 'modeSet', scope: name, mode }]
  return state.modes.has(name) ? [{ kind: 'modeDeleted', scope: name }] : []
}

/** Checks every context that the scope covers, then removes what is soft-deleted, one by one. */
async function clearForImport(
  registry: Registry,
  scope: Subject,
  freshness: Freshness,
): Promise<void> {
  const contexts = await contextsIn(registry, scope)
  for (const context of contexts) {
    refuseLive(await freshState(registry, context, freshness), { context, name: scope.name })
  }
  for (const context of contexts)
    await purgeDeleted(registry, { context, name: scope.name }, freshness)
}

/** `/mode` and `:.__GLOBAL:` cover all contexts, other scopes their own. */
async function contextsIn(registry: Registry, scope: Subject): Promise<readonly ContextName[]> {
  if (!isTopLevel(scope)) return [scope.context]
  const contexts: ContextName[] = []
  for await (const { context, head } of everyContext(registry)) {
    if (head.summary.live + head.summary.deleted > 0) contexts.push(context)
  }
  return contexts
}

function refuseLive(state: ContextState, { name }: Subject): void {
  const live = name === '' ? state.liveSubjects : (state.subjects.get(name)?.live ?? 0)
  if (live > 0) throw failure('notPermitted', 'Cannot import since found existing subjects')
}

async function purgeDeleted(
  registry: Registry,
  scope: Subject,
  freshness: Freshness,
): Promise<void> {
  await registry.committer.submit({
    context: scope.context,
    operation: 'Update mode operation',
    freshness,
    decide: (state) => {
      refuseLive(state, scope)
      const names =
        scope.name === '' ? [...state.subjects.entries()].map(([name]) => name) : [scope.name]
      return { changes: names.flatMap((name) => purgeOf(state, name)), result: undefined }
    },
  })
}

function purgeOf(state: ContextState, name: string): readonly Change[] {
  const versions = versionsOf(state.subjects.get(name))
  for (const version of versions) {
    const referrers = ownReferrers(state, name, version).filter((row) => row.subject !== name)
    if (referrers.length > 0 || state.pinned.has(rowKey(name, version))) {
      throw failure('referenceExists', formatSubject({ context: state.context, name }), version)
    }
  }
  return versions.length > 0 ? [{ kind: 'purged', subject: name, versions }] : []
}
