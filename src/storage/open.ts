import type { Storage } from './storage.ts'

type Opener = (url: string) => Promise<Storage>

const postgres: Opener = async (url) => (await import('./postgres.ts')).openPostgres(url)
const mysql: Opener = async (url) => (await import('./mysql.ts')).openMysql(url)

/** Stores by the scheme of their URL; a driver is loaded only when its store is used. */
const openers: ReadonlyMap<string, Opener> = new Map<string, Opener>([
  ['memory', async () => (await import('./memory.ts')).memoryStorage()],
  ['sqlite', async (url) => (await import('./sqlite.ts')).openSqlite(sqlitePath(url))],
  ['postgres', postgres],
  ['postgresql', postgres],
  ['mysql', mysql],
  ['mariadb', mysql],
  ['cassandra', async (url) => (await import('./cassandra.ts')).openCassandra(url)],
])

/**
 * Opens the store that the URL's scheme names, e.g. `sqlite:data/registry.db`, without migrating
 * it. Throws for an unknown scheme, naming the known ones, and for a database out of reach.
 */
export async function openStorage(url: string): Promise<Storage> {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase() ?? ''
  const open = openers.get(scheme)
  if (open) return open(url)
  const known = [...openers.keys()].map((name) => `${name}:`).join(', ')
  // Not the URL itself: it may hold a password.
  throw new Error(`the storage URL begins with none of ${known}`)
}

/** `sqlite:a/b.db`, `sqlite:/a/b.db` and `sqlite:///a/b.db`. */
function sqlitePath(url: string): string {
  const path = url.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, '')
  if (path === '' || path.startsWith(':')) {
    throw new Error('the storage URL names no file, e.g. sqlite:data/registry.db')
  }
  return path
}
