import type { Commit } from '../model/changes.ts'
import type { ContextName } from '../model/context.ts'
import type { Storage } from '../storage/storage.ts'
import { applyCommit } from './apply.ts'
import { decodeCheckpoint } from './checkpoint.ts'
import { type ContextState, emptyState } from './state.ts'

/** Commits folded before the event loop gets a turn. */
const commitsPerTurn = 200

const tailCommits = 10_000

const endOfLog = Number.POSITIVE_INFINITY

/** Thrown when a purge removed commits that the state still needed: load it again. */
export class LogGap extends Error {}

/** Thrown where the log ends before the revision that its head tells. */
export class DamagedLog extends Error {}

/** Lets the event loop have its turn. */
export const pause = () => new Promise<void>((resolve) => setImmediate(resolve))

/** A state as it was read, and the revision of the checkpoint it was built on; 0 for none. */
export type LoadedState = { readonly state: ContextState; readonly checkpointAt: number }

/**
 * Builds a context's state from its newest checkpoint and the commits since, as far as the revision
 * or the log goes. A log without a beginning (a purge removed it meanwhile) is read again, a
 * bounded number of times.
 */
export async function loadState(
  storage: Storage,
  context: ContextName,
  revision = endOfLog,
): Promise<LoadedState> {
  for (let attempt = 1; ; attempt++) {
    const checkpoint = await storage.checkpoint(context)
    const folded = checkpoint && (await decodeCheckpoint(context, checkpoint, pause))
    const state = folded ?? emptyState(context)
    const checkpointAt = state.revision
    try {
      await catchUp(storage, state, revision)
      return { state, checkpointAt }
    } catch (error) {
      if (!(error instanceof LogGap) || attempt === 3) throw error
    }
  }
}

/** Commits above which a checkpoint pays: the larger of 10,000 and half the state's rows. */
export function tailThreshold(state: ContextState): number {
  return Math.max(tailCommits, (state.sequence + state.configs.size) / 2)
}

/**
 * Folds the commits that the store has above the state's revision, at least up to `revision`: who
 * knows how far the log goes saves the question whether there is more. Throws {@link LogGap}.
 */
export async function catchUp(
  storage: Storage,
  state: ContextState,
  revision = endOfLog,
): Promise<void> {
  if (state.revision >= revision) return
  let folded = 0
  for await (const commit of storage.commits(state.context, state.revision)) {
    advance(state, commit)
    if (state.revision >= revision) return
    if (++folded % commitsPerTurn === 0) await pause()
  }
}

/** Folds the commit if it is the next one; one that is already in is passed over. */
export function advance(state: ContextState, commit: Commit): void {
  if (commit.revision <= state.revision) return
  if (!follows(state, commit)) {
    throw new LogGap(`commit ${state.revision + 1} of ${state.context} is gone`)
  }
  applyCommit(state, commit)
}

/**
 * Whether the commit can be folded into the state: it is the next one, or a later deletion, which
 * restates what outlives it wherever in a commit of several commands it stands.
 */
export function follows(state: ContextState, commit: Commit): boolean {
  if (commit.revision === state.revision + 1) return true
  const restart = commit.changes.some(({ kind }) => kind === 'contextDeleted')
  return restart && commit.revision > state.revision
}
