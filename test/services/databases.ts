import { chownSync, existsSync, globSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import mysql from 'mysql2/promise'
import { unpackMysql } from './packages.ts'
import { folderOf, run, start } from './process.ts'

/** Initialises the data folder in one step: a start that was cut off leaves no half-made one. */
async function initialise(folder: string, command: (target: string) => readonly string[]) {
  const data = join(folder, 'data')
  if (existsSync(data)) return
  const fresh = join(folder, 'new')
  rmSync(fresh, { recursive: true, force: true })
  await run(command(fresh))
  renameSync(fresh, data)
}

// Ports below those that the system gives to clients: one of these could hold a server's.
export const postgresUrl = 'postgres://postgres@127.0.0.1:25432/postgres'

/** PostgreSQL refuses to run as root, hence the change of user. */
export async function startPostgres(): Promise<void> {
  const folder = folderOf('postgres')
  const programs = globSync('/usr/lib/postgresql/*/bin').toSorted().at(-1) ?? ''
  const account = Number(await run(['id', '-u', 'postgres']))
  chownSync(folder, account, account)
  const as = ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups']
  await initialise(folder, (target) => [
    ...as,
    join(programs, 'initdb'),
    ...['-N', '-D', target, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8'],
  ])
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200']
  await start(
    'postgres',
    [
      ...as,
      join(programs, 'postgres'),
      ...['-D', join(folder, 'data'), '-p', '25432'],
      ...settings.flatMap((setting) => ['-c', setting]),
    ],
    'ready to accept connections',
  )
}

/** The database that the URL speaks of. */
async function createDatabase(url: string): Promise<void> {
  const { hostname, port, username, pathname } = new URL(url)
  const server = { host: hostname, port: Number(port), user: username }
  const connection = await mysql.createConnection(server)
  await connection.query(`create database if not exists ${pathname.slice(1)}`)
  await connection.end()
}

export const mariadbUrl = 'mariadb://root@127.0.0.1:23306/registry'

export async function startMariadb(): Promise<void> {
  const folder = folderOf('mariadb')
  await initialise(folder, (target) => [
    'mariadb-install-db',
    ...['--no-defaults', '--user=root', `--datadir=${target}`, '--skip-test-db'],
    '--auth-root-authentication-method=normal',
  ])
  await start(
    'mariadb',
    [
      'mariadbd',
      ...['--no-defaults', '--user=root', `--datadir=${join(folder, 'data')}`],
      ...['--port=23306', '--bind-address=127.0.0.1', '--socket=sock', '--pid-file=own.pid'],
      ...['--innodb-buffer-pool-size=64M', '--max-connections=300'],
      '--character-set-server=utf8mb4',
    ],
    'ready for connections',
  )
  await createDatabase(mariadbUrl)
}

export const mysqlUrl = 'mysql://root@127.0.0.1:23307/registry'

/** Run with the loader and libraries it was unpacked with; the system's may be older. */
export async function startMysql(): Promise<void> {
  const folder = folderOf('mysql')
  const system = await unpackMysql()
  const libraries = join(system, 'usr/lib/x86_64-linux-gnu')
  const server = [
    join(libraries, 'ld-linux-x86-64.so.2'),
    ...['--library-path', `${libraries}:${join(system, 'usr/lib/mysql/private')}`],
    join(system, 'usr/sbin/mysqld'),
    ...['--no-defaults', '--user=root', `--basedir=${join(system, 'usr')}`],
    '--secure-file-priv=NULL',
  ]
  await initialise(folder, (target) => [...server, `--datadir=${target}`, '--initialize-insecure'])
  await start(
    'mysql',
    [
      ...server,
      ...[`--datadir=${join(folder, 'data')}`, '--port=23307', '--bind-address=127.0.0.1'],
      ...['--mysqlx=OFF', '--socket=sock', '--pid-file=own.pid', '--max-connections=300'],
      ...['--innodb-buffer-pool-size=64M', '--disable-log-bin', '--performance-schema=OFF'],
    ],
    'ready for connections',
  )
  await createDatabase(mysqlUrl)
}
