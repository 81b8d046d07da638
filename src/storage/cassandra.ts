import type { Commit } from '../model/changes.ts'
import type { ContextName } from '../model/context.ts'
import type { Digest } from '../model/schema.ts'
import { rowsOfBatch } from './batch.ts'
import { CassandraCheckpoints } from './cassandra-checkpoints.ts'
import { bucketOf, CassandraLog } from './cassandra-log.ts'
import { migrateCassandra } from './cassandra-migrate.ts'
import {
  CassandraSession,
  type CassandraUrl,
  forEachOf,
  parseCassandraUrl,
  type Statement,
  valuesOf,
} from './cassandra-session.ts'
import { contextOf, textOf } from './rows.ts'
import {
  type AppendEntry,
  type AppendOutcome,
  type Checkpoint,
  type ContextEntry,
  type Head,
  type HintKind,
  type Storage,
  UnknownOutcome,
} from './storage.ts'

/**
 * A store in a Cassandra keyspace, shared by any number of instances; {@link parseCassandraUrl}
 * tells the URL. Connects when first used.
 */
export function openCassandra(url: string): Storage {
  return new CassandraStorage(parseCassandraUrl(url))
}

class CassandraStorage implements Storage {
  readonly name = 'cassandra'
  readonly #url: CassandraUrl
  readonly #session: CassandraSession
  readonly #log: CassandraLog
  readonly #checkpoints: CassandraCheckpoints

  constructor(url: CassandraUrl) {
    this.#url = url
    this.#session = new CassandraSession(url)
    this.#log = new CassandraLog(this.#session)
    this.#checkpoints = new CassandraCheckpoints(this.#session)
  }

  async heads(contexts: readonly ContextName[]): Promise<ReadonlyMap<ContextName, Head>> {
    const heads = valuesOf(
      await forEachOf(
        contexts,
        async (context) => [context, await this.#log.head(context)] as const,
      ),
    )
    return new Map(heads)
  }

  async append(batch: readonly AppendEntry[]): Promise<readonly AppendOutcome[]> {
    const before = prerequisites(batch)
    valuesOf(await forEachOf(before, ({ query, params }) => this.#session.write(query, params)))
    const results = await forEachOf(batch, ({ commit }) => this.#log.append(commit))
    const failed = results.find((result) => result.status === 'rejected')
    if (!failed) return valuesOf(results)
    // The others may be written, so it must not look as if nothing was.
    const alone = batch.length === 1 || failed.reason instanceof UnknownOutcome
    throw alone ? failed.reason : new UnknownOutcome(failed.reason)
  }

  commits(context: ContextName, after: number): AsyncIterable<Commit> {
    return this.#log.since(context, after + 1)
  }

  async contents(
    context: ContextName,
    digests: readonly Digest[],
  ): Promise<ReadonlyMap<Digest, string>> {
    const query = 'select digest, data from contents where context = ? and digest = ?'
    const answers = valuesOf(
      await forEachOf(digests, (digest) => this.#session.read(query, [context, digest])),
    )
    return new Map(answers.flat().map((row) => [textOf(row, 'digest'), textOf(row, 'data')]))
  }

  async find(kind: HintKind, key: string): Promise<readonly ContextName[]> {
    const query = 'select context from hints where kind = ? and name = ?'
    return (await this.#session.read(query, [kind, key])).map(contextOf)
  }

  async contexts(after: ContextName | undefined, limit: number): Promise<readonly ContextEntry[]> {
    const entries: ContextEntry[] = []
    const query = 'select context from context_names where shard = 0 and context > ? limit ?'
    for (let last: string = after ?? ''; entries.length < limit; ) {
      const names = (await this.#session.read(query, [last, limit])).map(contextOf)
      // A name may stand there without a log: its first commit was lost to a failure.
      for (const [context, head] of await this.heads(names)) {
        if (head.revision > 0 && entries.length < limit) entries.push({ context, head })
      }
      const end = names.at(-1)
      if (end === undefined || names.length < limit) break
      last = end
    }
    return entries
  }

  async checkpoint(context: ContextName): Promise<Checkpoint | undefined> {
    const { floor } = await this.#log.bounds(context)
    return this.#checkpoints.load(context, floor)
  }

  async saveCheckpoint(context: ContextName, checkpoint: Checkpoint): Promise<void> {
    const { floor } = await this.#log.bounds(context)
    if (checkpoint.revision >= floor) await this.#checkpoints.save(context, checkpoint)
  }

  async purge(
    context: ContextName,
    before: number,
    unreferenced: readonly Digest[],
  ): Promise<void> {
    const { revision } = await this.#log.head(context)
    const { swept, floor: known } = await this.#log.bounds(context)
    const floor = Math.max(known, Math.min(before, revision))
    if (floor <= 1) return
    const raise = (column: string) =>
      this.#session.write(
        `update context_bounds using timestamp ? set ${column} = ? where context = ?`,
        [floor, floor, context],
      )
    await raise('floor')
    await this.#checkpoints.purge(context, floor)
    const sweep = 'delete from commits where context = ? and bucket = ? and revision < ?'
    for (let bucket = bucketOf(swept); bucket <= bucketOf(floor); bucket++) {
      await this.#session.write(sweep, [context, bucket, floor])
    }
    await raise('swept')
    const remove = 'delete from contents using timestamp ? where context = ? and digest = ?'
    valuesOf(
      await forEachOf(unreferenced, (digest) =>
        this.#session.write(remove, [floor - 1, context, digest]),
      ),
    )
  }

  async migrate(): Promise<void> {
    await migrateCassandra(this.#url)
  }

  async ping(): Promise<void> {
    await this.#session.read('select key from system.local', [])
  }

  async close(): Promise<void> {
    await this.#session.close()
  }
}

/** What has to be there before the commits: contents, hints, and the names of new contexts. */
function prerequisites(batch: readonly AppendEntry[]): readonly Statement[] {
  const { commits, contents, hints } = rowsOfBatch(batch)
  const at = (entry: number) => {
    const row = commits[entry - 1]
    if (!row) throw new Error(`the batch has no entry ${entry}`)
    return row
  }
  return [
    ...contents.map(({ entry, digest, data }) => ({
      query: 'insert into contents (context, digest, data) values (?, ?, ?) using timestamp ?',
      params: [at(entry).context, digest, data, at(entry).revision],
    })),
    ...hints.map(({ entry, kind, key }) => ({
      query: 'insert into hints (kind, name, context) values (?, ?, ?)',
      params: [kind, key, at(entry).context],
    })),
    ...commits
      .filter(({ revision }) => revision === 1)
      .map(({ context }) => ({
        query: 'insert into context_names (shard, context) values (0, ?)',
        params: [context],
      })),
  ]
}
