import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** What happens to the bytes that pass. */
export type Fault =
  | { readonly kind: 'none' }
  /** Every piece is held back so many milliseconds, in both directions. */
  | { readonly kind: 'delay'; readonly millis: number }
  /** Nothing arrives anywhere; connections are accepted and stay open. */
  | { readonly kind: 'blackhole' }
  /** Requests reach the server, its answers get lost. */
  | { readonly kind: 'swallowReplies' }
  /** As above, and the connection is reset when the first answer would have come. */
  | { readonly kind: 'resetOnReply' }
  /** Connections are reset, those that are open at once. */
  | { readonly kind: 'reset' }
  /** Lets so many more bytes of requests through on each connection, then closes it. */
  | { readonly kind: 'cut'; readonly afterBytes: number }

export type FaultProxy = {
  readonly port: number
  /** Takes effect at once, for open connections too. */
  inject(fault: Fault): void
  close(): Promise<void>
}

type Pair = {
  readonly client: Socket
  readonly server: Socket
  passed: number
  /** Bytes got lost: as with real TCP, such a connection never works again. */
  lossy: boolean
}

/** A TCP proxy on a free port of 127.0.0.1 in front of a server that stays untouched. */
export async function startProxy(host: string, port: number): Promise<FaultProxy> {
  const pairs = new Set<Pair>()
  let fault: Fault = { kind: 'none' }
  const listener = createServer((client) => {
    if (fault.kind === 'reset') {
      client.resetAndDestroy()
      return
    }
    const pair: Pair = { client, server: connect(port, host), passed: 0, lossy: false }
    pairs.add(pair)
    client.on('data', (bytes) => forwardRequest(pair, bytes, fault))
    pair.server.on('data', (bytes) => forwardReply(pair, bytes, fault))
    for (const socket of [client, pair.server]) {
      socket.setNoDelay(true)
      // A broken half is what these tests are about; the other half is closed with it.
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        pairs.delete(pair)
        client.destroy()
        pair.server.destroy()
      })
    }
  })
  await once(listener.listen(0, '127.0.0.1'), 'listening')
  return {
    // A listening TCP server has such an address.
    port: (listener.address() as AddressInfo).port,
    inject(next) {
      fault = next
      for (const pair of pairs) {
        pair.passed = 0
        if (next.kind === 'reset' || pair.lossy) reset(pair)
      }
    },
    async close() {
      for (const { client, server } of pairs) {
        client.destroy()
        server.destroy()
      }
      await new Promise((resolve) => listener.close(resolve))
    },
  }
}

function forwardRequest(pair: Pair, bytes: Buffer, fault: Fault): void {
  if (fault.kind === 'cut') cut(pair, bytes, fault.afterBytes)
  else if (fault.kind === 'delay') setTimeout(() => pair.server.write(bytes), fault.millis)
  else if (fault.kind === 'blackhole') pair.lossy = true
  else pair.server.write(bytes)
}

function forwardReply(pair: Pair, bytes: Buffer, fault: Fault): void {
  if (fault.kind === 'resetOnReply') reset(pair)
  else if (fault.kind === 'delay') setTimeout(() => pair.client.write(bytes), fault.millis)
  else if (silent.has(fault.kind)) pair.lossy = true
  else pair.client.write(bytes)
}

const silent: ReadonlySet<Fault['kind']> = new Set(['blackhole', 'swallowReplies'])

function cut(pair: Pair, bytes: Buffer, afterBytes: number): void {
  const rest = Math.max(0, afterBytes - pair.passed)
  pair.passed += bytes.length
  if (bytes.length < rest) {
    pair.server.write(bytes)
  } else {
    pair.server.end(bytes.subarray(0, rest))
    pair.client.destroy()
  }
}

function reset({ client, server }: Pair): void {
  client.resetAndDestroy()
  server.destroy()
}
