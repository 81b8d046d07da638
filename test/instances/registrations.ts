import { expect } from 'vitest'
import { ask, fieldOf, inLanes, schemaNumber, told } from './http.ts'

/** A registration with what the server said to it; without an id where that was no success. */
export type Registration = {
  /** The subject, with its context. */
  readonly path: string
  readonly schema: string
  readonly answer: string
  readonly id?: number | undefined
  readonly version?: number | undefined
}

/**
 * Registers schemas of which no two are equal, in turns under one subject of each of so many
 * contexts, until `enough` says so; the prefix tells several runs apart. An answer other than a success must be one about the store.
 */
export async function registerUntil(
  url: string,
  { contexts, prefix }: { readonly contexts: number; readonly prefix: string },
  enough: (count: number) => boolean,
): Promise<readonly Registration[]> {
  const registrations: Registration[] = []
  function* numbers(): Generator<number> {
    for (let number = 0; !enough(number); number++) yield number
  }
  await inLanes(contexts * 2, numbers(), async (number) => {
    const path = `/contexts/.lost-${number % contexts}/subjects/s`
    const { schema } = schemaNumber(`${prefix}${number}`)
    const answer = await ask(url, 'POST', `${path}/versions`, { schema })
    const registration = { path, schema, answer: told(answer) }
    if (answer.status !== 200) {
      expect(fieldOf(answer, 'error_code'), told(answer)).toBeOneOf([50001, 50002])
      expect(answer.headers['retry-after'], told(answer)).toBeDefined()
      registrations.push(registration)
    } else {
      const [id, version] = [fieldOf(answer, 'id'), fieldOf(answer, 'version')].map(Number)
      registrations.push({ ...registration, id, version })
    }
  })
  return registrations
}

/**
 * Fails unless each acknowledged registration is there with its version and id, no schema, id or
 * version is there twice or was left out, and nothing is there that was not sent.
 */
export async function expectKept(url: string, registrations: readonly Registration[]) {
  for (const [path, sent] of Map.groupBy(registrations, (one) => one.path)) {
    const list = await ask(url, 'GET', `${path}/versions`)
    const versions: number[] = list.status === 404 ? [] : JSON.parse(list.text)
    const rows: { version: number; id: unknown; schema: unknown }[] = []
    for (const version of versions) {
      const answer = await ask(url, 'GET', `${path}/versions/${version}`)
      rows.push({ version, id: fieldOf(answer, 'id'), schema: fieldOf(answer, 'schema') })
    }
    const counted = rows.map((_, at) => at + 1)
    expect(versions, path).toEqual(counted)
    // The subject is alone in its context and nothing was deleted.
    expect(rows.map(({ id }) => id)).toEqual(counted)
    expect(new Set(rows.map(({ schema }) => schema)).size).toBe(rows.length)
    const known = new Set<unknown>(sent.map(({ schema }) => schema))
    expect(rows.filter(({ schema }) => !known.has(schema))).toEqual([])
    const acknowledged = sent.filter(({ id }) => id !== undefined)
    const found = acknowledged.map(({ version }) => rows.find((row) => row.version === version))
    expect(found).toEqual(acknowledged.map(({ version, id, schema }) => ({ version, id, schema })))
  }
}
