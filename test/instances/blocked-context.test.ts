import mysql from 'mysql2/promise'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import type { Answer } from '../exchange.ts'
import { startServer } from '../server.ts'
import { freshDatabase, type ServerStore, storeSkip, storeTitles } from './databases.ts'
import { ask, fieldOf, schemaNumber, told } from './http.ts'

/** Stores in which a row can be locked. */
type LockingStore = Exclude<ServerStore, 'cassandra'>

/** The server waits for a lock longer than the test takes, or only for a moment. */
const patient = 60_000
const impatient = 2_000

const select = "select * from heads where context = '.blocked' for update"

type Lock = {
  /** Resolves when somebody waits for the lock. */
  readonly awaited: () => Promise<void>
  readonly unlock: () => Promise<void>
}

/** Locks the head of the context `.blocked` until it is told to let go. */
async function lock(store: LockingStore, url: string): Promise<Lock> {
  if (store === 'postgres') {
    const client = new pg.Client(url)
    await client.connect()
    await client.query('begin')
    await client.query(select)
    const waiters = `select 1 from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`
    return {
      awaited: () => until(async () => (await client.query(waiters)).rows.length > 0),
      unlock: once(() => client.end()),
    }
  }
  const client = await mysql.createConnection(url.replace(/^mariadb:/, 'mysql:'))
  await client.beginTransaction()
  await client.query(select)
  const waiters = `select 1 from information_schema.innodb_trx where trx_state = 'LOCK WAIT'`
  return {
    awaited: () => until(async () => JSON.stringify((await client.query(waiters))[0]) !== '[]'),
    unlock: once(() => client.end()),
  }
}

/** InnoDB renews what it tells about transactions only where nobody asked for 0.1 s. */
const betweenLooks = 300

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, betweenLooks))
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
  timeout: number,
  work: (url: string, lock: Lock) => Promise<void>,
): Promise<void> {
  const database = await freshDatabase(store)
  const url = new URL(database.url)
  url.searchParams.set('timeout', String(timeout))
  const server = await startServer({
    SCHEMARIUM_STORAGE_URL: url.href,
    SCHEMARIUM_LOG_LEVEL: 'fatal',
  })
  try {
    for (const context of ['.blocked', '.free']) {
      expect((await register(server.url, context, 0)).status).toBe(200)
    }
    const held = await lock(store, database.url)
    try {
      await work(server.url, held)
    } finally {
      await held.unlock()
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
        whileLocked(store, patient, async (url, { awaited, unlock }) => {
          let answered = false
          const waiting = register(url, '.blocked', 1).finally(() => {
            answered = true
          })
          await awaited()
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
    test.skipIf(storeSkip(store))(
      `does not fail others that are asked in the same moment over ${title}`,
      () =>
        whileLocked(store, impatient, async (url, { unlock }) => {
          const ask = (context: string) =>
            Promise.all(Array.from({ length: 6 }, (_, at) => register(url, context, at + 1)))
          const waiting = ask('.blocked')
          const free = await ask('.free')
          expect(free.map(({ status }) => status)).toEqual(free.map(() => 200))
          await unlock()
          const refused = (await waiting).filter(({ status }) => status !== 200)
          const codes = refused.map((answer) => fieldOf(answer, 'error_code'))
          expect(codes.filter((code) => code !== 50001 && code !== 50002)).toEqual([])
          expect((await register(url, '.blocked', 7)).status).toBe(200)
        }),
      120_000,
    )
  }
})
