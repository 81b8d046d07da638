import type { FastifyReply, FastifyRequest } from 'fastify'
import { failure } from '../model/errors.ts'
import { defaultType, negotiate } from './media-types.ts'
import { send, sendError } from './reply.ts'
import { routeTable } from './route-table.ts'

type Known = { readonly pattern: RegExp; readonly methods: readonly string[] }

const knownPaths: readonly Known[] = [...Map.groupBy(routeTable, ({ path }) => path)].map(
  ([path, routes]) => {
    const mount = routes.some(({ rootOnly }) => rootOnly) ? '' : '(?:/contexts/[^/]+)?'
    const segments = path === '/' ? '' : path.replaceAll(/:[a-zA-Z]+/g, '[^/]+')
    return {
      pattern: new RegExp(`^${mount}${segments}/?$`),
      methods: routes.map(({ method }) => method),
    }
  },
)

/** What a client asks for that probes the root below a context as its base URL. */
const contextRoot = /^\/contexts\/[^/]+\/$/
const rootMethods = ['GET', 'POST']

/** A path that is known but not with this method is 405, OPTIONS tells the methods, else 404. */
export function answerUnmatched(request: FastifyRequest, reply: FastifyReply): void {
  const path = (request.raw.url ?? '').split('?', 1)[0]?.replaceAll(/\/{2,}/g, '/') ?? ''
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const ofRoot = contextRoot.test(path) ? rootMethods : []
  if (ofRoot.includes(method)) {
    send(reply, 200, negotiate(request.headers.accept) ?? defaultType, '{}')
    return
  }
  const known = knownPaths.filter(({ pattern }) => pattern.test(path))
  const methods = [...ofRoot, ...known.flatMap((one) => one.methods)]
  if (methods.length === 0) {
    sendError(request, reply, failure('notFound'))
    return
  }
  if (method !== 'OPTIONS') {
    sendError(request, reply, failure('methodNotAllowed'))
    return
  }
  const allowed = methods.includes('GET')
    ? ['HEAD', ...methods, 'OPTIONS']
    : [...methods, 'OPTIONS']
  const text = [...new Set(allowed)].join(', ')
  reply.code(200).header('allow', text).header('content-type', 'text/plain').send(text)
}
