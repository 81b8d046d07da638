import { existsSync, readFileSync } from 'node:fs'

/** Linux counts processor time in hundredths of a second. */
const microsPerTick = 10_000

/** Processor time that a process has used so far, microseconds; undefined where nobody tells. */
export function cpuMicros(pid: number): number | undefined {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return undefined
  const text = readFileSync(file, 'utf8')
  // Fields are counted from behind the name, which may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * microsPerTick
}
