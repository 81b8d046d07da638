import { setTimeout as sleep } from 'node:timers/promises'
import { Client, type ClientOptions, errors, policies, types } from 'cassandra-driver'
import { steadyControlConnection } from './cassandra-control.ts'
import type { Row } from './rows.ts'
import { takeSettings } from './store-url.ts'

/** Parameters of a prepared statement. */
export type Params = readonly (string | number | null)[]
export type Statement = { readonly query: string; readonly params: Params }

export type Page = { readonly rows: readonly Row[]; readonly next: string | undefined }

export type CassandraUrl = {
  readonly keyspace: string
  /** Replicas per data centre, to create the keyspace with. */
  readonly replication: ReadonlyMap<string, number>
  readonly options: ClientOptions
  readonly consistency: number
  readonly serialConsistency: number
}

/** The quorum of what, and the serial consistency that goes with it. */
const consistencies: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['quorum', [types.consistencies.quorum, types.consistencies.serial]],
  ['local_quorum', [types.consistencies.localQuorum, types.consistencies.localSerial]],
])

/**
 * Reads `cassandra://user:password@host1,host2:9042/keyspace?localDataCenter=dc1` with, optional,
 * `replication` (`3` or `dc1:3,dc2:3`), `consistency` (`quorum`, the default, or `local_quorum`),
 * `tls` (`true`) and `timeout` (milliseconds). Throws for anything else.
 */
export function parseCassandraUrl(url: string): CassandraUrl {
  const { timeout, rest } = takeSettings(url)
  const { searchParams: query, pathname } = rest
  const keyspace = decodeURIComponent(pathname.slice(1))
  if (!/^[A-Za-z]\w{0,47}$/.test(keyspace)) {
    throw new Error('the path of the Cassandra URL must name a keyspace: letters, digits and _')
  }
  const localDataCenter = query.get('localDataCenter')
  if (!localDataCenter) throw new Error('the Cassandra URL must have localDataCenter=…')
  const levels = consistencies.get((query.get('consistency') ?? 'quorum').toLowerCase())
  if (!levels) throw new Error('consistency in the Cassandra URL is quorum or local_quorum')
  const [consistency, serialConsistency] = levels
  const options: ClientOptions = {
    contactPoints: rest.hostname.split(','),
    localDataCenter,
    protocolOptions: { port: Number(rest.port) || 9042 },
    socketOptions: { connectTimeout: timeout, readTimeout: timeout, keepAlive: true },
    queryOptions: { prepare: true, consistency, serialConsistency },
    policies: {
      // What may be repeated says so itself, see below.
      retry: new policies.retry.FallthroughRetryPolicy(),
      reconnection: new policies.reconnection.ExponentialReconnectionPolicy(100, 2000, false),
    },
    ...(rest.username ? { credentials: credentialsOf(rest) } : {}),
    ...(query.get('tls') === 'true' ? { sslOptions: { rejectUnauthorized: true } } : {}),
  }
  const replication = parseReplication(query.get('replication'), localDataCenter)
  return { keyspace, replication, options, consistency, serialConsistency }
}

function credentialsOf({ username, password }: URL) {
  return { username: decodeURIComponent(username), password: decodeURIComponent(password) }
}

function parseReplication(text: string | null, local: string): ReadonlyMap<string, number> {
  const parts = (text ?? '').split(',').filter((part) => part !== '')
  return new Map(
    parts.map((part) => {
      const [factor, center = local] = part.split(':').reverse()
      const copies = Number(factor)
      if (Number.isSafeInteger(copies) && copies > 0) return [center, copies] as const
      throw new Error('replication in the Cassandra URL is like 3 or dc1:3,dc2:3')
    }),
  )
}

const SERIAL_ATTEMPTS = 6
const RECONNECT_MILLIS = 300

const once = new policies.retry.RetryPolicy()

