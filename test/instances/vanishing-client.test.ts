import { describe, expect, test } from 'vitest'
import { openStorage } from '../../src/storage/open.ts'
import { startProxy } from '../proxy.ts'
import { content, entryOf, freshContext, logOf } from '../storage/samples.ts'
import { freshDatabase, type ServerStore, storeSkip, storeTitles } from './databases.ts'
import { inLanes } from './http.ts'

const appends = 150
/** Connections are cut again and again so many milliseconds apart, in the midst of appends. */
const betweenCuts = 15

/** Appends through connections that are reset all the time, then looks at what became of it. */
async function vanish(store: ServerStore): Promise<void> {
  const database = await freshDatabase(store)
  const direct = await openStorage(database.url)
  await direct.migrate()
  const url = new URL(database.url)
  const proxy = await startProxy(url.hostname, Number(url.port))
  url.hostname = '127.0.0.1'
  url.port = String(proxy.port)
  url.searchParams.set('timeout', '2000')
  const storage = await openStorage(url.href)
  const contexts = Array.from({ length: appends }, () => freshContext())
  const timer = setInterval(() => {
    proxy.inject({ kind: 'reset' })
    proxy.inject({ kind: 'none' })
  }, betweenCuts)
  try {
    await inLanes(6, contexts, async (context) => {
      for (const revision of [1, 2]) {
        const contents = [content(`${context} ${revision}`)]
        const checkpoint = { revision, format: 'x', chunks: [`chunk of ${revision}`] }
        const entry = entryOf(context, revision, { contents })
        await Promise.allSettled([storage.append([entry])])
        await Promise.allSettled([storage.saveCheckpoint(context, checkpoint)])
      }
    })
    clearInterval(timer)
    await storage.close()
    for (const [context, head] of await direct.heads(contexts)) {
      const log = await logOf(direct, context)
      expect(log.map(({ revision }) => revision)).toEqual([1, 2].slice(0, head.revision))
      const digests = [1, 2].map((revision) => content(`${context} ${revision}`).digest)
      const stored = await direct.contents(context, digests.slice(0, head.revision))
      expect(stored.size).toBe(head.revision)
      const checkpoint = await direct.checkpoint(context)
      if (checkpoint) expect(checkpoint.chunks).toEqual([`chunk of ${checkpoint.revision}`])
    }
  } finally {
    clearInterval(timer)
    await proxy.close()
    await direct.close()
    await database.drop()
  }
}

describe('a writer whose connection breaks while the database is at work', () => {
  for (const [store, title] of storeTitles) {
    if (store === 'sqlite') continue
    test.skipIf(storeSkip(store))(
      `leaves a whole commit or none, a whole checkpoint or none: ${title}`,
      () => vanish(store),
      120_000,
    )
  }
})
