import { isUtf8 } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import { failure } from '../model/errors.ts'
import { limits } from '../model/limits.ts'
import { Pace } from '../model/pace.ts'
import type { Registry } from '../registry/registry.ts'
import { allowOrigins, type Cors, noCors } from './cors.ts'
import { mountDescription } from './description.ts'
import { handlerOf, isTooLong } from './handler.ts'
import { mountHealth } from './health.ts'
import { negotiate } from './media-types.ts'
import type { StorageCounts } from './metric-families.ts'
import { mountMetrics } from './metrics.ts'
import { sendError } from './reply.ts'
import { countRequest, countRequests, RequestCounts } from './request-counts.ts'
import { routeTable } from './route-table.ts'
import { answerUnmatched } from './unmatched.ts'

export type ServerSettings = {
  readonly bodyBytes: number
  readonly cors: Cors
  /** Headers that every answer carries. */
  readonly headers: readonly {
    readonly action: 'set' | 'add'
    readonly name: string
    readonly value: string
  }[]
  readonly accessLog: boolean
  /** Status of readiness while the store fails but loaded state answers. */
  readonly degradedStatus: 200 | 503
}

const defaultSettings: ServerSettings = {
  bodyBytes: limits.bodyBytes,
  cors: noCors,
  headers: [],
  accessLog: false,
  degradedStatus: 200,
}

export type ServerOptions = {
  readonly registry: Registry
  readonly logger: FastifyBaseLogger
  readonly settings?: Partial<ServerSettings>
  /** Calls of the store, if they are counted. */
  readonly store?: StorageCounts
  /** Seconds since the epoch when the certificate in use expires. */
  readonly certificateExpiry?: () => number | undefined
  readonly version?: string
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Counts an answered error by its code. */
    countError(code: number): void
  }
}

/** Builds the HTTP application; the caller listens with its `routing` (see listeners.ts). */
export function buildServer(options: ServerOptions): FastifyInstance {
  const { registry, logger, version = '' } = options
  const settings = { ...defaultSettings, ...options.settings }
  const requests = new RequestCounts()
  const errors = new Map<number, number>()
  const fail = failureHandler(settings.bodyBytes)
  const app = createApp(logger, settings, (error, request, reply) => {
    fail(error, request, reply)
    countRequest(requests.unmatched, reply.statusCode, 0)
  })
  app.decorate('countError', (code) => void errors.set(code, (errors.get(code) ?? 0) + 1))
  app.decorateRequest('answerType', undefined)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    if (body.length < longBody) readText(body, done)
    else void pace.run(() => readText(body, done))
  })
  countRequests(app, requests)
  addFirstHook(app, settings)
  allowOrigins(app, settings.cors)
  if (settings.accessLog) logRequests(app)
  app.setErrorHandler(fail)
  mountUnmatched(app, requests)
  mountHealth(app, registry, settings.degradedStatus)
  mountMetrics(app, {
    ...{ registry, requests, errors, version },
    store: options.store,
    certificateExpiry: options.certificateExpiry ?? (() => undefined),
  })
  mountDescription(app)
  mountRoutes(app, registry)
  return app
}

/** Bytes of a body from which reading it waits for its turn. */
const longBody = 64 * 1024

const pace = new Pace()

/** A text with bytes that are no UTF-8 would be stored as another than was sent. */
function readText(body: string | Buffer, done: (error: Error | null, text?: string) => void): void {
  // Some editors put a byte order mark before it.
  if (typeof body === 'string' || isUtf8(body)) done(null, body.toString().replace(/^\uFEFF/, ''))
  else done(failure('badRequest', 'The body is not well-formed UTF-8'))
}

type Fail = (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => void

function createApp(
  logger: FastifyBaseLogger,
  { bodyBytes }: ServerSettings,
  frameworkErrors: Fail,
): FastifyInstance {
  return Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    // Errors name their request themselves; a logger for each request would cost all of them.
    childLoggerFactory: (parent) => parent,
    bodyLimit: bodyBytes,
    genReqId: requestId,
    return503OnClosing: false,
    routerOptions: {
      maxParamLength: limits.targetBytes,
      ignoreTrailingSlash: true,
      ignoreDuplicateSlashes: true,
    },
    frameworkErrors,
  })
}

/** What every request goes through first. */
function addFirstHook(app: FastifyInstance, { headers }: ServerSettings): void {
  const set = headers.filter(({ action }) => action === 'set')
  const add = headers.filter(({ action }) => action === 'add')
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    for (const { name, value } of set) reply.header(name, value)
    for (const { name, value } of add) {
      const before = reply.getHeader(name)
      reply.header(name, before === undefined ? value : `${String(before)}, ${value}`)
    }
    if (app.lifecycle.draining) reply.header('connection', 'close')
    done(unfit(request.raw))
  })
}

/** What Node leaves to us: an HTTP/1.1 request must name its host. */
function unfit({ url, headers, httpVersion }: IncomingMessage): Error | undefined {
  if (isTooLong(url)) return failure('targetTooLong')
  if (headers.host !== undefined || httpVersion !== '1.1') return undefined
  return failure('badRequest', 'The Host header is missing')
}

function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', ({ id, method, raw, ip, log }, reply, done) => {
    const { statusCode: status } = reply
    const millis = Math.round(reply.elapsedTime * 10) / 10
    log.info({ reqId: id, method, url: raw.url, status, millis, ip }, 'request')
    done()
  })
}

/** In a scope of its own, so that what no route answers is counted as one. */
function mountUnmatched(app: FastifyInstance, requests: RequestCounts): void {
  app.register((scope, _options, done) => {
    scope.addHook('onResponse', (_request, reply, next) => {
      countRequest(requests.unmatched, reply.statusCode, reply.elapsedTime)
      next()
    })
    scope.setNotFoundHandler(answerUnmatched)
    done()
  })
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

function failureHandler(bodyBytes: number): Fail {
  return (error, request, reply) => {
    // A body that cannot be read is refused before the handler has looked at what is accepted.
    request.answerType ??= negotiate(request.headers.accept)
    if (error.code !== 'FST_ERR_CTP_BODY_TOO_LARGE') {
      sendError(request, reply, error)
      return
    }
    discardBody(request.raw, bodyBytes)
    if (!request.server.lifecycle.draining) reply.removeHeader('connection')
    const size = request.headers['content-length'] ?? 'body'
    sendError(request, reply, failure('bodyTooLarge', size, bodyBytes))
  }
}

/**
 * Reads on what a client still sends, so that it gets to read the answer, but not for ever: a
 * connection closed on unread data is reset, and the answer with it.
 */
function discardBody(request: IncomingMessage, bodyBytes: number): void {
  let left = bodyBytes * 4
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length
    if (left < 0) request.destroy()
  })
  request.resume()
}

/** A client's own request id if it sent exactly one, else a new one. */
function requestId({ headers, rawHeaders }: IncomingMessage): string {
  const sent = headers['x-request-id']
  if (typeof sent !== 'string' || sent.trim() === '') return randomUUID()
  const times = rawHeaders.filter((name, at) => at % 2 === 0 && /^x-request-id$/i.test(name))
  return times.length === 1 ? sent : randomUUID()
}
