import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Processor time that the threads of a process have used so far, microseconds; undefined where the
 * kernel does not tell (anything but Linux).
 */
export function cpuMicros(pid: number): number | undefined {
  const folder = `/proc/${pid}/task`
  if (!existsSync('/proc/self/schedstat') || !existsSync(folder)) return undefined
  const nanos = readdirSync(folder).map((thread) => nanosOf(join(folder, thread, 'schedstat')))
  return nanos.reduce((sum, value) => sum + value, 0) / 1000
}

/** The first of three numbers is the time on a processor. */
function nanosOf(file: string): number {
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split(' ', 1)[0]) : 0
}
