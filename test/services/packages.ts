import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { folderOf, root, run } from './process.ts'

/** Debian's packages that the services need, with a file that tells whether each is there. */
const system = [
  ['/usr/lib/postgresql/*/bin/initdb', ['postgresql']],
  ['/usr/sbin/mariadbd', ['mariadb-server-core', 'mariadb-client-core']],
  ['/usr/lib/jvm/*17*/bin/java', ['openjdk-17-jre-headless']],
  ['/usr/bin/mvn', ['maven']],
] as const

const noninteractive = { DEBIAN_FRONTEND: 'noninteractive' }

/** Installs what is missing, without letting Debian start services of its own. Needs root. */
export async function installSystemPackages(): Promise<void> {
  const missing = system.filter(([file]) => globSync(file).length === 0)
  const packages = missing.flatMap(([, names]) => names)
  if (packages.length === 0) return
  const policy = '/usr/sbin/policy-rc.d'
  const ours = !existsSync(policy)
  if (ours) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    await run(['apt-get', '-qq', 'update'])
    const options = ['-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300']
    await run(['apt-get', '-qq', 'install', ...options, ...packages], { env: noninteractive })
  } finally {
    if (ours) rmSync(policy)
  }
}

/**
 * MySQL is not in Debian's stable suite: its packages from the unstable one are unpacked into a
 * folder of ours, with apt's state kept there too, and run with that folder's own loader.
 */
export async function unpackMysql(): Promise<string> {
  const folder = folderOf('mysql')
  const target = join(folder, 'sys')
  if (existsSync(join(target, '.done'))) return target
  const apt = join(folder, 'apt')
  for (const path of [target, apt]) rmSync(path, { recursive: true, force: true })
  for (const path of [target, join(apt, 'lists/partial'), join(apt, 'archives/partial')]) {
    mkdirSync(path, { recursive: true })
  }
  writeFileSync(join(apt, 'status'), '')
  writeFileSync(join(apt, 'sources.list'), unstableSource())
  const settings = {
    'Dir::Etc::sourcelist': join(apt, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::State::lists': join(apt, 'lists'),
    'Dir::State::status': join(apt, 'status'),
    'Dir::Cache': apt,
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
  }
  const options = Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`])
  await run(['apt-get', '-qq', ...options, 'update'])
  const download = ['install', '-y', '--no-install-recommends', '-d', 'mysql-server-core']
  await run(['apt-get', '-qq', ...options, ...download], { env: noninteractive })
  for (const file of globSync(join(apt, 'archives/*.deb'))) {
    if (!/perl|gconv|gcc-/.test(file)) await run(['dpkg', '-x', file, target])
  }
  rmSync(apt, { recursive: true })
  writeFileSync(join(target, '.done'), '')
  return target
}

/** The machine's own mirror, asked for the unstable suite. */
function unstableSource(): string {
  const sources = readFileSync('/etc/apt/sources.list.d/debian.sources', 'utf8')
  const mirror = /^URIs:\s*(\S+)/m.exec(sources)?.[1]
  if (!mirror) throw new Error('the machine has no mirror of Debian in debian.sources')
  const keys = '/usr/share/keyrings/debian-archive-keyring.gpg'
  return `deb [signed-by=${keys}] ${mirror} sid main\n`
}

const CASSANDRA = '5.0.9'
const KAFKA = '4.1.2'

type Jars = { readonly cassandra: string; readonly kafka: string }

let fetching: Promise<Jars> | undefined

/** Folders of Cassandra's and Kafka's jars, fetched once by Maven with all they depend on. */
export function fetchJars(): Promise<Jars> {
  fetching ??= fetchMissingJars()
  return fetching
}

async function fetchMissingJars(): Promise<Jars> {
  const folder = folderOf('jars')
  const jars = (name: string) => join(folder, name, 'target', 'dependency')
  const found = { cassandra: jars('cassandra'), kafka: jars('kafka') }
  const done = join(folder, `.done-${CASSANDRA}-${KAFKA}`)
  if (existsSync(done)) return found
  const modules = {
    cassandra: [['org.apache.cassandra', 'cassandra-all', CASSANDRA]],
    kafka: [
      ['org.apache.kafka', 'kafka_2.13', KAFKA],
      ['org.apache.logging.log4j', 'log4j-slf4j-impl', '2.25.3'],
    ],
  } as const
  writeFileSync(
    join(folder, 'pom.xml'),
    project('all', '<modules><module>cassandra</module><module>kafka</module></modules>'),
  )
  for (const [name, coordinates] of Object.entries(modules)) {
    const list = coordinates.map((c) => `<dependency>${artifact(c)}</dependency>`).join('')
    rmSync(join(folder, name), { recursive: true, force: true })
    mkdirSync(join(folder, name))
    writeFileSync(
      join(folder, name, 'pom.xml'),
      project(name, `<dependencies>${list}</dependencies>`),
    )
  }
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies'
  const cache = `-Dmaven.repo.local=${join(root, 'm2')}`
  await run(['mvn', '-B', '-q', '-T2', cache, goal, '-DincludeScope=runtime'], { cwd: folder })
  writeFileSync(done, '')
  return found
}

function artifact([group, name, version]: readonly [string, string, string]): string {
  return `<groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version>`
}

function project(name: string, body: string): string {
  const head = `<modelVersion>4.0.0</modelVersion>${artifact(['test.services', name, '1'])}`
  return `<project>${head}<packaging>pom</packaging>${body}</project>\n`
}

/** Java 17, which Cassandra insists on. */
export function java(): string {
  return globSync('/usr/lib/jvm/*17*/bin/java')[0] ?? 'java'
}
