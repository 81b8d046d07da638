import { setTimeout as sleep } from 'node:timers/promises'
import mysql, { type Connection, type Pool, type PoolConnection } from 'mysql2/promise'
import { integerOf, type Row, textOf } from './rows.ts'
import { UnknownOutcome } from './storage.ts'
import { type StoreSettings, takeSettings } from './store-url.ts'

/** A bounded pool that replaces broken connections, with what its errors mean. */
export type MysqlPool = {
  /** A statement that only reads: repeated once if the connection turns out to be gone. */
  readonly read: (sql: string) => Promise<readonly Row[]>
  /**
   * Statements of one transaction, sent together as far as max_allowed_packet allows; answers the
   * rows of its queries, in order. Throws {@link UnknownOutcome} unless the server said that it did
   * not happen or the commit was never sent.
   */
  readonly transaction: (statements: readonly string[]) => Promise<readonly (readonly Row[])[]>
  readonly close: () => Promise<void>
}

const ATTEMPTS = 6

/** ER_LOCK_DEADLOCK, ER_LOCK_WAIT_TIMEOUT: the transaction is to be tried again. */
const retryable: ReadonlySet<unknown> = new Set([1213, 1205])

/** ER_SERVER_SHUTDOWN, ER_ERROR_DURING_COMMIT: words of the server that leave the outcome open. */
const undecided: ReadonlySet<unknown> = new Set([1053, 1180])

/** Opens a pool on the URL; connections are made when they are needed. */
export function connectMysql(url: string): MysqlPool {
  const { settings, options } = optionsOf(url)
  const pool = mysql.createPool({
    ...options,
    connectionLimit: settings.poolSize,
    maxIdle: settings.poolSize,
  })
  const session = new Session(pool, settings)
  let closed = false
  return {
    read: (sql) => session.read(sql),
    transaction: (statements) => session.transaction(statements),
    close: async () => {
      if (!closed) await pool.end()
      closed = true
    },
  }
}

/** One connection outside any pool, for migrations: it holds the lock. */
export async function connectMysqlOnce(url: string): Promise<Connection> {
  const { settings, options } = optionsOf(url)
  const connection = await mysql.createConnection(options)
  // A connection that breaks in use fails its statement; without a listener it would end us too.
  connection.on('error', () => undefined)
  await prepare(connection, settings)
  return connection
}

function optionsOf(url: string) {
  const settings = takeSettings(url)
  const uri = settings.rest.href.replace(/^mariadb:/, 'mysql:')
  const options = {
    uri,
    connectTimeout: settings.timeout,
    multipleStatements: true,
    // Rows that an update leaves as they were do not count.
    flags: ['-FOUND_ROWS'],
    charset: 'utf8mb4',
  }
  return { settings, options }
}

/** What correctness rests on, whatever the server's defaults are. Answers max_allowed_packet. */
async function prepare(connection: Connection, { timeout }: StoreSettings): Promise<number> {
  const seconds = Math.max(1, Math.ceil(timeout / 1000))
  const sql = `set session sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION';
    set session transaction isolation level read committed;
    set session autocommit = 1, innodb_lock_wait_timeout = ${seconds};
    select @@session.sql_mode as mode, @@global.read_only as read_only,
           @@max_allowed_packet as packet`
  const [results] = await connection.query({ sql, timeout })
  // The last of the four statements is the query; its answer is a list of rows.
  const [row] = (results as unknown[]).at(-1) as Row[]
  if (!textOf(row ?? {}, 'mode').includes('STRICT_ALL_TABLES')) {
    throw new Error('the MySQL server does not take the strict SQL mode')
  }
  if (integerOf(row ?? {}, 'read_only') === 1) {
    throw new Error('the MySQL server is read-only: the registry needs the primary')
  }
  return integerOf(row ?? {}, 'packet')
}

class Session {
  readonly #pool: Pool
  readonly #settings: StoreSettings
  readonly #prepared = new WeakSet<object>()
  #maxPacket = 0

