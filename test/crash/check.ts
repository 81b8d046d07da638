import { setTimeout as sleep } from 'node:timers/promises'
import { freshDatabase, type SharedStore } from '../instances/databases.ts'
import { type Random, randomFrom } from '../instances/random.ts'
import { run } from '../services/process.ts'
import { type Audit, audit } from './audit.ts'
import { killDatabase, startDatabase } from './database.ts'
import { Instances } from './instances.ts'
import { Ledger } from './ledger.ts'
import { Writer } from './writer.ts'

export type CrashOptions = {
  readonly store: SharedStore
  readonly cycles: number
  readonly seed: number
  readonly writers: number
  /** The database itself is killed in every so many cycles; 0 for never. */
  readonly databaseEvery: number
  /** Told after each cycle. */
  readonly progress?: (cycle: number) => void
}

export type CrashReport = CrashOptions & {
  readonly ledger: Ledger
  readonly audit: Audit
  /** Last line of the `check` command. */
  readonly verdict: string
  readonly seconds: number
  readonly serversKilled: number
  readonly databaseKills: number
  /** Milliseconds from the database's return until every server had found it again, at most. */
  readonly longestRecovery: number
}

const servers = 3

/**
 * Lets writers write through three servers over one database, kills servers (and sometimes the
 * database) without warning, and then compares what is there with what was acknowledged.
 */
export async function crashCheck(options: CrashOptions): Promise<CrashReport> {
  const begun = Date.now()
  const database = await freshDatabase(options.store)
  const instances = new Instances(database.url, servers)
  const random = randomFrom(options.seed)
  const ledger = new Ledger()
  const writers = Array.from({ length: options.writers }, (_, at) => {
    const own = randomFrom(options.seed + 1 + at)
    return new Writer(`w${at}`, own, ledger, () => instances.addresses())
  })
  try {
    await instances.start()
    const writing = writers.map((writer) => writer.run())
    const kills = { database: 0, longestRecovery: 0 }
    try {
      for (let cycle = 1; cycle <= options.cycles; cycle++) {
        await sleep(100 + random.below(800))
        const { databaseEvery } = options
        if (databaseEvery > 0 && cycle % databaseEvery === 0) {
          kills.database++
          const recovery = await loseDatabase(options.store, instances, random)
          kills.longestRecovery = Math.max(kills.longestRecovery, recovery)
        } else await loseServers(instances, random)
        options.progress?.(cycle)
      }
    } finally {
      for (const writer of writers) writer.stop()
      await Promise.all(writing)
    }
    // A new process has nothing but the database to go by.
    await instances.kill(random, servers)
    await instances.start()
    const [url = ''] = instances.addresses()
    const found = await audit(url, ledger)
    await instances.stop()
    return {
      ...options,
      ...{ ledger, audit: found, verdict: await verify(database.url) },
      seconds: Math.round((Date.now() - begun) / 1000),
      serversKilled: instances.counts.killed,
      databaseKills: kills.database,
      longestRecovery: kills.longestRecovery,
    }
  } finally {
    await instances.stop()
    await database.drop()
  }
}

async function loseServers(instances: Instances, random: Random): Promise<void> {
  await instances.kill(random, random.chance(0.2) ? 2 : 1)
  await sleep(random.below(300))
  await instances.start()
}

/** SQLite has no server: there all processes that have the file open die at once. */
async function loseDatabase(
  store: SharedStore,
  instances: Instances,
  random: Random,
): Promise<number> {
  if (store === 'sqlite') await instances.kill(random, servers)
  else {
    await killDatabase(store)
    await sleep(random.below(500))
    await startDatabase(store)
  }
  await instances.start()
  return instances.recovered()
}

/** The log itself must be sound too; throws with what is not. */
async function verify(url: string): Promise<string> {
  const env = { SCHEMARIUM_STORAGE_URL: url }
  const output = await run([process.execPath, 'src/main.ts', 'check'], { env })
  return output.trim().split('\n').at(-1) ?? ''
}
