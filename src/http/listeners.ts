import { once } from 'node:events'
import {
  createServer as createPlain,
  type RequestListener,
  type Server,
  type ServerOptions,
} from 'node:http'
import { createServer as createSecure } from 'node:https'
import { Server as NetServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { limits } from '../model/limits.ts'
import type { Certificate } from './certificate.ts'
import { refuseConnection, refuseTunnel } from './refusal.ts'

/** Bounds on connections, times in milliseconds. */
export type ConnectionLimits = {
  readonly headersTimeout: number
  readonly requestTimeout: number
  /** A client that does not read its answer for so long is cut off. */
  readonly readerTimeout: number
  readonly keepAliveTimeout: number
  readonly maxConnections: number
}

export type Drain = {
  /** Requests under way get so long to finish. */
  readonly timeout: number
}

/** How long idle connections may still bring one more request before they are closed. */
const settleMillis = 300

/** Servers on several addresses before one handler. */
export class Listeners {
  readonly #servers: Server[] = []
  readonly #handler: RequestListener
  readonly #limits: ConnectionLimits

  constructor(handler: RequestListener, connectionLimits: ConnectionLimits) {
    this.#handler = handler
    this.#limits = connectionLimits
  }

  /** Listens on an address; https needs the certificate. Resolves with the port. */
  async listen({ protocol, hostname, port }: URL, certificate?: Certificate): Promise<number> {
    const server = protocol === 'https:' ? this.#secure(certificate) : this.#plain()
    server.maxConnections = this.#limits.maxConnections
    server.on('clientError', refuseConnection)
    server.on('connect', refuseTunnel)
    // Expectations that are not known are no reason to refuse, least of all without a body.
    server.on('checkExpectation', this.#handler)
    server.setTimeout(this.#limits.readerTimeout, (socket) => this.#onSilence(socket))
    const standard = protocol === 'https:' ? 443 : 80
    server.listen({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? standard : Number(port),
    })
    await once(server, 'listening')
    this.#servers.push(server)
    const address = server.address()
    return typeof address === 'object' && address ? address.port : 0
  }

  /**
   * Takes no new connections, lets requests under way finish, and closes what is idle only after a
   * moment, so that no client meets a closed connection with a request already on its way. The
   * answers must carry `Connection: close` by now.
   */
  async drain({ timeout }: Drain): Promise<void> {
    // Node's own close would end idle connections at once.
    for (const server of this.#servers) NetServer.prototype.close.call(server)
    await this.#emptied(settleMillis)
    for (const server of this.#servers) server.closeIdleConnections()
    await this.#emptied(timeout)
    for (const server of this.#servers) server.closeAllConnections()
  }

  /** Resolves when no connection is left or the time is over. */
  async #emptied(millis: number): Promise<void> {
    const deadline = Date.now() + millis
    while (Date.now() < deadline && (await this.connections()) > 0) {
      await sleep(20)
      // One that was busy before and is idle now has had its `Connection: close`.
    }
  }

  /** Connections that are open on all addresses. */
  async connections(): Promise<number> {
    const counts = await Promise.all(this.#servers.map(countOf))
    return counts.reduce((sum, count) => sum + count, 0)
  }

  #plain(): Server {
    return createPlain(this.#options(), this.#handler)
  }

  #secure(certificate: Certificate | undefined): Server {
    if (!certificate) throw new Error('an https listener needs a certificate')
    const server = createSecure({ ...this.#options(), ...certificate.options }, this.#handler)
    certificate.onChange((options) => server.setSecureContext(options))
    return server
  }

  #options(): ServerOptions {
    const { headersTimeout, requestTimeout, keepAliveTimeout } = this.#limits
    return {
      headersTimeout,
      requestTimeout,
      keepAliveTimeout,
      maxHeaderSize: limits.headerBytes,
      // Node would refuse without a body; the application does it in the error envelope.
      requireHostHeader: false,
      // How often the two are looked at.
      connectionsCheckingInterval: Math.max(50, Math.min(1_000, headersTimeout / 4)),
    }
  }

  /** Nothing moved on the connection: a reader that is stuck, an idle one, or a slow answer. */
  #onSilence(socket: Socket): void {
    const { readerTimeout } = this.#limits
    const isAnswering = socket.timeout === readerTimeout && socket.writableLength === 0
    if (isAnswering) socket.setTimeout(readerTimeout)
    else socket.destroy()
  }
}

function countOf(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => {
      if (error) reject(error)
      else resolve(count)
    })
  })
}
