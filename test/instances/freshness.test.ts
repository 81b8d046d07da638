import { describe, expect, test } from 'vitest'
import { type RunningServer, startServer } from '../server.ts'
import { freshDatabase, storeSkip, storeTitles } from './databases.ts'
import { ask, fieldOf, inLanes, schemaNumber, told } from './http.ts'

/** `FRESHNESS_ROUNDS` asks for more rounds per store. */
const rounds = Number(process.env.FRESHNESS_ROUNDS ?? 500)
const patience = 180_000 + rounds * 200
const lanes = 8

/** Reads that tell whether a registration is known, each with what the answer must hold. */
const reads = {
  latest: ({ path }) => ['GET', `${path}/versions/latest`],
  version: ({ path }) => ['GET', `${path}/versions/1`],
  versions: ({ path }) => ['GET', `${path}/versions`],
  lookup: ({ path, schema }) => ['POST', path, { schema }],
  id: ({ mount, id }) => ['GET', `${mount}/schemas/ids/${id}`],
  holders: ({ mount, id }) => ['GET', `${mount}/schemas/ids/${id}/subjects`],
  guid: ({ guid }) => ['GET', `/schemas/guids/${guid}`],
} satisfies Record<string, (what: Registered) => readonly [string, string, object?]>

type Registered = {
  readonly mount: string
  readonly path: string
  readonly schema: string
  readonly id: unknown
  readonly guid: unknown
}

const kinds = Object.values(reads)

/** Writes on one server and reads on the other at once; answers what the other did not know. */
async function missesOf(
  round: number,
  [one, other]: readonly [RunningServer, RunningServer],
): Promise<readonly string[]> {
  const [writer, reader] = round % 2 === 0 ? [one, other] : [other, one]
  const misses: string[] = []
  const expectStatus = async (
    status: number,
    [method, path, body]: readonly [string, string, object?],
  ) => {
    const answer = await ask(reader.url, method, path, body)
    if (answer.status !== status) misses.push(`${method} ${path}: ${told(answer)}`)
    return answer
  }
  const mount = `/contexts/.fresh-${round % lanes}`
  const path = `${mount}/subjects/s-${round}`
  await expectStatus(404, ['GET', `${path}/versions/latest`])
  const { schema } = schemaNumber(`f${round}`)
  const written = await ask(writer.url, 'POST', `${path}/versions`, { schema })
  if (written.status !== 200) return [`register: ${told(written)}`]
  const [id, guid] = [fieldOf(written, 'id'), fieldOf(written, 'guid')]
  const read = kinds[round % kinds.length] ?? reads.latest
  await expectStatus(200, read({ mount, path, schema, id, guid }))
  if (round % 3 === 0) {
    const level = ['FULL', 'NONE'][round % 2]
    await ask(writer.url, 'PUT', `${mount}/config/s-${round}`, { compatibility: level })
    const config = await expectStatus(200, ['GET', `${mount}/config/s-${round}`])
    if (fieldOf(config, 'compatibilityLevel') !== level) misses.push(`config: ${told(config)}`)
  }
  if (round % 3 === 1) {
    await ask(writer.url, 'DELETE', path)
    await expectStatus(404, ['GET', `${path}/versions/latest`])
  }
  return misses
}

describe.concurrent('what one instance has acknowledged', () => {
  for (const [store, title] of storeTitles) {
    test.skipIf(storeSkip(store))(
      `the other one knows at once over ${title}, ${rounds} times`,
      async () => {
        const database = await freshDatabase(store)
        const env = { SCHEMARIUM_STORAGE_URL: database.url, SCHEMARIUM_LOG_LEVEL: 'fatal' }
        const servers = await Promise.all([startServer(env), startServer(env)])
        try {
          const misses: string[] = []
          await inLanes(lanes, Array(rounds).keys(), async (round) => {
            misses.push(...(await missesOf(round, servers)))
          })
          expect(misses).toEqual([])
        } finally {
          await Promise.all(servers.map((server) => server.stop()))
          await database.drop()
        }
      },
      patience,
    )
  }
})
