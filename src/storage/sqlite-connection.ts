import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { pendingMigrations, readMigrations } from './migrate.ts'
import { integerOf, textOf } from './rows.ts'

/** A connection with the settings that durability rests on, and its prepared statements. */
export type Connection = {
  readonly db: DatabaseSync
  /** The prepared statement of that text; prepared at first use. */
  readonly statement: (sql: string) => StatementSync
}

const ATTEMPTS = 40

/** Opens the file (the folder exists) and switches it to WAL, waiting for other processes. */
export async function connect(path: string, busyMillis: number): Promise<Connection> {
  const db = new DatabaseSync(path, { timeout: busyMillis })
  try {
    await retryBusy(() => {
      db.exec('pragma journal_mode = wal')
    })
    // Every commit reaches the disk before it is acknowledged; fullfsync matters on macOS only.
    db.exec('pragma synchronous = full; pragma fullfsync = on; pragma checkpoint_fullfsync = on')
    db.exec('pragma trusted_schema = off')
  } catch (error) {
    db.close()
    throw error
  }
  const statements = new Map<string, StatementSync>()
  const statement = (sql: string) => {
    const known = statements.get(sql) ?? db.prepare(sql)
    statements.set(sql, known)
    return known
  }
  return { db, statement }
}

/** Whether SQLite says that another connection holds the lock (any kind of SQLITE_BUSY). */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5
}

/**
 * Some locks (the switch to WAL, recovery after a crash) are refused at once whatever the busy
 * timeout: try again a little later.
 */
async function retryBusy(step: () => void): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return step()
    } catch (error) {
      if (!isBusy(error) || attempt === ATTEMPTS) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, 5 * attempt * (0.5 + Math.random())))
  }
}

/** Applies what is pending in one transaction under the file's write lock. */
export async function migrateSqlite(path: string): Promise<void> {
  const migrations = await readMigrations('sqlite')
  const { db } = await connect(path, 1000)
  try {
    await retryBusy(() => db.exec('begin immediate'))
    db.exec(`create table if not exists schema_migrations (
      version integer not null primary key, checksum text not null, time text not null) strict`)
    const rows = db.prepare('select version, checksum from schema_migrations').all()
    const ledger = rows.map((row) => ({
      version: integerOf(row, 'version'),
      checksum: textOf(row, 'checksum'),
    }))
    const record = db.prepare('insert into schema_migrations values (?, ?, ?)')
    for (const { version, checksum, text } of pendingMigrations(migrations, ledger)) {
      db.exec(text)
      record.run(version, checksum, new Date().toISOString())
    }
    db.exec('commit')
  } finally {
    // Closing rolls back what was not committed.
    db.close()
  }
}
