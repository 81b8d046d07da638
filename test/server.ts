import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { exchange } from './exchange.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
/** On a crowded machine a process takes many times longer than by itself. */
const startMillis = 120_000
const stopMillis = 15_000

export type RunningServer = {
  /** Base URL without a trailing slash. */
  readonly url: string
  readonly pid: number
  /** Ends the process with SIGTERM and resolves when it is gone; SIGKILL if it does not listen. */
  stop(): Promise<void>
}

/**
 * Starts the registry as a process of its own on a free port of 127.0.0.1 and resolves when
 * `GET /health/ready` answers 200. `env` is added to the environment and wins; without a storage
 * URL the memory store is used. Rejects with the process's output if it does not come up.
 */
export async function startServer(env: Record<string, string> = {}): Promise<RunningServer> {
  const url = `http://127.0.0.1:${await freePort()}`
  const defaults = { SCHEMARIUM_LISTENERS: url, SCHEMARIUM_STORAGE_URL: 'memory:' }
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, ...defaults, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = tail(child)
  const pid = child.pid
  if (pid === undefined) throw new Error(`${process.execPath} could not be started`)
  try {
    await ready(url, child)
  } catch (cause) {
    await stop(child)
    throw new Error(`The server did not come up:\n${output()}`, { cause })
  }
  return { url, pid, stop: () => stop(child) }
}

/**
 * Environment of a server over the store that TEST_STORAGE_URL names, in memory without it, so
 * that the same questions can be put to every store. Nothing may be expected to be empty there.
 */
export function sharedStorage(): Record<string, string> {
  return { SCHEMARIUM_STORAGE_URL: process.env.TEST_STORAGE_URL ?? 'memory:' }
}

/** A TCP port of 127.0.0.1 that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no TCP address')
  return address.port
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + startMillis
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('It has exited.')
    if (await answers(url)) return
    await sleep(50)
  }
  throw new Error(`Not ready after ${startMillis} ms.`)
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await exchange(url, { method: 'GET', target: '/health/ready' })
    return answer.status === 200
  } catch {
    // Nobody listens yet.
    return false
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), stopMillis)
  await gone
  clearTimeout(timer)
}

/** Keeps the last of what the process prints, so that a failure can show it. */
function tail(child: ChildProcess): () => string {
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(-8192)
    })
  }
  return () => text
}
