import { beforeAll, describe, expect, test } from 'vitest'
import { startServer } from '../server.ts'
import { freshDatabase, storeSkip, storeTitles } from './databases.ts'
import { randomFrom } from './random.ts'
import { sequenceOf } from './sequence.ts'
import { transcript } from './transcript.ts'

/** `METAMORPHIC_REQUESTS` and `METAMORPHIC_SEED` ask for longer and for other sequences. */
const length = Number(process.env.METAMORPHIC_REQUESTS ?? 2_000)
const seed = Number(process.env.METAMORPHIC_SEED ?? 20)
const patience = 120_000 + length * 150

const requests = sequenceOf(randomFrom(seed), length)
let expected: readonly string[]

/** The answers of so many servers over the same database. */
async function answersOf(url: string, instances: number): Promise<readonly string[]> {
  const env = { SCHEMARIUM_STORAGE_URL: url, SCHEMARIUM_LOG_LEVEL: 'fatal' }
  const servers = await Promise.all(Array.from({ length: instances }, () => startServer(env)))
  try {
    const urls = servers.map((server) => server.url)
    return await transcript(urls, requests, randomFrom(seed + 1))
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
  }
}

describe(`${length} random requests (seed ${seed})`, () => {
  beforeAll(async () => {
    expected = await answersOf('memory:', 1)
  }, patience)

  test('come to all kinds of answers, none of which is a failure of the server', () => {
    const statuses = Map.groupBy(expected, (line) => / → (\d+)/.exec(line)?.[1] ?? '')
    expect([...statuses.keys()].filter((status) => Number(status) >= 500)).toEqual([])
    expect([...statuses.keys()]).toEqual(
      expect.arrayContaining(['200', '204', '400', '404', '405', '409', '422']),
    )
    expect(statuses.get('200')?.length).toBeGreaterThan(expected.length / 4)
  })

  describe.concurrent('have the answers of one process without a database', () => {
    for (const [store, title] of storeTitles) {
      test.skipIf(storeSkip(store))(
        `through two processes over ${title}`,
        async () => {
          const database = await freshDatabase(store)
          try {
            const answers = await answersOf(database.url, 2)
            const at = expected.findIndex((line, index) => line !== answers[index])
            expect(`${at}: ${answers[at]}`).toBe(`${at}: ${expected[at]}`)
            expect(answers.length).toBe(expected.length)
          } finally {
            await database.drop()
          }
        },
        patience,
      )
    }
  })
})
