import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** Starts `child.ts` as a process of its own; what it writes to stderr ends up in ours. */
export function startChild(...words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [join(import.meta.dirname, 'child.ts'), ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** Exit codes of so many processes that migrate the same database at once. */
export async function migrateAtOnce(url: string, processes: number): Promise<readonly number[]> {
  const children = Array.from({ length: processes }, () => startChild('migrate', url))
  const exits = await Promise.all(children.map((child) => once(child, 'exit')))
  return exits.map(([code]) => Number(code ?? -1))
}

/** Lets a process append until it has had `acknowledged` answers, kills it, returns the last. */
export async function writeAndKill(
  url: string,
  context: string,
  acknowledged: number,
): Promise<number> {
  const child = startChild('write', url, context)
  const ended = once(child, 'exit')
  let count = 0
  let last = 0
  for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
    last = Number(line)
    if (++count === acknowledged) child.kill('SIGKILL')
  }
  await ended
  return last
}
