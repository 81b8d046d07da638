import { type Answer, exchange } from '../exchange.ts'

/** One JSON request; the path is taken as it is. */
export function ask(url: string, method: string, target: string, body?: object): Promise<Answer> {
  const headers = { 'content-type': 'application/json' }
  const content = body === undefined ? {} : { body: JSON.stringify(body) }
  return exchange(url, { method, target, headers, ...content })
}

/** The answer in short, for a failure's message. */
export const told = ({ status, text }: Answer) => `${status} ${text.slice(0, 300)}`

/** What a registry's JSON answer says in a field; undefined where it does not speak of it. */
export function fieldOf(answer: Answer, name: string): unknown {
  const value: unknown = JSON.parse(answer.text)
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

/** A record with one field, like no other and compatible with all of its kind. */
export function schemaNumber(name: string): { readonly schema: string } {
  const fields = [{ name, type: 'int', default: 0 }]
  return { schema: JSON.stringify({ type: 'record', name: 'R', fields }) }
}

/** Does the work for every item, so many at a time. */
export async function inLanes<T>(
  lanes: number,
  items: Iterable<T>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items[Symbol.iterator]()
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let next = rest.next(); !next.done; next = rest.next()) await work(next.value)
    }),
  )
}
