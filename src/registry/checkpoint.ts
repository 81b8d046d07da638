import type { Change, Registered } from '../model/changes.ts'
import type { ContextName } from '../model/context.ts'
import type { Checkpoint } from '../storage/storage.ts'
import { apply } from './apply.ts'
import { type ContextState, emptyState, type VersionState } from './state.ts'

/** Raised whenever the encoding changes; checkpoints of another format are ignored. */
const format = 'changes-1'

const chunkLength = 128 * 1024

/**
 * A checkpoint is a shorter log: changes that, applied to an empty state, give this one. So there
 * is one way to build a state, and no second reader to keep in step. The state is looked at before
 * the first pause, the text is made piece by piece.
 */
export async function encodeCheckpoint(
  state: ContextState,
  pause: () => Promise<void>,
): Promise<Checkpoint> {
  const { revision } = state
  const chunks: string[] = []
  let lines: string[] = []
  let length = 0
  for (const change of [...changesOf(state)]) {
    const line = JSON.stringify(change())
    lines.push(line)
    length += line.length
    // A character is at most three bytes of UTF-8, a chunk at most 512 KiB.
    if (length <= chunkLength) continue
    chunks.push(lines.join('\n'))
    lines = []
    length = 0
    await pause()
  }
  chunks.push(lines.join('\n'))
  return { revision, format, chunks: chunks.filter((chunk) => chunk !== '') }
}

/** The state, or undefined for an encoding that this version does not read. */
export async function decodeCheckpoint(
  context: ContextName,
  checkpoint: Checkpoint,
  pause: () => Promise<void>,
): Promise<ContextState | undefined> {
  if (checkpoint.format !== format) return undefined
  const state = emptyState(context)
  state.revision = checkpoint.revision
  for (const chunk of checkpoint.chunks) {
    // Written by encodeCheckpoint only.
    for (const line of chunk.split('\n')) apply(state, JSON.parse(line) as Change)
    await pause()
  }
  return state
}

/**
 * Changes that rebuild the state from nothing: registrations in their order, then the rest. Each
 * is built when it is called for, from rows that never change.
 */
function* changesOf(state: ContextState): Iterable<() => Change> {
  const counter = { kind: 'counter', nextId: state.nextId, created: state.created } as const
  yield () => counter
  for (const row of rowsInOrder(state)) yield () => registrationOf(row)
  for (const [subject, { versions, live }] of state.subjects.entries()) {
    if (live === versions.size) continue
    const deleted = [...versions.entries()].filter(([, row]) => row.deleted).map(([at]) => at)
    yield () => ({ kind: 'softDeleted', subject, versions: deleted })
  }
  for (const [, pin] of state.pins.entries()) yield () => pin
  for (const change of standingChanges(state)) yield () => change
}

/** What outlives the deletion of a context: its settings, links and cancelled pins. */
export function* standingChanges(state: ContextState): Generator<Change> {
  for (const [scope, { value }] of state.configs.entries()) {
    yield { kind: 'configSet', scope, config: value }
  }
  for (const [scope, { value }] of state.modes.entries()) {
    yield { kind: 'modeSet', scope, mode: value }
  }
  for (const [token] of state.cancelledPins.entries()) yield { kind: 'pinCancelled', token }
  for (const [, association] of state.associations.entries()) yield association
}

type NamedRow = {
  readonly subject: string
  readonly version: number
  readonly row: VersionState
}

function rowsInOrder(state: ContextState): readonly NamedRow[] {
  const rows: NamedRow[] = []
  for (const [subject, { versions }] of state.subjects.entries()) {
    for (const [version, row] of versions.entries()) rows.push({ subject, version, row })
  }
  return rows.sort((a, b) => a.row.sequence - b.row.sequence)
}

function registrationOf({ subject, version, row }: NamedRow): Registered {
  const { id, digest, guid, likeness, ts, references, pin } = row
  return {
    kind: 'registered',
    ...{ subject, version, id, digest, guid, likeness, ts },
    ...(references.length > 0 ? { references } : {}),
    ...(pin === undefined ? {} : { pin }),
  }
}
