import { randomUUID } from 'node:crypto'
import type { ContextName } from '../model/context.ts'
import { type CassandraSession, forEachOf, valuesOf } from './cassandra-session.ts'
import { textOf } from './rows.ts'
import type { Checkpoint } from './storage.ts'

type Pointer = {
  readonly revision: number
  readonly format: string
  readonly parts: number
  readonly id: string
}

/** Checkpoints: parts under a name of their own, and one pointer that is replaced whole. */
export class CassandraCheckpoints {
  readonly #session: CassandraSession

  constructor(session: CassandraSession) {
    this.#session = session
  }

  /** The newest at or above the floor, if all of it is there. */
  async load(context: ContextName, floor: number): Promise<Checkpoint | undefined> {
    // Another writer may remove the parts of a pointer it has just replaced: look again.
    for (let attempt = 0; attempt < 5; attempt++) {
      const pointer = await this.#pointer(context)
      if (!pointer || pointer.revision < floor) return undefined
      const { revision, format } = pointer
      const query = 'select data from checkpoint_parts where id = ? and part = ?'
      const rows = valuesOf(
        await forEachOf(partsOf(pointer), (part) => this.#session.read(query, [pointer.id, part])),
      )
      const chunks = rows.flatMap(([row]) => (row ? textOf(row, 'data') : []))
      if (chunks.length === pointer.parts) return { revision, format, chunks }
    }
    return undefined
  }

  async save(context: ContextName, checkpoint: Checkpoint): Promise<void> {
    const { revision, format, chunks } = checkpoint
    const before = await this.#pointer(context)
    if (before && before.revision >= revision) return
    const mine: Pointer = { revision, format, parts: chunks.length, id: randomUUID() }
    const insert = 'insert into checkpoint_parts (id, part, data) values (?, ?, ?)'
    valuesOf(
      await forEachOf([...chunks.entries()], ([part, data]) =>
        this.#session.write(insert, [mine.id, part, data]),
      ),
    )
    await this.#session.write(
      'update checkpoints using timestamp ? set pointer = ? where context = ?',
      [revision, JSON.stringify(mine), context],
    )
    // A newer one may have been faster, or a purge.
    const now = await this.#pointer(context)
    if (now?.id !== mine.id) await this.#drop(mine)
    else if (before) await this.#drop(before)
  }

  /** Removes the checkpoint if it is below the revision, and keeps older ones from coming back. */
  async purge(context: ContextName, floor: number): Promise<void> {
    const pointer = await this.#pointer(context)
    await this.#session.write('delete from checkpoints using timestamp ? where context = ?', [
      floor - 1,
      context,
    ])
    if (pointer && pointer.revision < floor) await this.#drop(pointer)
  }

  async #pointer(context: ContextName): Promise<Pointer | undefined> {
    const [row] = await this.#session.read('select pointer from checkpoints where context = ?', [
      context,
    ])
    // Written by save only.
    return row && row.pointer !== null ? (JSON.parse(textOf(row, 'pointer')) as Pointer) : undefined
  }

  async #drop(pointer: Pointer): Promise<void> {
    const remove = 'delete from checkpoint_parts where id = ? and part = ?'
    valuesOf(
      await forEachOf(partsOf(pointer), (part) => this.#session.write(remove, [pointer.id, part])),
    )
  }
}

function partsOf({ parts }: Pointer): readonly number[] {
  return Array.from({ length: parts }, (_, part) => part)
}
