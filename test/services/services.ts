/**
 * Real servers for the tests, on 127.0.0.1, with their data in `.services/`:
 *
 *   npm run services                 PostgreSQL, MariaDB, MySQL, Cassandra and Kafka
 *   npm run services -- postgres     only those named; `cluster` is a Cassandra of three nodes
 *   npm run services -- stop         ends what this program started
 *
 * Docker is used where an engine answers, else (and for the cluster) the servers run natively, on
 * Debian as root.
 * Running it again starts what is not up. Tests find the URLs in `.services/urls.json`.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  cassandraClusterUrl,
  cassandraUrl,
  kafkaUrl,
  startCassandra,
  startCassandraCluster,
  startKafka,
} from './clusters.ts'
import {
  mariadbUrl,
  mysqlUrl,
  postgresUrl,
  startMariadb,
  startMysql,
  startPostgres,
} from './databases.ts'
import { installSystemPackages } from './packages.ts'
import { root, run, stop } from './process.ts'

type Service = {
  readonly url: string
  readonly start: () => Promise<void>
  /** Recorded processes that belong to it. */
  readonly processes: readonly string[]
}

const services = new Map<string, Service>([
  ['postgres', { url: postgresUrl, start: startPostgres, processes: ['postgres'] }],
  ['mariadb', { url: mariadbUrl, start: startMariadb, processes: ['mariadb'] }],
  ['mysql', { url: mysqlUrl, start: startMysql, processes: ['mysql'] }],
  ['cassandra', { url: cassandraUrl, start: startCassandra, processes: ['cassandra'] }],
  ['kafka', { url: kafkaUrl, start: startKafka, processes: ['kafka'] }],
  [
    'cluster',
    {
      url: cassandraClusterUrl,
      start: startCassandraCluster,
      processes: ['cassandra1', 'cassandra2', 'cassandra3'],
    },
  ],
])

const urlsFile = join(root, 'urls.json')
const compose = ['docker', 'compose', '-f', join(import.meta.dirname, 'compose.yaml')]

const words = process.argv.slice(2)
const stopping = words[0] === 'stop'
const named = stopping ? words.slice(1) : words
const unknown = named.find((name) => !services.has(name))
if (unknown) throw new Error(`no service ${unknown}; there are ${[...services.keys()].join(', ')}`)
const everyday = [...services.keys()].filter((name) => name !== 'cluster')
const chosen = named.length > 0 ? named : stopping ? [...services.keys()] : everyday

if (stopping) await stopServices(chosen)
else await startServices(chosen)

async function startServices(names: readonly string[]): Promise<void> {
  mkdirSync(root, { recursive: true })
  const docker = await dockerAnswers()
  const contained = names.filter((name) => docker && name !== 'cluster')
  if (contained.length > 0) await run([...compose, 'up', '-d', '--wait', ...contained])
  if (contained.length < names.length) await installSystemPackages()
  const starts = names.map((name) => startService(name, contained.includes(name)))
  if ((await Promise.all(starts)).includes(false)) process.exitCode = 1
}

/** False, with the reason printed, where the service did not start. */
async function startService(name: string, contained: boolean): Promise<boolean> {
  const service = services.get(name)
  if (!service) return false
  const began = performance.now()
  try {
    if (!contained) await service.start()
  } catch (error) {
    console.error(`${name}: ${error instanceof Error ? error.message : error}`)
    return false
  }
  saveUrls({ ...savedUrls(), [name]: service.url })
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(`${name.padEnd(10)} ${service.url}  (${seconds} s)`)
  return true
}

async function stopServices(names: readonly string[]): Promise<void> {
  mkdirSync(root, { recursive: true })
  const contained = names.filter((name) => name !== 'cluster')
  if (await dockerAnswers()) await run([...compose, 'stop', ...contained])
  const urls = savedUrls()
  for (const name of names) {
    // PostgreSQL takes TERM for "when the last client has gone".
    const signal = name === 'postgres' ? 'SIGINT' : 'SIGTERM'
    const processes = services.get(name)?.processes ?? []
    const stopped = await Promise.all(processes.map((process) => stop(process, signal)))
    if (stopped.includes(true)) console.log(`${name.padEnd(10)} stopped`)
    delete urls[name]
  }
  saveUrls(urls)
}

async function dockerAnswers(): Promise<boolean> {
  return run(['docker', 'info']).then(
    () => true,
    () => false,
  )
}

function savedUrls(): Record<string, string> {
  if (!existsSync(urlsFile)) return {}
  // Written by saveUrls only.
  return JSON.parse(readFileSync(urlsFile, 'utf8')) as Record<string, string>
}

/** In one step, since tests read the file at any time. */
function saveUrls(urls: Record<string, string>): void {
  const fresh = `${urlsFile}.${process.pid}`
  writeFileSync(fresh, `${JSON.stringify(urls, null, 2)}\n`)
  renameSync(fresh, urlsFile)
}
