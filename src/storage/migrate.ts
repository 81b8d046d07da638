import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** One file of `migrations/<engine>/`, applied once to a database and never changed after. */
export type Migration = {
  readonly version: number
  /** The file's name. */
  readonly name: string
  readonly text: string
  /** SHA-256 of the text, 64 hex digits. */
  readonly checksum: string
}

/** A row of the database's ledger: which migration was applied. */
export type Applied = { readonly version: number; readonly checksum: string }

const folder = join(import.meta.dirname, '..', '..', 'migrations')

/** The engine's migrations, ascending from 1 without gaps. */
export async function readMigrations(engine: string): Promise<readonly Migration[]> {
  const files = (await readdir(join(folder, engine))).filter((name) => /^\d{4}-/.test(name))
  const migrations = await Promise.all(files.sort().map((name) => readMigration(engine, name)))
  const misplaced = migrations.find(({ version }, i) => version !== i + 1)
  if (misplaced) throw new Error(`migrations/${engine}/${misplaced.name} is out of sequence`)
  return migrations
}

async function readMigration(engine: string, name: string): Promise<Migration> {
  const raw = await readFile(join(folder, engine, name), 'utf8')
  // A checkout with other line ends is the same migration.
  const text = raw.replaceAll('\r\n', '\n')
  const checksum = createHash('sha256').update(text).digest('hex')
  return { version: Number(name.slice(0, 4)), name, text, checksum }
}

/**
 * The migrations still to be applied, in order. Throws when the database's ledger is newer than
 * this program or tells that a migration was something else when it was applied.
 */
export function pendingMigrations(
  migrations: readonly Migration[],
  ledger: readonly Applied[],
): readonly Migration[] {
  const applied = new Map(ledger.map(({ version, checksum }) => [version, checksum]))
  const newest = Math.max(0, ...applied.keys())
  if (newest > migrations.length) {
    throw new Error(
      `the database is at migration ${newest}, this program knows ${migrations.length}: ` +
        'a newer version of it has been here, start that one',
    )
  }
  for (const { version, name, checksum } of migrations) {
    const known = applied.get(version)
    if (known !== undefined && known !== checksum) {
      throw new Error(`the database was migrated with another ${name} than this program has`)
    }
  }
  return migrations.filter(({ version }) => !applied.has(version))
}

/** The statements of a migration, for drivers that take one at a time; `;` ends a line. */
export function statementsOf({ text }: Migration): readonly string[] {
  return text
    .replaceAll(/^\s*--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
}
