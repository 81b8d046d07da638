import { type Answer, exchange } from '../exchange.ts'

const headers = { 'content-type': 'application/vnd.schemaregistry.v1+json' }

/** What a registration is acknowledged with. */
export type Acknowledged = { readonly id: number; readonly version: number }

/** One request with a JSON body; rejects for an answer other than 200, saying what it was. */
export async function ask<T>(base: string, request: string, body?: object): Promise<T> {
  const answer = await answerOf(base, request, body)
  if (answer.status !== 200) throw new Error(`${request}: ${answer.status} ${answer.text}`)
  return JSON.parse(answer.text)
}

/** As {@link ask}, whatever the status is. */
export function answerOf(base: string, request: string, body?: object): Promise<Answer> {
  const [method = '', target = ''] = request.split(' ')
  const content = body === undefined ? {} : { body: JSON.stringify(body) }
  return exchange(base, { method, target, headers, ...content })
}

/** A schema like no other that fits all of its kind. */
export function schemaOf(number: number): string {
  const field = { name: `f${number}`, type: 'int', default: 0 }
  return JSON.stringify({ type: 'record', name: 'R', fields: [field] })
}

/** Runs the task for each number below `count`, so many at a time. */
export async function forEach(
  count: number,
  atOnce: number,
  task: (number: number) => Promise<void>,
): Promise<void> {
  let next = 0
  const worker = async () => {
    for (let number = next++; number < count; number = next++) await task(number)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

/** The value of a metric without labels. */
export async function metric(base: string, name: string): Promise<number> {
  const { text } = await exchange(base, { method: 'GET', target: '/metrics' })
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `))
  if (line === undefined) throw new Error(`no metric ${name}`)
  return Number(line.slice(name.length + 1))
}
