import type { Digest } from '../model/schema.ts'
import type { CommitRow, Row } from './rows.ts'
import type { Connection } from './sqlite-connection.ts'
import type { Checkpoint, Hint, StoredContent } from './storage.ts'

/** An entry of a batch as it travels to the writer's thread. */
export type WriteEntry = {
  readonly row: CommitRow
  readonly contents: readonly StoredContent[]
  readonly hints: readonly Hint[]
}

/** What the writer's thread can be asked for; each job is all or nothing. */
export type Job =
  | { readonly kind: 'append'; readonly entries: readonly WriteEntry[] }
  | { readonly kind: 'checkpoint'; readonly context: string; readonly checkpoint: Checkpoint }
  /** Raises the floor, and drops the checkpoint below it. */
  | { readonly kind: 'floor'; readonly context: string; readonly before: number }
  /** Removes the oldest commits below the floor; answers how many. */
  | { readonly kind: 'sweepCommits'; readonly context: string; readonly limit: number }
  | {
      readonly kind: 'sweepContents'
      readonly context: string
      readonly digests: readonly Digest[]
    }

/** For each entry of an append the rows in its way, or undefined where it was written. */
export type AppendAnswer = readonly (readonly Row[] | undefined)[]

export const commitsSince = `select * from commits where context = ?1 and revision > ?2
  and revision >= (select floor from heads where context = ?1) order by revision`

/** Does the job inside the transaction that is open on the connection. */
export function perform(connection: Connection, job: Job): unknown {
  switch (job.kind) {
    case 'append':
      return job.entries.map((entry) => appendEntry(connection, entry))
    case 'checkpoint':
      return saveCheckpoint(connection, job.context, job.checkpoint)
    case 'floor':
      return raiseFloor(connection, job.context, job.before)
    case 'sweepCommits':
      return sweepCommits(connection, job.context, job.limit)
    case 'sweepContents':
      return sweepContents(connection, job.context, job.digests)
  }
}

function appendEntry({ statement }: Connection, entry: WriteEntry): readonly Row[] | undefined {
  const { row, contents, hints } = entry
  const { context, revision, next_schema_id, live, deleted, created } = row
  const place = [context, revision, next_schema_id, live, deleted, created] as const
  const head =
    revision === 1
      ? statement(`insert into heads (context, revision, next_schema_id, live, deleted, created)
          values (?, ?, ?, ?, ?, ?) on conflict do nothing`)
      : statement(`update heads set revision = ?2, next_schema_id = ?3, live = ?4, deleted = ?5,
          created = ?6 where context = ?1 and revision = ?2 - 1`)
  if (head.run(...place).changes === 0) return statement(commitsSince).all(context, revision - 1)
  const content = statement(`insert into contents (context, digest, data, revision)
    values (?, ?, ?, ?) on conflict do update set revision = excluded.revision`)
  for (const { digest, data } of contents) content.run(context, digest, data, revision)
  const hint = statement(
    'insert into hints (kind, key, context) values (?, ?, ?) on conflict do nothing',
  )
  for (const { kind, key } of hints) hint.run(kind, key, context)
  statement(`insert into commits (context, revision, next_schema_id, live, deleted, created,
    token, time, actor, changes) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
    ...place,
    row.token,
    row.time,
    row.actor,
    row.changes,
  )
  return undefined
}

function saveCheckpoint({ statement }: Connection, context: string, saved: Checkpoint): void {
  const { revision, format, chunks } = saved
  const newer = statement(`select 1 from heads h where h.context = ?1 and h.floor <= ?2
    and not exists (select 1 from checkpoints c where c.context = ?1 and c.revision >= ?2)`)
  if (newer.get(context, revision) === undefined) return
  statement('delete from checkpoints where context = ?').run(context)
  const chunk = statement(`insert into checkpoints (context, part, revision, format, data)
    values (?, ?, ?, ?, ?)`)
  for (const [part, data] of chunks.entries()) chunk.run(context, part, revision, format, data)
}

function raiseFloor({ statement }: Connection, context: string, before: number): void {
  statement('update heads set floor = max(floor, min(?2, revision)) where context = ?1').run(
    context,
    before,
  )
  statement(`delete from checkpoints where context = ?1
    and revision < (select floor from heads where context = ?1)`).run(context)
}

function sweepCommits({ statement }: Connection, context: string, limit: number): number {
  const swept = statement(`delete from commits where rowid in (
    select c.rowid from commits c where c.context = ?1
       and c.revision < (select floor from heads where context = ?1)
     order by c.revision limit ?2)`).run(context, limit)
  return Number(swept.changes)
}

function sweepContents(
  { statement }: Connection,
  context: string,
  digests: readonly Digest[],
): void {
  const sweep = statement(`delete from contents where context = ?1 and digest = ?2
    and revision < (select floor from heads where context = ?1)`)
  for (const digest of digests) sweep.run(context, digest)
}
