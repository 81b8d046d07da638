import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import { failure, type RegistryError } from '../model/errors.ts'
import { limits } from '../model/limits.ts'
import type { Registry } from '../registry/registry.ts'
import { handlerOf, isTooLong } from './handler.ts'
import { mountHealth } from './health.ts'
import { defaultType } from './media-types.ts'
import { mountMetrics } from './metrics.ts'
import { envelope, sendError } from './reply.ts'
import { routeTable } from './route-table.ts'
import { answerUnmatched } from './unmatched.ts'

export type ServerOptions = {
  readonly registry: Registry
  readonly logger: FastifyBaseLogger
}

/** Builds the HTTP server; the caller listens. */
export function buildServer({ registry, logger }: ServerOptions): FastifyInstance {
  const app: FastifyInstance = Fastify({
    loggerInstance: logger,
    disableRequestLogging: true,
    bodyLimit: limits.bodyBytes,
    genReqId: requestId,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    requestTimeout: 60_000,
    keepAliveTimeout: 75_000,
    http: { maxHeaderSize: limits.headerBytes, headersTimeout: 10_000 },
    routerOptions: {
      maxParamLength: limits.targetBytes,
      ignoreTrailingSlash: true,
      ignoreDuplicateSlashes: true,
    },
    frameworkErrors: failed,
    clientErrorHandler: refuseConnection,
  })
  app.server.maxConnections = 10_000
  app.decorateRequest('answerType', undefined)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    done(isTooLong(request.raw.url) ? failure('targetTooLong') : undefined)
  })
  app.setErrorHandler(failed)
  app.setNotFoundHandler(answerUnmatched)
  mountMetrics(app, registry)
  mountHealth(app, registry)
  mountRoutes(app, registry)
  return app
}

function mountRoutes(app: FastifyInstance, registry: Registry): void {
  for (const route of routeTable) {
    for (const prefix of route.rootOnly ? [''] : ['', '/contexts/:context']) {
      app.route({
        method: route.method,
        url: prefix + route.path,
        handler: handlerOf(registry, route, prefix !== ''),
      })
    }
  }
}

function failed(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  if (error.code !== 'FST_ERR_CTP_BODY_TOO_LARGE') {
    sendError(request, reply, error)
    return
  }
  discardBody(request.raw)
  reply.removeHeader('connection')
  const size = request.headers['content-length'] ?? 'body'
  sendError(request, reply, failure('bodyTooLarge', size, limits.bodyBytes))
}

/**
 * Reads on what a client still sends, so that it gets to read the answer, but not for ever: a
 * connection closed on unread data is reset, and the answer with it.
 */
function discardBody(request: IncomingMessage): void {
  let left = limits.bodyBytes * 4
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length
    if (left < 0) request.destroy()
  })
  request.resume()
}

/** A client's own request id if it sent exactly one, else a new one. */
function requestId(request: IncomingMessage): string {
  const sent = request.headers['x-request-id']
  if (sent === undefined) return randomUUID()
  const [only, ...others] = request.headersDistinct['x-request-id'] ?? []
  return only !== undefined && others.length === 0 && only.trim() !== '' ? only : randomUUID()
}

const connectionErrors: Readonly<Record<string, () => RegistryError>> = {
  HPE_HEADER_OVERFLOW: () => failure('headersTooLarge'),
  HPE_INVALID_METHOD: () => failure('methodNotAllowed'),
  ERR_HTTP_REQUEST_TIMEOUT: () => failure('requestTimeout'),
}

/** Answers what Node's parser refuses, and closes the connection. */
function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const known = connectionErrors[error.code ?? '']?.() ?? failure('badRequest', 'Malformed request')
  const body = envelope(known)
  const head = [
    `HTTP/1.1 ${known.status} ${known.status === 408 ? 'Request Timeout' : 'Refused'}`,
    `Content-Type: ${defaultType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-ID: ${randomUUID()}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
