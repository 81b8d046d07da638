import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Relay } from './behind-proxy.ts'

export type LosingProxy = Relay & {
  /** Commits whose reply got lost so far. */
  readonly lost: () => number
}

/** Bytes that only the statement with a commit in it has, in any of the stores' protocols. */
const commit = /insert into commits|"kind\\?":\\?"registered/
/** By then the server has long done what its first bytes speak of. */
const afterReply = 30

/**
 * A TCP proxy that passes everything but the replies to commits: of these it loses every
 * `every`-th, and resets the connection once the reply should have been there.
 */
export async function startLosingProxy(
  host: string,
  port: number,
  every: number,
): Promise<LosingProxy> {
  let commits = 0
  let lost = 0
  const open = new Set<Socket>()
  const listener = createServer((client) => {
    const server = connect(port, host)
    let losing = false
    client.on('data', (bytes) => {
      if (commit.test(bytes.toString('latin1')) && ++commits % every === 0) losing = true
      server.write(bytes)
    })
    server.on('data', (bytes) => {
      if (!losing) {
        client.write(bytes)
        return
      }
      if (client.destroyed) return
      server.removeAllListeners('data')
      server.resume()
      lost++
      void sleep(afterReply).then(() => {
        client.resetAndDestroy()
        server.destroy()
      })
    })
    for (const socket of [client, server]) {
      open.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        open.delete(socket)
        client.destroy()
        server.destroy()
      })
    }
  })
  await once(listener.listen(0, '127.0.0.1'), 'listening')
  return {
    // A listening TCP server has such an address.
    port: (listener.address() as AddressInfo).port,
    lost: () => lost,
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => listener.close(resolve))
    },
  }
}
