import type { Change } from '../../src/model/changes.ts'
import type { ContextName } from '../../src/model/context.ts'
import { digestOf, encodeContent, guidOf, type SchemaContent } from '../../src/model/schema.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { entryOf } from './samples.ts'

function avro(text: string): SchemaContent {
  return { type: 'AVRO', text, references: [] }
}

function registered(subject: string, version: number, id: number, schema: SchemaContent): Change {
  const digest = digestOf(encodeContent(schema))
  return {
    kind: 'registered',
    subject,
    version,
    id,
    digest,
    guid: guidOf(schema),
    likeness: 2,
    ts: 1,
  }
}

/** A deletion of the context, then versions that are live, soft-deleted, purged and overwritten. */
export async function writeHistory(storage: Storage, context: ContextName): Promise<void> {
  const [text, int, long] = [avro('"string"'), avro('"int"'), avro('"long"')]
  const commits: readonly (readonly Change[])[] = [
    [registered('gone', 1, 1, text)],
    [{ kind: 'contextDeleted' }],
    [registered('orders', 1, 2, int), registered('orders', 2, 3, long)],
    [{ kind: 'softDeleted', subject: 'orders', versions: [1] }],
    [registered('users', 1, 3, long), { kind: 'softDeleted', subject: 'users', versions: [1] }],
    [{ kind: 'purged', subject: 'users', versions: [1] }, registered('again', 1, 2, int)],
    [{ kind: 'softDeleted', subject: 'again', versions: [1] }, registered('again', 1, 3, long)],
    [{ kind: 'configSet', scope: 'orders', config: { alias: 'a\u0000"\\' } }],
  ]
  const contents = [text, int, long].map(encodeContent)
  for (const [i, changes] of commits.entries()) {
    const entry = entryOf(context, i + 1, {
      changes,
      contents: contents.map((data) => ({ digest: digestOf(data), data })),
    })
    const summary = { nextId: 5, live: 2, deleted: 0, created: true }
    await storage.append([{ ...entry, commit: { ...entry.commit, summary } }])
  }
}

export const expectedVersions = [
  { subject: 'again', version: 1, schema_id: 3, deleted: 0 },
  { subject: 'orders', version: 1, schema_id: 2, deleted: 1 },
  { subject: 'orders', version: 2, schema_id: 3, deleted: 0 },
]