  constructor(pool: Pool, settings: StoreSettings) {
    this.#pool = pool
    this.#settings = settings
  }

  async read(sql: string): Promise<readonly Row[]> {
    try {
      return await this.#readOnce(sql)
    } catch (error) {
      if (!isConnectionLoss(error)) throw error
    }
    return await this.#readOnce(sql)
  }

  async transaction(statements: readonly string[]): Promise<readonly (readonly Row[])[]> {
    for (let attempt = 1; attempt < ATTEMPTS; attempt++) {
      try {
        return await this.#transactionOnce(statements)
      } catch (error) {
        if (!retryable.has(errnoOf(error))) throw error
      }
      await sleep(Math.random() * 10 * attempt)
    }
    return await this.#transactionOnce(statements)
  }

  async #transactionOnce(statements: readonly string[]): Promise<readonly (readonly Row[])[]> {
    const connection = await this.#acquire()
    const answers: unknown[] = []
    let committing = false
    try {
      const requests = packRequests(statements, this.#maxPacket)
      for (const [i, sql] of requests.entries()) {
        committing = i === requests.length - 1
        const [results] = await connection.query({ sql, timeout: this.#settings.timeout })
        if (Array.isArray(results)) answers.push(...results)
      }
    } catch (error) {
      const refused = isRefusal(error)
      await leave(connection, refused)
      throw refused || !committing ? error : new UnknownOutcome(error)
    }
    connection.release()
    // One answer for each statement; those of queries are lists of rows.
    return answers.filter((answer) => Array.isArray(answer))
  }

  async #readOnce(sql: string): Promise<readonly Row[]> {
    const connection = await this.#acquire()
    try {
      const [rows] = await connection.query({ sql, timeout: this.#settings.timeout })
      connection.release()
      // A single SELECT is answered with a list of rows.
      return rows as Row[]
    } catch (error) {
      // After a timeout the answer may still come: that connection is of no more use.
      if (isRefusal(error)) connection.release()
      else connection.destroy()
      throw error
    }
  }

  async #acquire(): Promise<PoolConnection> {
    const connection = await this.#pool.getConnection()
    if (this.#prepared.has(connection.connection)) return connection
    try {
      this.#maxPacket = await prepare(connection, this.#settings)
      this.#prepared.add(connection.connection)
      return connection
    } catch (error) {
      connection.destroy()
      throw error
    }
  }
}

/**
 * As few requests as the server's limit allows, the transaction's end in the last one. Throws for
 * a statement that is larger than the limit.
 */
function packRequests(statements: readonly string[], maxPacket: number): readonly string[] {
  const requests: string[] = []
  let request = 'start transaction'
  // The limit counts the protocol's own bytes too.
  const room = maxPacket - 1024
  for (const statement of [...statements, 'commit']) {
    if (statement.length > room) {
      throw new Error(`the MySQL server's max_allowed_packet of ${maxPacket} bytes is too small`)
    }
    if (request.length + statement.length + 2 > room) {
      requests.push(request)
      request = statement
    } else {
      request += `;\n${statement}`
    }
  }
  return [...requests, request]
}

/** Leaves no open transaction behind; a connection in doubt is given up. */
async function leave(connection: PoolConnection, usable: boolean): Promise<void> {
  if (!usable) return connection.destroy()
  try {
    await connection.query({ sql: 'rollback', timeout: 1000 })
    connection.release()
  } catch {
    // It broke in the meantime; the server rolls back when it notices.
    connection.destroy()
  }
}

function errnoOf(error: unknown): unknown {
  return error instanceof Error && 'errno' in error ? error.errno : undefined
}

/** The server's word that a statement failed, as against a broken connection or a timeout. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || !('sqlState' in error)) return false
  return !('fatal' in error && error.fatal) && !undecided.has(errnoOf(error))
}

function isConnectionLoss(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /PROTOCOL_CONNECTION_LOST|ECONNRESET|EPIPE|ER_SERVER_SHUTDOWN/.test(code)
}
