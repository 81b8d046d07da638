import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string }

/** Runs the program with these arguments and settings alone until it ends. */
export async function run(args: readonly string[], env: Record<string, string>): Promise<Ended> {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ])
  return { code, out, err }
}

export type Started = {
  readonly url: string
  readonly child: ChildProcess
  /** What it has printed so far. */
  readonly output: () => string
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>
}

/** Starts a server on a free port and resolves when it says where it listens. */
export async function start(env: Record<string, string>): Promise<Started> {
  const { PATH = '' } = process.env
  const defaults = { SCHEMARIUM_LISTENERS: 'http://127.0.0.1:0', SCHEMARIUM_STORAGE_URL: 'memory:' }
  const child = spawn(process.execPath, [main], {
    env: { PATH, ...defaults, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      printed += chunk
      const [, url] = /Try: curl (\S+)\/subjects/.exec(printed) ?? []
      if (url !== undefined) resolve(url)
    })
  }
  // Once it has ended there may still be something to read.
  const ended = once(child, 'close').then(([code]) => code as number | null)
  void ended.then(() => reject(new Error(`It has ended:\n${printed}`)))
  return { url: await promise, child, output: () => printed, ended }
}
