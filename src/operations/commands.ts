import type { Config } from '../config.ts'
import type { ContextName } from '../model/context.ts'
import { openStorage } from '../storage/open.ts'
import type { Storage } from '../storage/storage.ts'
import { checkContexts } from './check.ts'

/** Where a command writes: results and complaints. */
export type Output = {
  /** Resolves when more can be written. */
  readonly out: (text: string) => Promise<void>
  readonly complain: (text: string) => void
}

/** Brings the database's schema up to date. Resolves with the exit code. */
export async function migrate(config: Config, { out }: Output): Promise<number> {
  await withStorage(config, (storage) => storage.migrate())
  await out('The database is up to date.\n')
  return 0
}

/** Verifies logs and prints one line a context; 1 if anything is wrong. */
export async function check(
  config: Config,
  context: ContextName | undefined,
  { out, complain }: Output,
): Promise<number> {
  let damaged = 0
  let sound = 0
  await withStorage(config, async (storage) => {
    await storage.migrate()
    for await (const report of checkContexts(storage, context)) {
      const name = JSON.stringify(report.context)
      for (const problem of report.problems) complain(`${name}: ${problem}\n`)
      if (report.problems.length > 0) damaged++
      else {
        sound++
        const { revision, commits, contents } = report
        await out(
          `${name}: sound at revision ${revision}, ${commits} commits, ${contents} contents\n`,
        )
      }
    }
  })
  await out(`${sound} contexts are sound, ${damaged} are damaged.\n`)
  return damaged === 0 ? 0 : 1
}

/** Prints a context's commits, oldest first, each as one line of JSON. */
export async function dump(config: Config, context: ContextName, { out }: Output): Promise<number> {
  await withStorage(config, async (storage) => {
    for await (const commit of storage.commits(context, 0)) await out(`${JSON.stringify(commit)}\n`)
  })
  return 0
}

const healthMillis = 5_000

/** Asks the server of these settings on this host whether it is ready; 1 if it is not. */
export async function healthcheck({ LISTENERS }: Config, { complain }: Output): Promise<number> {
  const [address] = LISTENERS
  if (!address) return 1
  const { protocol, hostname, port } = address
  const host = hostname === '0.0.0.0' ? '127.0.0.1' : hostname === '[::]' ? '[::1]' : hostname
  const url = `${protocol}//${host}${port === '' ? '' : `:${port}`}/health/ready`
  try {
    const status = await statusOf(url)
    if (status === 200) return 0
    complain(`${url} answered ${status}\n`)
  } catch (error) {
    complain(`${url} does not answer: ${error instanceof Error ? error.message : error}\n`)
  }
  return 1
}

/** A certificate need not be made out for this host's own address. */
async function statusOf(url: string): Promise<number> {
  const { get } = url.startsWith('https:') ? await import('node:https') : await import('node:http')
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const request = get(url, { rejectUnauthorized: false, timeout: healthMillis }, (answer) => {
    answer.resume()
    resolve(answer.statusCode ?? 0)
  })
  request.on('timeout', () => request.destroy(new Error('timed out')))
  request.on('error', reject)
  return promise
}

async function withStorage<T>(
  { STORAGE_URL }: Config,
  use: (storage: Storage) => Promise<T>,
): Promise<T> {
  const storage = await openStorage(STORAGE_URL)
  try {
    return await use(storage)
  } finally {
    await storage.close()
  }
}
