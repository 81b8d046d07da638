import { once } from 'node:events'
import { connect } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { type Answer, exchange } from '../exchange.ts'
import { freePort, type RunningServer, startServer } from '../server.ts'

const monitor = fileURLToPath(new URL('./loop-monitor.ts', import.meta.url))

/** What the server's main thread says of itself since it was last asked. */
export type Turns = {
  /** The longest turn of the event loop, milliseconds of processor time. */
  readonly longest: number
  /** Bytes the whole process holds. */
  readonly rss: number
  /** Properties that `Object.prototype` did not have at the start. */
  readonly polluted: number
}

export type Watched = RunningServer & {
  turns(): Promise<Turns>
  /** Sends JSON (or a text as it is) to a path. */
  send(method: string, target: string, body?: unknown): Promise<Answer>
}

/** A server process of its own whose event loop is watched. */
export async function startWatched(env: Record<string, string> = {}): Promise<Watched> {
  const port = await freePort()
  const server = await startServer({
    NODE_OPTIONS: `--import ${monitor}`,
    LOOP_MONITOR_PORT: String(port),
    ...env,
  })
  return {
    ...server,
    turns: () => turnsAt(port),
    send: (method, target, body) => send(server.url, method, target, body),
  }
}

async function turnsAt(port: number): Promise<Turns> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  // The monitor sends exactly this.
  return JSON.parse((await buffer(socket)).toString()) as Turns
}

function send(url: string, method: string, target: string, body?: unknown): Promise<Answer> {
  if (body === undefined) return exchange(url, { method, target })
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const headers = { 'content-type': 'application/json' }
  return exchange(url, { method, target, headers, body: text })
}

/** Fails unless the answer is the error envelope and nothing else, of a status that is no crash. */
export function expectEnvelope({ status, text }: Answer, what: string): void {
  expect(status, `${what}: ${text.slice(0, 200)}`).not.toBe(500)
  if (status < 300) return
  const body: unknown = JSON.parse(text)
  const { error_code, message } = body as Record<string, unknown>
  expect(body, what).toEqual({ error_code: expect.any(Number), message: expect.any(String) })
  expect(Number.isInteger(error_code), what).toBe(true)
  expect(message, what).not.toBe('')
}

/**
 * The promise is 100 ms; twice that leaves room for a slower machine and for the garbage collector.
 */
export const longestAllowed = 200
