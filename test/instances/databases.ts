import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'cassandra-driver'
import mysql from 'mysql2/promise'
import pg from 'pg'
import { requireUrl, skipReason } from '../storage/services.ts'

/** Stores that several processes can share. */
export const sharedStores = ['sqlite', 'postgres', 'mariadb', 'mysql', 'cassandra'] as const
export type SharedStore = (typeof sharedStores)[number]
export type ServerStore = Exclude<SharedStore, 'sqlite'>

/** A database that is empty and nobody else's. */
export type Database = {
  /** As `SCHEMARIUM_STORAGE_URL` takes it. */
  readonly url: string
  readonly drop: () => Promise<void>
}

/** Why the store cannot be tested here, or undefined. */
export function storeSkip(store: SharedStore): string | undefined {
  return store === 'sqlite' ? undefined : skipReason(store)
}

/** The stores with the title each shows in the report, which tells why one is skipped. */
export const storeTitles: readonly (readonly [SharedStore, string])[] = sharedStores.map(
  (store) => {
    const reason = storeSkip(store)
    return [store, reason ? `${store} (skipped: ${reason})` : store]
  },
)

/** Creates a database, a keyspace or a file of its own. */
export function freshDatabase(store: SharedStore): Promise<Database> {
  return makers[store](`test_${randomBytes(6).toString('hex')}`)
}

const makers: Readonly<Record<SharedStore, (name: string) => Promise<Database>>> = {
  sqlite: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'schemarium-'))
    const drop = () => rm(folder, { recursive: true })
    return { url: `sqlite:${join(folder, 'registry.db')}`, drop }
  },
  postgres: async (name) => {
    const ask = async (sql: string) => {
      const client = new pg.Client(requireUrl('postgres'))
      await client.connect()
      await client.query(sql)
      await client.end()
    }
    await ask(`create database ${name}`)
    return {
      url: named('postgres', name),
      drop: () => ask(`drop database ${name} with (force)`),
    }
  },
  mariadb: (name) => mysqlDatabase('mariadb', name),
  mysql: (name) => mysqlDatabase('mysql', name),
  cassandra: async (name) => ({
    // Migrations create the keyspace.
    url: named('cassandra', name),
    drop: () => dropKeyspace(name),
  }),
}

async function mysqlDatabase(store: 'mariadb' | 'mysql', name: string): Promise<Database> {
  const ask = async (sql: string) => {
    const { hostname, port, username, password } = new URL(requireUrl(store))
    const server = { host: hostname, port: Number(port), user: username, password }
    const client = await mysql.createConnection(server)
    await client.query(sql)
    await client.end()
  }
  await ask(`create database ${name}`)
  return { url: named(store, name), drop: () => ask(`drop database ${name}`) }
}

async function dropKeyspace(name: string): Promise<void> {
  const { hostname, port, searchParams } = new URL(requireUrl('cassandra'))
  const client = new Client({
    contactPoints: hostname.split(','),
    protocolOptions: { port: Number(port) },
    localDataCenter: searchParams.get('localDataCenter') ?? '',
    socketOptions: { readTimeout: 60_000 },
  })
  await client.connect()
  await client.execute(`drop keyspace if exists ${name}`)
  await client.shutdown()
}

/** The service's URL with another database in its path. */
function named(store: ServerStore, name: string): string {
  const url = new URL(requireUrl(store))
  url.pathname = name
  return url.href
}
