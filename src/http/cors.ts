import type { FastifyInstance, FastifyReply } from 'fastify'

/** Which pages of other origins may call the registry: Confluent's `access.control.*` settings. */
export type Cors = {
  /** Origins, or `*`; none turns it off. */
  readonly origins: readonly string[]
  readonly methods: readonly string[]
  readonly headers: readonly string[]
}

export const noCors: Cors = { origins: [], methods: [], headers: [] }

/** How long a browser may keep the answer to a preflight request, seconds. */
const preflightSeconds = '1800'

/** Adds the headers that let browsers read answers; without origins it adds nothing at all. */
export function allowOrigins(app: FastifyInstance, { origins, methods, headers }: Cors): void {
  if (origins.length === 0) return
  const any = origins.includes('*')
  const allowedMethods = methods.join(',')
  const allowedHeaders = headers.join(',')
  app.addHook('onRequest', (request, reply, done) => {
    const { origin } = request.headers
    if (origin !== undefined && (any || origins.includes(origin))) {
      reply.header('access-control-allow-origin', any ? '*' : origin)
      reply.header('access-control-expose-headers', 'x-request-id,warning,retry-after')
      if (request.method === 'OPTIONS' && request.headers['access-control-request-method']) {
        reply.header('access-control-allow-methods', allowedMethods)
        reply.header('access-control-allow-headers', allowedHeaders)
        reply.header('access-control-max-age', preflightSeconds)
      }
    }
    done()
  })
  if (any) return
  // The answer itself may vary by other headers, which it sets when it is sent.
  app.addHook('onSend', (_request, reply, payload, done) => {
    addVary(reply)
    done(null, payload)
  })
}

function addVary(reply: FastifyReply): void {
  const before = reply.getHeader('vary')
  reply.header('vary', before === undefined ? 'Origin' : `${String(before)}, Origin`)
}
