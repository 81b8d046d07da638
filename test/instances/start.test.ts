import { describe, expect, test } from 'vitest'
import { startServer } from '../server.ts'
import { freshDatabase, storeSkip, storeTitles } from './databases.ts'
import { ask, fieldOf, schemaNumber } from './http.ts'

const instances = 10

describe('ten servers that start at once on an empty database', () => {
  for (const [store, title] of storeTitles) {
    test.skipIf(storeSkip(store))(
      `all come up and are one registry over ${title}`,
      async () => {
        const database = await freshDatabase(store)
        const env = { SCHEMARIUM_STORAGE_URL: database.url, SCHEMARIUM_LOG_LEVEL: 'fatal' }
        const starts = await Promise.allSettled(
          Array.from({ length: instances }, () => startServer(env)),
        )
        const servers = starts.flatMap((start) =>
          start.status === 'fulfilled' ? [start.value] : [],
        )
        try {
          const failures = starts.flatMap((start) =>
            start.status === 'rejected' ? [String(start.reason)] : [],
          )
          expect(failures).toEqual([])
          const answers = await Promise.all(
            servers.map(({ url }, at) =>
              ask(url, 'POST', '/subjects/s/versions', schemaNumber(`f${at}`)),
            ),
          )
          const counted = Array.from({ length: instances }, (_, at) => at + 1)
          const numbers = (field: string) =>
            answers.map((answer) => Number(fieldOf(answer, field))).sort((a, b) => a - b)
          expect(numbers('id')).toEqual(counted)
          expect(numbers('version')).toEqual(counted)
        } finally {
          await Promise.all(servers.map((server) => server.stop()))
          await database.drop()
        }
      },
      240_000,
    )
  }
})