/** The statements of the store with the consistency each kind needs. */
export class CassandraSession {
  readonly #client: Client
  readonly #url: CassandraUrl
  #closed = false

  constructor(url: CassandraUrl) {
    this.#url = url
    this.#client = steadyControlConnection(new Client({ ...url.options, keyspace: url.keyspace }))
  }

  /** Reads at QUORUM; the driver may try another node. */
  async read(query: string, params: Params): Promise<readonly Row[]> {
    return (await this.#execute(query, params, { retry: once })).rows
  }

  /** One page of a larger answer. */
  async page(statement: Statement, fetchSize: number, pageState?: string): Promise<Page> {
    const state = pageState === undefined ? {} : { pageState }
    const options = { retry: once, fetchSize, ...state }
    const result = await this.#execute(statement.query, statement.params, options)
    return { rows: result.rows, next: result.pageState ?? undefined }
  }

  /**
   * Reads at SERIAL, which first completes whatever conditional write is half done. Where several
   * do that at once they time each other out, so it is tried again after a random pause.
   */
  async serial(query: string, params: Params): Promise<readonly Row[]> {
    const options = { consistency: this.#url.serialConsistency }
    for (let attempt = 1; ; attempt++) {
      try {
        return (await this.#execute(query, params, options)).rows
      } catch (error) {
        if (!isServerTimeout(error) || attempt === SERIAL_ATTEMPTS) throw error
      }
      await sleep(Math.random() * 100 * attempt)
    }
  }

  /** Writes at QUORUM something that may be written twice. */
  async write(query: string, params: Params): Promise<void> {
    await this.#execute(query, params, { retry: once })
  }

  /** A conditional batch in one partition; false where the condition did not hold. Never retried. */
  async conditional(statements: readonly Statement[]): Promise<boolean> {
    this.#assertOpen()
    const queries = statements.map(({ query, params }) => ({ query, params: [...params] }))
    const result = await this.#client.batch(queries, { logged: false, isIdempotent: false })
    return result.wasApplied()
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#client.shutdown()
  }

  /** All that goes this way may be repeated. */
  async #execute(query: string, params: Params, options: object): Promise<types.ResultSet> {
    this.#assertOpen()
    const execute = () =>
      this.#client.execute(query, [...params], { isIdempotent: true, ...options })
    try {
      return await execute()
    } catch (error) {
      if (!(error instanceof errors.NoHostAvailableError)) throw error
    }
    // Connections that were lost are about to be made again.
    await sleep(RECONNECT_MILLIS)
    this.#assertOpen()
    return await execute()
  }

  #assertOpen(): void {
    if (this.#closed) throw new Error('the store is closed')
  }
}

/** The nodes did not answer each other in time: write timeout, read timeout. */
function isServerTimeout(error: unknown): boolean {
  return error instanceof errors.ResponseError && [0x1100, 0x1200].includes(error.code)
}

/** The cluster's word that a statement is wrong or not allowed: it was not begun. */
export function isCassandraRefusal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && Number(error.code) >= 0x2000
}

/** Runs the task on every item, at most so many at once, and waits for all of them. */
export async function forEachOf<T, R>(
  items: readonly T[],
  task: (item: T) => Promise<R>,
): Promise<readonly PromiseSettledResult<R>[]> {
  const results: PromiseSettledResult<R>[] = []
  const queue = items.entries()
  const work = async () => {
    for (const [i, item] of queue) {
      results[i] = await task(item).then(
        (value) => ({ status: 'fulfilled', value }) as const,
        (reason: unknown) => ({ status: 'rejected', reason }) as const,
      )
    }
  }
  await Promise.all(Array.from({ length: Math.min(64, items.length) }, work))
  return results
}

/** The values, or the first error after all tasks have ended. */
export function valuesOf<R>(results: readonly PromiseSettledResult<R>[]): readonly R[] {
  return results.map((result) => {
    if (result.status === 'fulfilled') return result.value
    throw result.reason
  })
}
