import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ServerStore } from '../instances/databases.ts'
import { run, stop } from '../services/process.ts'

const services = join(import.meta.dirname, '..', 'services')
const attempts = 20

/** Ends the store's server with SIGKILL, the one that `npm run services` started. */
export async function killDatabase(store: ServerStore): Promise<void> {
  if (await stop(store, 'SIGKILL')) return
  await run(['docker', 'compose', '-f', join(services, 'compose.yaml'), 'kill', store])
}

/** Starts it again; what is left of the old one may stand in the way for a moment. */
export async function startDatabase(store: ServerStore): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await run([process.execPath, join(services, 'services.ts'), store])
      return
    } catch (error) {
      if (attempt === attempts) throw error
      await sleep(500)
    }
  }
}
