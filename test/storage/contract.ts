import { afterAll, beforeAll, describe } from 'vitest'
import type { Storage } from '../../src/storage/storage.ts'
import { appendContract } from './contract-append.ts'
import { lifeContract } from './contract-life.ts'
import { nameContract } from './contract-names.ts'

/** How the tests of the contract reach the store: `shared` is open and migrated. */
export type Stores = {
  readonly shared: () => Storage
  /** A second connection to the same database; undefined where there is no such thing. */
  readonly reopen: (() => Promise<Storage>) | undefined
}

type Options = {
  /** False where another `open` does not see the same data. */
  readonly durable?: boolean
  /** Says why the store cannot be tested here, which shows in the report as skipped. */
  readonly skip?: string | undefined
}

/** Holds one store to everything that `src/storage/storage.ts` promises. */
export function storageContract(
  name: string,
  open: () => Promise<Storage>,
  { durable = true, skip }: Options = {},
): void {
  const title = `the storage contract on ${name}`
  const shown = skip ? `${title} (skipped: ${skip})` : title
  describe.skipIf(skip !== undefined)(shown, { timeout: 120_000 }, () => {
    let storage: Storage | undefined
    beforeAll(async () => {
      storage = await open()
      await storage.migrate()
    }, 60_000)
    afterAll(() => storage?.close())
    const shared = () => {
      if (!storage) throw new Error('the store did not open')
      return storage
    }
    const stores = { shared, reopen: durable ? open : undefined }
    appendContract(stores)
    nameContract(stores)
    lifeContract(stores)
  })
}
