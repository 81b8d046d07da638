import { rowsOfBatch } from './batch.ts'
import type { CommitRow } from './rows.ts'
import type { AppendEntry, Checkpoint } from './storage.ts'

/** Rows of one INSERT are joined up to so many characters of SQL. */
const STATEMENT = 1024 * 1024

export const headColumns = 'context, revision, next_schema_id, live, deleted, created'
const commitColumns = `${headColumns}, token, time, actor, changes`

/** A short text as a literal that no setting of the server can misread. */
export function name(text: string): string {
  return `x'${Buffer.from(text).toString('hex')}'`
}

/** A long text as bytes: a third more characters instead of twice as many. */
export function blob(text: string): string {
  return `from_base64('${Buffer.from(text).toString('base64')}')`
}

export function number(value: number): string {
  if (!Number.isSafeInteger(value)) throw new Error(`${value} is not a whole number`)
  return String(value)
}

export function list(texts: readonly string[]): string {
  return `(${texts.map(name).join(', ')})`
}

/**
 * The statements that append a batch. `@wonN` says whether the head of entry N is where the entry
 * expects it; what follows concerns only entries of which that is true, or only the others. Heads
 * are locked in the order of their names, so that two batches cannot wait for each other. The
 * transaction's two queries answer the flags and the commits in the way.
 *
 * No statement may go by `row_count()`: when the client's connection breaks, the servers execute
 * the rest of its request all the same, commit and all, but with a count of -1.
 */
export function appendStatements(batch: readonly AppendEntry[]): readonly string[] {
  const { commits, contents, hints } = rowsOfBatch(batch)
  const places = commits.map((row, i) => ({ row, entry: i + 1 }))
  const sorted = places.toSorted((a, b) => byteOrder(a.row.context, b.row.context))
  const heads = sorted.flatMap(({ row, entry }) => moveHead(row, entry))
  const contentRows = contents.map(({ entry, digest, data }) => {
    const { context, revision } = commitAt(commits, entry)
    return won(entry, [name(context), name(digest), blob(data), number(revision)])
  })
  const hintRows = hints.map(({ entry, kind, key }) =>
    won(entry, [name(kind), name(key), name(commitAt(commits, entry).context)]),
  )
  const commitRows = places.map(({ row, entry }) =>
    won(entry, [
      ...headValues(row),
      name(row.token),
      number(row.time),
      blob(row.actor),
      blob(row.changes),
    ]),
  )
  return [
    ...heads,
    ...inserts(
      'contents (context, digest, data, revision)',
      contentRows,
      'contents.revision = v.d',
    ),
    ...inserts('hints (kind, name, context)', hintRows, 'hints.context = hints.context'),
    ...inserts(`commits (${commitColumns})`, commitRows),
    `select ${places.map(({ entry }) => `@won${entry} as w${entry}`).join(', ')}`,
    `${places.map(({ row, entry }) => commitsInTheWay(row, entry)).join(' union all ')}
      order by entry, revision`,
  ]
}

function moveHead(row: CommitRow, entry: number): readonly string[] {
  const { context, revision, next_schema_id, live, deleted, created } = row
  const first = `insert into heads (${headColumns}) values (${name(context)}, 0, 1, 0, 0, 0)
    on duplicate key update revision = heads.revision`
  return [
    // The row is there to be locked; it is gone with the transaction or moves on below.
    ...(revision === 1 ? [first] : []),
    `select max(revision) into @at from heads where context = ${name(context)} for update`,
    `set @won${entry} = (@at <=> ${number(revision - 1)})`,
    `update heads set revision = ${number(revision)},
        next_schema_id = ${number(next_schema_id)}, live = ${number(live)},
        deleted = ${number(deleted)}, created = ${number(created)}
      where context = ${name(context)} and revision = ${number(revision - 1)}`,
  ]
}

function headValues(row: CommitRow): readonly string[] {
  const { context, revision, next_schema_id, live, deleted, created } = row
  return [name(context), ...[revision, next_schema_id, live, deleted, created].map(number)]
}

/** One row of an INSERT, present if the entry's head moved. */
function won(entry: number, values: readonly string[]): string {
  const columns = values.map((value, i) => `${value} as ${columnAt(i)}`)
  return `select ${columns.join(', ')} from dual where @won${entry} = 1`
}

function columnAt(index: number): string {
  return String.fromCharCode(97 + index)
}

function inserts(target: string, rows: readonly string[], update?: string): readonly string[] {
  const groups: string[] = []
  for (const row of rows) {
    const last = groups.at(-1)
    if (last !== undefined && last.length + row.length < STATEMENT) {
      groups[groups.length - 1] = `${last} union all ${row}`
    } else {
      groups.push(row)
    }
  }
  const end = update ? ` on duplicate key update ${update}` : ''
  return groups.map((group) => `insert into ${target} select * from (${group}) v${end}`)
}

function commitsInTheWay(row: CommitRow, entry: number): string {
  const columns = commitColumns.split(', ').map((column) => `c.${column}`)
  return `select ${entry} as entry, ${columns.join(', ')}
    from commits c join heads h on h.context = c.context
    where @won${entry} = 0 and c.context = ${name(row.context)}
      and c.revision >= ${number(row.revision)} and c.revision >= h.floor`
}

function commitAt(commits: readonly CommitRow[], entry: number): CommitRow {
  const row = commits[entry - 1]
  if (!row) throw new Error(`the batch has no entry ${entry}`)
  return row
}

function byteOrder(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/** The statements that keep a checkpoint if it is newer than the one there. */
export function checkpointStatements(
  context: string,
  { revision, format, chunks }: Checkpoint,
): readonly string[] {
  const parts = chunks.map((data, part) => {
    const values = `${name(context)}, ${number(part)}, ${blob(data)}`
    return `insert into checkpoint_parts (context, part, data)
      select ${values} from dual where @newer = 1`
  })
  return [
    // As in moveHead; without a head, or below its floor, nothing is kept.
    `insert into checkpoints (context, revision, format)
      select h.context, 0, ${name(format)} from heads h
       where h.context = ${name(context)} and h.floor <= ${number(revision)}
      on duplicate key update revision = checkpoints.revision`,
    `select max(revision) into @at from checkpoints where context = ${name(context)} for update`,
    `set @newer = (select count(*) from heads where context = ${name(context)}
      and floor <= ${number(revision)} and coalesce(@at, ${number(revision)}) < ${number(revision)})`,
    `update checkpoints set revision = ${number(revision)}, format = ${name(format)}
      where context = ${name(context)} and @newer = 1`,
    `delete from checkpoint_parts where context = ${name(context)} and @newer = 1`,
    ...parts,
  ]
}
