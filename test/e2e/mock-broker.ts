import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const folder = join(import.meta.dirname, '..', '..', '.services', 'mock')

/**
 * Whether librdkafka's mock cluster is to stand in for a broker: with `KAFKA_MOCK=1`, on Debian,
 * where a CI job needs no Java for it.
 */
export const mockIsWanted = process.env.KAFKA_MOCK === '1'

export type MockBroker = { readonly address: string; readonly stop: () => Promise<void> }

/** One broker that creates topics as they are named; it ends with the process that calls this. */
const program = `
import ctypes, sys
library = ctypes.CDLL(sys.argv[1])
pointer = ctypes.c_void_p
def call(name, *given, result=pointer):
    function = getattr(library, 'rd_kafka_' + name)
    function.restype = result
    return function(*given)
client = call('new', 0, pointer(call('conf_new')), ctypes.create_string_buffer(512), pointer(512))
cluster = pointer(call('mock_cluster_new', pointer(client), 1))
print(call('mock_cluster_bootstraps', cluster, result=ctypes.c_char_p).decode(), flush=True)
sys.stdin.read()
`

/** Starts the mock cluster; its library comes from Debian's package, unpacked beside the tests. */
export async function startMockBroker(): Promise<MockBroker> {
  const child = spawn('python3', ['-c', program, library()], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })
  const first = await Promise.race([once(lines, 'line'), ended.then(() => undefined)])
  if (!first) throw new Error('the mock cluster has ended')
  return {
    address: String(first[0]),
    stop: async () => {
      child.stdin.end()
      await ended
    },
  }
}

function library(): string {
  const libraries = join(folder, 'usr', 'lib')
  if (!existsSync(libraries)) {
    mkdirSync(folder, { recursive: true })
    execFileSync('apt-get', ['-qq', 'download', 'librdkafka1'], { cwd: folder })
    const archive = readdirSync(folder).find((name) => name.endsWith('.deb')) ?? ''
    execFileSync('dpkg', ['-x', archive, '.'], { cwd: folder })
  }
  const [architecture = ''] = readdirSync(libraries)
  return join(libraries, architecture, 'librdkafka.so.1')
}
