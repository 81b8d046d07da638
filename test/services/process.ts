import { spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Everything the services leave on disk, ignored by git. */
export const root = resolve(import.meta.dirname, '..', '..', '.services')

/** The service's own folder, created at need. */
export function folderOf(name: string): string {
  const folder = join(root, name)
  mkdirSync(folder, { recursive: true })
  return folder
}

export function pidOf(name: string): number | undefined {
  const file = join(root, name, 'pid')
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined
}

/**
 * Whether the recorded process runs. Its command line must speak of our folder, so that a process
 * that was given the same number later is left alone.
 */
export function isUp(name: string): boolean {
  const pid = pidOf(name)
  if (pid === undefined || !existsSync(`/proc/${pid}/cmdline`)) return false
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${root}/`)
}

/** Starts the service in the background unless it is up, and waits for the line in its log. */
export async function start(
  name: string,
  command: readonly string[],
  readyLine: string,
): Promise<void> {
  if (isUp(name)) return
  const folder = folderOf(name)
  const log = join(folder, 'log')
  if (existsSync(log)) renameSync(log, `${log}.1`)
  const output = openSync(log, 'w')
  const [program = '', ...words] = command
  const child = spawn(program, words, { detached: true, stdio: ['ignore', output, output] })
  const failed = new Promise<never>((_, reject) => child.once('error', reject))
  if (child.pid) writeFileSync(join(folder, 'pid'), String(child.pid))
  child.unref()
  await Promise.race([ready(name, log, readyLine), failed])
}

async function ready(name: string, log: string, line: string): Promise<void> {
  for (let attempt = 0; attempt < 1200; attempt++) {
    if (readFileSync(log, 'utf8').includes(line)) return
    if (attempt > 10 && !isUp(name)) break
    await sleep(100)
  }
  throw new Error(`${name} did not get ready:\n${tail(readFileSync(log, 'utf8'))}`)
}

/** Ends the recorded process and waits until it is gone. */
export async function stop(name: string, signal: NodeJS.Signals = 'SIGTERM'): Promise<boolean> {
  const pid = pidOf(name)
  if (pid === undefined || !isUp(name)) return false
  process.kill(pid, signal)
  // A process that has ended counts until it is reaped, to servers that look for their old one too.
  while (exists(pid)) await sleep(50)
  rmSync(join(root, name, 'pid'), { force: true })
  return true
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

type RunOptions = {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Runs a command to its end and returns its output; throws with the end of it on failure. */
export async function run(command: readonly string[], options: RunOptions = {}): Promise<string> {
  const [program = '', ...words] = command
  const child = spawn(program, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.cwd ? { cwd: options.cwd } : {}),
    env: { ...process.env, ...options.env },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject).once('close', resolve)
  })
  if (code !== 0) throw new Error(`${command.slice(0, 3).join(' ')} failed:\n${tail(output)}`)
  return output
}

function tail(text: string): string {
  return text.split('\n').slice(-30).join('\n')
}
