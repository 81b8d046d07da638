import { describe, expect, test } from 'vitest'
import { storeSkip, storeTitles } from '../instances/databases.ts'
import { crashCheck } from './check.ts'

/** `npm run crash` runs more of them and kills the database too, which others are using here. */
const cycles = 2

describe('servers that are killed while they write', () => {
  for (const [store, title] of storeTitles) {
    test.skipIf(storeSkip(store))(
      `lose nothing acknowledged over ${title}`,
      async () => {
        const options = { store, cycles, seed: 7, writers: 8, databaseEvery: 0 }
        const { ledger, verdict } = await crashCheck(options)
        expect(ledger.violations).toEqual([])
        expect(verdict).toMatch(/^\d+ contexts are sound, 0 are damaged\.$/)
        expect(ledger.counts.acknowledged).toBeGreaterThan(0)
      },
      300_000,
    )
  }
})
