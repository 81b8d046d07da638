import { exchange } from '../test/exchange.ts'

/** One kind of request; `n` counts the requests of a window up from its first number. */
export type Operation = {
  readonly name: string
  readonly method: 'GET' | 'POST'
  readonly target: (n: number) => string
  readonly body?: (n: number) => string
}

/** Schemas that are there before anything is measured, one per subject. */
const prepared = 1000

/** About 400 characters, so that an answer has about 700 bytes. */
function schemaOf(name: string): string {
  const fields = Array.from({ length: 6 }, (_, at) => ({
    ...{ name: `${name}_${at}`, type: ['null', 'string'], default: null },
  }))
  return JSON.stringify({ type: 'record', name: 'Reading', namespace: 'plant', fields })
}

const knownBodies = Array.from({ length: prepared }, (_, at) =>
  JSON.stringify({ schema: schemaOf(`known${at}`) }),
)
const known = (n: number) => knownBodies[n % prepared] ?? ''

export const operations: readonly Operation[] = [
  { name: 'by-id', method: 'GET', target: (n) => `/schemas/ids/${(n % prepared) + 1}` },
  {
    name: 'latest',
    method: 'GET',
    target: (n) => `/subjects/known-${n % prepared}/versions/latest`,
  },
  {
    name: 're-registration',
    method: 'POST',
    target: (n) => `/subjects/known-${n % prepared}/versions`,
    body: known,
  },
  {
    name: 'lookup',
    method: 'POST',
    target: (n) => `/subjects/known-${n % prepared}`,
    body: known,
  },
  {
    name: 'new-registration',
    method: 'POST',
    target: (n) => `/subjects/new-${n}/versions`,
    body: (n) => JSON.stringify({ schema: schemaOf(`new${n}`) }),
  },
]

const headers = { 'content-type': 'application/vnd.schemaregistry.v1+json' }

/** Registers what the operations ask for. */
export async function prepare(url: string): Promise<void> {
  const register = async (n: number) => {
    const target = `/subjects/known-${n}/versions`
    const { status, text } = await exchange(url, {
      method: 'POST',
      target,
      headers,
      body: known(n),
    })
    if (status !== 200) throw new Error(`${target}: ${status} ${text}`)
  }
  for (let from = 0; from < prepared; from += 50) {
    await Promise.all(Array.from({ length: 50 }, (_, at) => register(from + at)))
  }
}
