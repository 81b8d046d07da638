import { existsSync, globSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fetchJars, java } from './packages.ts'
import { folderOf, root, run, start } from './process.ts'

export const cassandraUrl =
  'cassandra://127.0.0.1:19042/registry?localDataCenter=datacenter1&replication=1'

/** The first of three nodes; see {@link startCassandraCluster}. */
export const cassandraClusterUrl =
  'cassandra://127.0.0.1,127.0.0.2,127.0.0.3:19142/registry?localDataCenter=datacenter1&replication=3'

type Node = {
  readonly name: string
  readonly address: string
  readonly storagePort: number
  readonly clientPort: number
  readonly seeds: string
  readonly token: bigint
  /** Request timeouts, as cassandra.yaml writes them. */
  readonly timeout: string
}

/** One node, every write synced before it is acknowledged (`commitlog_sync: batch`). */
export async function startCassandra(): Promise<void> {
  await startNode({
    name: 'cassandra',
    address: '127.0.0.1',
    storagePort: 17000,
    clientPort: 19042,
    seeds: '127.0.0.1:17000',
    token: 0n,
    timeout: '10s',
  })
}

/** Three nodes on three loopback addresses: a real quorum, 1 GB of memory. */
export async function startCassandraCluster(): Promise<void> {
  const seeds = [1, 2, 3].map((i) => `127.0.0.${i}:17100`).join(',')
  await Promise.all(
    [1, 2, 3].map((i) =>
      startNode({
        name: `cassandra${i}`,
        address: `127.0.0.${i}`,
        storagePort: 17100,
        clientPort: 19142,
        seeds,
        token: BigInt(i - 2) * 6148914691236517205n,
        timeout: '2s',
      }),
    ),
  )
}

async function startNode(node: Node): Promise<void> {
  const { cassandra: jars } = await fetchJars()
  const folder = folderOf(node.name)
  writeFileSync(join(folder, 'cassandra.yaml'), nodeSettings(node))
  writeFileSync(join(folder, 'logback.xml'), logback)
  const system = {
    'java.io.tmpdir': folder,
    'jna.tmpdir': folder,
    'cassandra.config': `file://${join(folder, 'cassandra.yaml')}`,
    'cassandra.storagedir': join(folder, 'data'),
    'cassandra-foreground': 'yes',
    'logback.configurationFile': `file://${join(folder, 'logback.xml')}`,
    'cassandra.ring_delay_ms': '0',
    'cassandra.skip_wait_for_gossip_to_settle': '0',
    'cassandra.superuser_setup_delay_ms': '0',
    'cassandra.shutdown_announce_in_ms': '0',
  }
  const agent = globSync(join(jars, 'jamm-*.jar'))[0] ?? ''
  await start(
    node.name,
    [
      // As root Cassandra would lock its whole heap in memory.
      ...['setpriv', '--bounding-set', '-ipc_lock', '--inh-caps', '-ipc_lock', java()],
      ...['-Xms128m', '-Xmx512m', '-Xss512k', ...lean, '-XX:+ExitOnOutOfMemoryError'],
      ...opened.flatMap((name) => ['--add-opens', `${name}=ALL-UNNAMED`]),
      `-javaagent:${agent}`,
      ...Object.entries(system).map(([key, value]) => `-D${key}=${value}`),
      ...['-cp', `${jars}/*`, 'org.apache.cassandra.service.CassandraDaemon'],
    ],
    'Startup complete',
  )
}

const lean = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']

/** Parts of the platform that Cassandra reaches into. */
const opened = [
  ...['io', 'lang', 'util', 'nio'].map((name) => `java.base/java.${name}`),
  ...['sun.nio.ch', 'jdk.internal.misc', 'jdk.internal.ref'].map((name) => `java.base/${name}`),
  'java.management.rmi/com.sun.jmx.remote.internal.rmi',
  'java.rmi/sun.rmi.registry',
  'java.rmi/sun.rmi.server',
]

const logback = `<configuration>
  <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%d %p %c{0} %m%n</pattern></encoder>
  </appender>
  <root level="INFO"><appender-ref ref="out"/></root>
</configuration>
`

function nodeSettings(node: Node): string {
  const { address, storagePort, clientPort, seeds, token, timeout } = node
  return `cluster_name: test
num_tokens: 1
initial_token: ${token}
partitioner: org.apache.cassandra.dht.Murmur3Partitioner
endpoint_snitch: SimpleSnitch
seed_provider:
  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
    parameters: [{ seeds: "${seeds}" }]
listen_address: ${address}
rpc_address: ${address}
storage_port: ${storagePort}
native_transport_port: ${clientPort}
commitlog_sync: batch
read_request_timeout: ${timeout}
write_request_timeout: ${timeout}
cas_contention_timeout: ${timeout}
auto_snapshot: false
`
}

export const kafkaUrl = '127.0.0.1:19092'

/** One broker that is its own controller. */
export async function startKafka(): Promise<void> {
  const { kafka: jars } = await fetchJars()
  const folder = folderOf('kafka')
  const settings = join(folder, 'server.properties')
  writeFileSync(settings, brokerSettings(join(folder, 'data')))
  writeFileSync(join(folder, 'log4j2.properties'), log4j)
  const command = [
    ...[java(), '-Xms64m', '-Xmx512m', ...lean, `-Djava.io.tmpdir=${folder}`],
    `-Dlog4j2.configurationFile=file:${join(folder, 'log4j2.properties')}`,
    ...['-cp', `${jars}/*`],
  ]
  if (!existsSync(join(folder, 'data', 'meta.properties'))) {
    const format = ['kafka.tools.StorageTool', 'format', '-t', 'c2NoZW1hcml1bS10ZXN0cw']
    await run([...command, ...format, '-c', settings], { cwd: root })
  }
  await start('kafka', [...command, 'kafka.Kafka', settings], 'Kafka Server started')
}

const log4j = `appender.o.type=Console
appender.o.name=O
appender.o.layout.type=PatternLayout
appender.o.layout.pattern=%d %p %c{1} %m%n
rootLogger=INFO,O
`

function brokerSettings(data: string): string {
  return `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:19093
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:19092,CONTROLLER://127.0.0.1:19093
log.dirs=${data}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
group.initial.rebalance.delay.ms=0
broker.heartbeat.interval.ms=400
broker.session.timeout.ms=2000
log.cleaner.dedupe.buffer.size=4194304
`
}
