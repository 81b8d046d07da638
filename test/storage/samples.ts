import { randomBytes, randomUUID } from 'node:crypto'
import type { Change, Commit, Summary } from '../../src/model/changes.ts'
import type { ContextName } from '../../src/model/context.ts'
import { digestOf } from '../../src/model/schema.ts'
import type { AppendEntry, Hint, Storage, StoredContent } from '../../src/storage/storage.ts'

/** A context nobody else uses: the sandbox of one test. */
export function freshContext(prefix = '.test'): ContextName {
  return `${prefix}-${randomBytes(9).toString('hex')}` as ContextName
}

/** A content under its digest. */
export function content(data: string): StoredContent {
  return { digest: digestOf(data), data }
}

export function summaryAt(revision: number): Summary {
  return { nextId: revision + 1, live: revision, deleted: 0, created: true }
}

/** A commit that registers `subject` version `revision`, valid in every field. */
export function commitOf(
  context: ContextName,
  revision: number,
  changes: readonly Change[] = [{ kind: 'modeSet', scope: `s${revision}`, mode: 'READWRITE' }],
): Commit {
  return {
    context,
    revision,
    token: randomUUID(),
    time: 1_790_000_000_000 + revision,
    actor: 'tester',
    changes,
    summary: summaryAt(revision),
  }
}

type Extras = {
  readonly changes?: readonly Change[]
  readonly contents?: readonly StoredContent[]
  readonly hints?: readonly Hint[]
}

export function entryOf(context: ContextName, revision: number, extras: Extras = {}): AppendEntry {
  const { changes, contents = [], hints = [] } = extras
  return { commit: commitOf(context, revision, changes), contents, hints }
}

/** Appends revisions `from` … `to` one after the other and returns the commits. */
export async function fill(
  storage: Storage,
  context: ContextName,
  to: number,
  from = 1,
): Promise<readonly Commit[]> {
  const commits: Commit[] = []
  for (let revision = from; revision <= to; revision++) {
    const entry = entryOf(context, revision)
    const [outcome] = await storage.append([entry])
    if (outcome?.kind !== 'appended') throw new Error(`revision ${revision} was not appended`)
    commits.push(entry.commit)
  }
  return commits
}

export async function logOf(
  storage: Storage,
  context: ContextName,
  after = 0,
): Promise<readonly Commit[]> {
  const commits: Commit[] = []
  for await (const commit of storage.commits(context, after)) commits.push(commit)
  return commits
}

/** Pairs that a collation, padding or normalisation would take for one name. */
export const confusable: readonly (readonly [string, string, string])[] = [
  ['letter case', 'Orders', 'orders'],
  ['a trailing space', 'orders', 'orders '],
  ['a trailing no-break space', 'orders', 'orders\u00a0'],
  ['NFC and NFD', 'caf\u00e9', 'cafe\u0301'],
  ['accents', 'cafe', 'caf\u00e9'],
  ['sharp s', 'strasse', 'stra\u00dfe'],
  ['the Kelvin sign', 'k', '\u212a'],
  ['full-width letters', 'a', '\uff41'],
  ['4-byte letters', 'x\u{1d4d0}', 'x\u{1d4d1}'],
  ['a zero-width joiner', 'ab', 'a\u200db'],
  ['dotless i', 'i', '\u0131'],
  ['wildcards', 'a_c', 'abc'],
  ['a backslash', 'a\\', 'a'],
  ['property names', '__proto__', 'constructor'],
]
