import { once } from 'node:events'
import { connect } from 'node:net'
import { pino } from 'pino'
import { Listeners } from '../../src/http/listeners.ts'
import { buildServer, type ServerSettings } from '../../src/http/server.ts'
import { openRegistry } from '../../src/registry/open.ts'
import { memoryStorage } from '../../src/storage/memory.ts'

const connectionLimits = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  readerTimeout: 30_000,
  keepAliveTimeout: 75_000,
  maxConnections: 10_000,
}

export type Listening = AsyncDisposable & {
  readonly port: number
  readonly url: string
  readonly app: ReturnType<typeof buildServer>
  readonly listeners: Listeners
}

/** A registry in memory that listens on a free port of 127.0.0.1 until the scope ends. */
export async function listening(
  limits: Partial<typeof connectionLimits> = {},
  settings: Partial<ServerSettings> = {},
): Promise<Listening> {
  const registry = openRegistry(memoryStorage(), { report: () => undefined })
  const app = buildServer({ registry, logger: pino({ level: 'silent' }), settings })
  await app.ready()
  const listeners = new Listeners(app.routing, { ...connectionLimits, ...limits })
  const port = await listeners.listen(new URL('http://127.0.0.1:0'))
  const close = async () => {
    await listeners.drain({ timeout: 0 })
    await app.close()
    await registry.close()
  }
  return { port, url: `http://127.0.0.1:${port}`, app, listeners, [Symbol.asyncDispose]: close }
}

/** Everything the server sends on a connection on which `text` is sent, until it is closed. */
export async function talk(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let received = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    received += chunk
  })
  // A reset after the answer is a way of closing.
  socket.on('error', () => socket.destroy())
  socket.write(text)
  await once(socket, 'close')
  return received
}
