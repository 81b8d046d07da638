import { randomBytes } from 'node:crypto'
import type { OutgoingHttpHeaders } from 'node:http'
import { expect } from 'vitest'
import { difference } from '../difference.ts'
import { type Answer, exchange } from '../exchange.ts'
import { misfit } from '../openapi.ts'

export const mediaType = 'application/vnd.schemaregistry.v1+json'

/** A request that a row takes for granted; `keep` remembers fields of its answer as `{name}`. */
export type Given = {
  readonly when: string
  readonly send?: unknown
  readonly keep?: Readonly<Record<string, string>>
}

/**
 * One question and its right answer. In every text `{s}` is a subject of the row's own, `{S}` the
 * same as answers spell it, `{C}` the context as messages print it, and `{name}` a kept value;
 * `'{#name}'` as a whole JSON value is the kept number.
 */
export type Golden = {
  readonly name: string
  readonly given?: readonly Given[]
  /** Method and target below the mount. */
  readonly when: string
  /** Sent as JSON; `raw` is sent as it is. */
  readonly send?: unknown
  readonly raw?: string
  readonly headers?: OutgoingHttpHeaders
  /** Follows from the code, otherwise 200. */
  readonly status?: number
  readonly code?: number
  readonly message?: string
  /** The whole body. */
  readonly body?: unknown
  /** Part of the body. */
  readonly includes?: unknown
  readonly text?: string
  readonly type?: string
  /** Where the row makes sense; both unless said. */
  readonly at?: 'root' | 'context'
  /** False where a slash at the end makes it another target. */
  readonly slash?: false
  /** Where the row changes what others see, or sees what they change: there it gets a server. */
  readonly alone?: Mount | 'anywhere'
}

export type Mount = 'at the root' | 'in a context'

/** Each row with each mount it is meant for. */
export function cells(rows: readonly Golden[]): readonly { row: Golden; mount: Mount }[] {
  return rows.flatMap((row) => {
    const mounts: Mount[] = []
    if (row.at !== 'context') mounts.push('at the root')
    if (row.at !== 'root') mounts.push('in a context')
    return mounts.map((mount) => ({ row, mount }))
  })
}

/** Asks the row's question of the registry at `url` and fails unless the answer is the row's. */
export async function verify(url: string, row: Golden, mount: Mount): Promise<void> {
  const names = ownNames(mount)
  for (const step of row.given ?? []) await arrange(url, step, names)
  const { method, target } = requestLine(row.when, names)
  const content = row.raw ?? (row.send === undefined ? undefined : JSON.stringify(row.send))
  const answer = await exchange(url, {
    method,
    target,
    headers: { ...(content === undefined ? {} : { 'content-type': mediaType }), ...row.headers },
    ...(content === undefined ? {} : { body: fill(content, names) }),
  })
  expect(misfit(method, target, answer)).toBeUndefined()
  expectAnswer(answer, row, names)
  if (method === 'GET' && row.headers === undefined) {
    await expectHead(url, target, answer)
    if (row.slash ?? true) await expectSlashed(url, target, answer)
  }
}

/** Every GET has its HEAD. */
async function expectHead(url: string, target: string, answer: Answer): Promise<void> {
  const head = await exchange(url, { method: 'HEAD', target })
  expect([head.status, head.text], `HEAD ${target}`).toEqual([answer.status, ''])
  expect(head.headers['content-type']).toBe(answer.headers['content-type'])
}

/** A slash at the end is harmless, and who wants plain JSON gets it, errors of a route included. */
async function expectSlashed(url: string, target: string, answer: Answer): Promise<void> {
  const [path = '', query] = target.split('?')
  const slashed = query === undefined ? `${path}/` : `${path}/?${query}`
  const headers = { accept: 'application/json' }
  const plain = await exchange(url, { method: 'GET', target: slashed, headers })
  expect([plain.status, plain.text], `GET ${slashed}`).toEqual([answer.status, answer.text])
  const unrouted = ['HTTP 404', 'HTTP 405', 'HTTP 414'].some((text) => answer.text.includes(text))
  if (!unrouted) expect(plain.headers['content-type']).toBe('application/json')
}

function expectAnswer(answer: Answer, row: Golden, names: Names): void {
  const told = `${row.when}: ${answer.status} ${answer.text}`
  expect(answer.status, told).toBe(statusOf(row))
  expect(answer.headers['x-request-id'], told).toBeDefined()
  if (statusOf(row) !== 204 && !row.when.startsWith('OPTIONS')) {
    expect(answer.headers['content-type'], told).toBe(row.type ?? mediaType)
  }
  if (row.text !== undefined) expect(answer.text, told).toBe(fill(row.text, names))
  if (row.code !== undefined) {
    const envelope = { error_code: row.code, message: row.message ?? '<text>' }
    expectBody(envelope, answer, names, 'exact')
  }
  if (row.body !== undefined) expectBody(row.body, answer, names, 'exact')
  if (row.includes !== undefined) expectBody(row.includes, answer, names, 'partial')
}

/** Status that a row expects. */
export function statusOf({ status, code }: Golden): number {
  return status ?? (code === undefined ? 200 : Number(String(code).slice(0, 3)))
}

function expectBody(
  expected: unknown,
  answer: Answer,
  names: Names,
  strictness: 'exact' | 'partial',
): void {
  const wanted: unknown = JSON.parse(fill(JSON.stringify(expected), names))
  const found = difference(wanted, JSON.parse(answer.text), strictness)
  expect(found, `${answer.status} ${answer.text}`).toBeUndefined()
}

async function arrange(url: string, { when, send, keep }: Given, names: Names): Promise<void> {
  const { method, target } = requestLine(when, names)
  const body = send === undefined ? undefined : fill(JSON.stringify(send), names)
  const answer = await exchange(url, {
    method,
    target,
    ...(body === undefined ? {} : { headers: { 'content-type': mediaType }, body }),
  })
  expect(answer.status, `${when}: ${answer.status} ${answer.text}`).toBeLessThan(300)
  const fields: Record<string, unknown> = keep ? JSON.parse(answer.text) : {}
  for (const [name, field] of Object.entries(keep ?? {})) names.set(name, String(fields[field]))
}

type Names = Map<string, string>

function ownNames(mount: Mount): Names {
  const suffix = randomBytes(5).toString('hex')
  const s = `s-${suffix}`
  const x = `x-${suffix}`
  const inContext = mount === 'in a context'
  return new Map([
    ['mount', inContext ? `/contexts/.${x}` : ''],
    ['s', s],
    ['S', inContext ? `:.${x}:${s}` : s],
    ['C', inContext ? `:.${x}:` : ''],
    ['c', inContext ? `.${x}` : '.'],
    ['ns', `n-${suffix}`],
    ['n', `n${suffix}`],
  ])
}

function requestLine(when: string, names: Names): { method: string; target: string } {
  const [method = '', path = ''] = when.split(' ')
  const target = path.startsWith('@') ? path.slice(1) : names.get('mount') + path
  return { method, target: fill(target, names) }
}

/** The text with every known `{name}` replaced, and `"{#name}"` by the bare number. */
export function fill(text: string, names: ReadonlyMap<string, string>): string {
  return text
    .replace(/"\{#(\w+)\}"/g, (whole, name) => names.get(name) ?? whole)
    .replace(/\{(\w+)\}/g, (whole, name) => names.get(name) ?? whole)
}
