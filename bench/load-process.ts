import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

export type Load = {
  readonly url: string
  readonly operation: string
  /** Number of the first request. */
  readonly first: number
  readonly seconds: number
  /** The load ends after so many, whatever the time. */
  readonly requests: number
}

export type LoadResult = {
  readonly requests: number
  readonly perSecond: number
  /** Milliseconds that 99 of 100 requests took at most. */
  readonly p99: number
  /** Answers other than 200. */
  readonly errors: number
}

const run = promisify(execFile)

/** Runs the load as a process of its own. Rejects when a connection breaks. */
export async function runLoad(load: Load): Promise<LoadResult> {
  const program = join(import.meta.dirname, 'load.ts')
  const { stdout } = await run(process.execPath, [program, JSON.stringify(load)])
  return JSON.parse(stdout)
}
