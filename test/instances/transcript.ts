import { setTimeout as sleep } from 'node:timers/promises'
import { exchange } from '../exchange.ts'
import type { Random } from './random.ts'
import { type Asked, idSurvey } from './sequence.ts'

/** Milliseconds after which marks beside an id are the newest on every instance. */
const settling = 1_500

/** Requests between two surveys of ids. */
const stretch = 500

/**
 * Sends the requests one after the other, each to one of the servers as the random numbers have it,
 * and writes down every status and body, with what differs between any two runs masked.
 */
export async function transcript(
  servers: readonly string[],
  requests: readonly Asked[],
  random: Random,
): Promise<readonly string[]> {
  const lines: string[] = []
  const masks = new Map<string, string>()
  let guid = '00000000-0000-0000-0000-000000000000'
  const ask = async ({ method, target, body }: Asked) => {
    const headers = { 'content-type': 'application/json', 'x-request-id': 'same' }
    const path = target.replace('{guid}', guid)
    const content = body === undefined ? {} : { body }
    const answer = await exchange(random.pick(servers), {
      method,
      target: path,
      headers,
      ...content,
    })
    guid = /"guid":"([^"]+)"/.exec(answer.text)?.[1] ?? guid
    const line = `${method} ${path} ${body ?? ''} → ${answer.status} ${answer.text}`
    lines.push(masked(line, masks))
  }
  for (let start = 0; start < requests.length; start += stretch) {
    for (const request of requests.slice(start, start + stretch)) await ask(request)
    await sleep(settling)
    for (const request of idSurvey) await ask(request)
  }
  return lines
}

const times = /"(ts|createTs|updateTs)":\d+/g
/** Drawn by lot, unlike the guids of schemas, of which a few look the same. */
const random4 = /\b[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\b/g

/** The line with times hidden and random guids numbered in the order of their appearance. */
function masked(line: string, masks: Map<string, string>): string {
  return line.replace(times, '"$1":0').replace(random4, (guid) => {
    const known = masks.get(guid) ?? `guid ${masks.size + 1}`
    masks.set(guid, known)
    return known
  })
}
