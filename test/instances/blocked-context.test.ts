import mysql from 'mysql2/promise'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import type { Answer } from '../exchange.ts'
import { startServer } from '../server.ts'
import { freshDatabase, type ServerStore, storeSkip, storeTitles } from './databases.ts'
import { ask, schemaNumber, told } from './http.ts'

/** Stores in which a row can be locked. */
type LockingStore = Exclude<ServerStore, 'cassandra'>

/** The server waits for a lock so long, which is longer than the test takes. */
const lockMillis = 60_000

const select = "select * from heads where context = '.blocked' for update"

/** Locks the head of the context `.blocked` until it is told to let go. */
async function lock(store: LockingStore, url: string): Promise<() => Promise<void>> {
  if (store === 'postgres') {
    const client = new pg.Client(url)
    await client.connect()
    await client.query('begin')
    await client.query(select)
    return once(() => client.end())
  }
  const client = await mysql.createConnection(url.replace(/^mariadb:/, 'mysql:'))
  await client.beginTransaction()
  await client.query(select)
  return once(() => client.end())
}

/** The work, done the first time only. */
function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => {
    done ??= work()
    return done
  }
}

const register = (url: string, context: string, number: number) =>
  ask(url, 'POST', `/contexts/${context}/subjects/s/versions`, schemaNumber(`f${number}`))

async function whileLocked(
  store: LockingStore,
  work: (url: string, unlock: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const database = await freshDatabase(store)
  const url = new URL(database.url)
  url.searchParams.set('timeout', String(lockMillis))
  const server = await startServer({
    SCHEMARIUM_STORAGE_URL: url.href,
    SCHEMARIUM_LOG_LEVEL: 'fatal',
  })
  try {
    for (const context of ['.blocked', '.free']) {
      expect((await register(server.url, context, 0)).status).toBe(200)
    }
    const unlock = await lock(store, database.url)
    try {
      await work(server.url, unlock)
    } finally {
      await unlock()
    }
  } finally {
    await server.stop()
    await database.drop()
  }
}

describe.concurrent('a context whose head somebody else has locked', () => {
  for (const [store, title] of storeTitles) {
    if (store === 'sqlite' || store === 'cassandra') continue
    test.skipIf(storeSkip(store))(
      `does not hold up another one over ${title}`,
      () =>
        whileLocked(store, async (url, unlock) => {
          let answered = false
          const waiting = register(url, '.blocked', 1).finally(() => {
            answered = true
          })
          const free: Answer[] = []
          for (let number = 1; number <= 20; number++) {
            free.push(await register(url, '.free', number))
          }
          expect(free.map(({ status }) => status)).toEqual(free.map(() => 200))
          expect(answered).toBe(false)
          await unlock()
          expect(told(await waiting)).toContain('"version":2')
        }),
      120_000,
    )
  }
})
