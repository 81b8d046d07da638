/**
 * Compares the registry with a bare `node:http` server that answers a precomputed body:
 *
 *   npm run bench                               on the memory store and on SQLite
 *   npm run bench -- --store postgres://…       on another store; may be given several times
 *   npm run bench -- --only by-id --rounds 9    one operation, more rounds
 *   npm run bench -- --store … --delay 15       with a database that is 15 ms away, there and back
 *   npm run bench -- --seconds 2 --profile DIR  longer windows, a CPU profile of each registry
 *
 * Servers and clients are processes of their own, and windows alternate between the two servers, so
 * that a machine that changes its speed changes it for both. Only ratios of one run can be compared:
 * the first one of throughput (medians), the second one of processor time for a request (the best
 * windows), which other programs on the machine disturb less.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { type FaultProxy, startProxy } from '../test/proxy.ts'
import { type RunningServer, startServer } from '../test/server.ts'
import { cpuMicros } from './cpu.ts'
import { type LoadResult, runLoad } from './load-process.ts'
import { type Operation, operations, prepare } from './operations.ts'

const { values } = parseArgs({
  options: {
    store: { type: 'string', multiple: true },
    only: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '1' },
    profile: { type: 'string' },
    delay: { type: 'string' },
  },
})
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)
const chosen = operations.filter(({ name }) => !values.only || values.only.includes(name))

/** Enough for the compiler to have made up its mind, or for patience to end. */
const warmUp = { seconds: 10, requests: 20_000 }

type Window = LoadResult & { readonly micros: number | undefined }

const folder = await mkdtemp(join(tmpdir(), 'schemarium-bench-'))
const bare = await startBare()
try {
  const sqlite = `sqlite:${join(folder, 'registry.db')}`
  for (const store of values.store ?? ['memory:', sqlite]) await measureStore(store)
} finally {
  bare.child.kill()
  await rm(folder, { recursive: true })
}

async function measureStore(store: string): Promise<void> {
  const far = values.delay === undefined ? undefined : await farAway(store, Number(values.delay))
  try {
    await measureRegistry(far?.store ?? store)
  } finally {
    await far?.proxy.close()
  }
}

/** The same store behind a proxy that makes every round trip so many milliseconds longer. */
async function farAway(
  store: string,
  millis: number,
): Promise<{ readonly store: string; readonly proxy: FaultProxy }> {
  const url = new URL(store)
  const proxy = await startProxy(url.hostname, Number(url.port))
  proxy.inject({ kind: 'delay', millis: millis / 2 })
  url.host = `127.0.0.1:${proxy.port}`
  return { store: url.href, proxy }
}

async function measureRegistry(store: string): Promise<void> {
  const profile = values.profile && ['--cpu-prof', `--cpu-prof-dir=${values.profile}`].join(' ')
  const registry = await startServer({
    SCHEMARIUM_STORAGE_URL: store,
    SCHEMARIUM_LOG_LEVEL: 'warn',
    ...(profile && { NODE_OPTIONS: profile }),
  })
  try {
    await prepare(registry.url)
    // A URL may hold a password.
    console.log(`\n${store.split(':', 1)[0]}, ${rounds} rounds of ${seconds} s, 64 connections`)
    console.log(
      'operation            req/s   bare   ratio   p99 ms   CPU µs   bare   ratio   errors',
    )
    for (const operation of chosen) await measure(operation, registry)
  } finally {
    await registry.stop()
  }
}

async function measure(operation: Operation, registry: RunningServer): Promise<void> {
  let first = Date.now()
  const window = async (
    { url, pid }: Pick<RunningServer, 'url' | 'pid'>,
    limit = { seconds, requests: 200_000 },
  ): Promise<Window> => {
    const before = cpuMicros(pid)
    const result = await runLoad({ url, operation: operation.name, first, ...limit })
    first += result.requests + 64
    const after = cpuMicros(pid)
    const spent = before !== undefined && after !== undefined ? after - before : undefined
    return { ...result, micros: spent === undefined ? undefined : spent / result.requests }
  }
  await window(bare, warmUp)
  await window(registry, warmUp)
  const pairs: { readonly bare: Window; readonly ours: Window }[] = []
  for (let round = 0; round < rounds; round++) {
    pairs.push({ bare: await window(bare), ours: await window(registry) })
  }
  const columns = [
    operation.name.padEnd(18),
    rounded(pairs.map(({ ours }) => ours.perSecond)).padStart(7),
    rounded(pairs.map(({ bare }) => bare.perSecond)).padStart(6),
    median(pairs.map(({ bare, ours }) => ours.perSecond / bare.perSecond))
      .toFixed(2)
      .padStart(7),
    median(pairs.map(({ ours }) => ours.p99))
      .toFixed(1)
      .padStart(8),
    lowest(pairs.map(({ ours }) => ours.micros))
      .toFixed(1)
      .padStart(8),
    lowest(pairs.map(({ bare }) => bare.micros))
      .toFixed(1)
      .padStart(6),
    (lowest(pairs.map((pair) => pair.bare.micros)) / lowest(pairs.map((pair) => pair.ours.micros)))
      .toFixed(2)
      .padStart(7),
    String(pairs.reduce((sum, { ours }) => sum + ours.errors, 0)).padStart(8),
  ]
  console.log(columns.join(' '))
}

/** Whatever else runs on the machine makes a request dearer, never cheaper. */
function lowest(micros: readonly (number | undefined)[]): number {
  return Math.min(...micros.map((value) => value ?? Number.NaN))
}

function rounded(numbers: readonly number[]): string {
  return median(numbers).toFixed(0)
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? Number.NaN
}

async function startBare(): Promise<{ url: string; pid: number; child: ChildProcess }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bare.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [url] = await once(createInterface({ input: child.stdout }), 'line')
  return { url: String(url), pid: child.pid ?? 0, child }
}
