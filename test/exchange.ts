import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http'
import { buffer } from 'node:stream/consumers'

export type Request = {
  readonly method: string
  /** Path and query exactly as they go over the wire. */
  readonly target: string
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string | Buffer
}

export type Answer = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly bytes: Buffer
  /** The bytes as UTF-8. */
  readonly text: string
}

const agent = new Agent({ keepAlive: true, maxSockets: 8 })

/**
 * One HTTP exchange. Unlike `fetch` it sends the path untouched (`//`, `%zz`, `..`, a trailing
 * slash), adds no `Accept` and no `Content-Type`, and follows no redirect.
 */
export async function exchange(
  base: string,
  { method, target, ...rest }: Request,
): Promise<Answer> {
  const { hostname, port } = new URL(base)
  const { headers, body } = rest
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }
  const options = { agent, hostname, port, method, path: target }
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const outgoing = request({ ...options, headers: { ...length, ...headers } }, (incoming) => {
    buffer(incoming).then((bytes) => {
      const { statusCode = 0, headers: received } = incoming
      resolve({ status: statusCode, headers: received, bytes, text: bytes.toString() })
    }, reject)
  })
  outgoing.on('error', reject)
  outgoing.end(body)
  return promise
}
