import { openStorage } from '../../src/storage/open.ts'
import { type Fault, type FaultProxy, startProxy } from '../proxy.ts'
import { type RunningServer, startServer } from '../server.ts'
import { type Database, freshDatabase, type ServerStore } from './databases.ts'
import { ask, fieldOf } from './http.ts'

/** Milliseconds until a server behind the proxy gives a statement up. */
const timeout = 3_000
const recoveryMillis = 60_000

/** A server that reaches its database through a proxy, and another one that does so directly. */
export type BehindProxy = AsyncDisposable & {
  readonly server: RunningServer
  readonly direct: RunningServer
  readonly database: Database
  readonly inject: (fault: Fault) => void
  /** Ends the fault and resolves when the server says by itself that all is well again. */
  readonly heal: () => Promise<void>
}

/** Anything that passes bytes on to the database. */
export type Relay = Pick<FaultProxy, 'port' | 'close'>

/** Starts both over an empty database of the store. */
export async function openBehindProxy(store: ServerStore): Promise<BehindProxy> {
  let proxy: FaultProxy | undefined
  const opened = await openBehind(store, async (host, port) => {
    proxy = await startProxy(host, port)
    return proxy
  })
  const inject = (fault: Fault) => proxy?.inject(fault)
  return {
    ...opened,
    inject,
    heal: async () => {
      inject({ kind: 'none' })
      await ready(opened.server.url)
    },
  }
}

/** The same with a relay of the caller's. */
export async function openBehind(
  store: ServerStore,
  startRelay: (host: string, port: number) => Promise<Relay>,
): Promise<Omit<BehindProxy, 'inject' | 'heal'>> {
  const database = await freshDatabase(store)
  const storage = await openStorage(database.url)
  await storage.migrate()
  await storage.close()
  const url = new URL(database.url)
  const relay = await startRelay(url.hostname, Number(url.port))
  url.hostname = '127.0.0.1'
  url.port = String(relay.port)
  url.searchParams.set('timeout', String(timeout))
  const env = { SCHEMARIUM_LOG_LEVEL: 'fatal', SCHEMARIUM_MIGRATE_ON_START: 'false' }
  const [server, direct] = await Promise.all(
    [url.href, database.url].map((storage) =>
      startServer({ ...env, SCHEMARIUM_STORAGE_URL: storage }),
    ),
  )
  if (!server || !direct) throw new Error('two servers were to be started')
  return {
    ...{ server, direct, database },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([server.stop(), direct.stop()])
      await relay.close()
      await database.drop()
    },
  }
}

async function ready(url: string): Promise<void> {
  const deadline = Date.now() + recoveryMillis
  for (;;) {
    const answer = await ask(url, 'GET', '/health/ready')
    if (fieldOf(answer, 'status') === 'ready') return
    if (Date.now() > deadline) throw new Error(`no recovery: ${answer.text}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
