import { AfterAll, BeforeAll, setDefaultTimeout } from '@cucumber/cucumber'
import { type RunningServer, startServer } from '../../test/server.ts'

/** A registry that runs elsewhere; without it the features start a server of their own. */
const remote = process.env.REGISTRY_URL?.replace(/\/+$/, '')

let server: RunningServer | undefined

/** Whether the features run against another registry than ours. */
export const isRemote = remote !== undefined

/** Base URL of the registry under test. */
export function registryUrl(): string {
  const url = remote ?? server?.url
  if (url === undefined) throw new Error('the registry has not been started')
  return url
}

setDefaultTimeout(30_000)

BeforeAll({ timeout: 120_000 }, async () => {
  if (!isRemote) {
    server = await startServer({
      SCHEMARIUM_STORAGE_URL: process.env.SCHEMARIUM_STORAGE_URL ?? 'memory:',
    })
  }
})

AfterAll({ timeout: 60_000 }, async () => {
  await server?.stop()
})
