import type { FastifyReply, FastifyRequest } from 'fastify'
import { type ContextName, DEFAULT_CONTEXT, parseContext } from '../model/context.ts'
import { failure } from '../model/errors.ts'
import { limits } from '../model/limits.ts'
import { Pace } from '../model/pace.ts'
import type { Registry } from '../registry/registry.ts'
import { readBody } from './body.ts'
import { LongAnswer, sendPieces } from './long-answer.ts'
import { isConsumed, negotiate } from './media-types.ts'
import { type RawQuery, readQuery } from './query.ts'
import { asRegistryError, send, sendError } from './reply.ts'
import { Answer, type Call, finished, type Quick, type Route } from './route.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the answer is sent as, once negotiated. */
    answerType: string | undefined
  }
}

/** Commands that are committed together are answered at the same moment, perhaps at length. */
const pace = new Pace()

/** A route as Fastify calls it: admits the request, then answers from memory or by the handler. */
export function handlerOf(registry: Registry, route: Route, mounted: boolean) {
  return (request: FastifyRequest, reply: FastifyReply): void => {
    const type = admit(request)
    const call = callOf(registry, request, mounted)
    const quick = route.quick?.answer(call, registry.contexts.currentOnes())
    if (quick !== undefined) {
      send(reply, 200, type, quick)
      return
    }
    answer(route, call)
      .then((result) => pace.run(() => sendAnswer(reply, type, call, result)))
      .catch((error) => sendError(request, reply, duringOutage(call, error)))
      .catch((error) => giveUp(request, reply, error))
  }
}

/** What is left when even the error cannot be sent: this request ends, the process does not. */
function giveUp(request: FastifyRequest, reply: FastifyReply, error: unknown): void {
  request.log.error({ err: error, reqId: request.id }, 'An answer could not be sent')
  reply.hijack()
  reply.raw.destroy()
}

/** Refuses what no route takes, in the order of the reference: 415, then 406. */
function admit(request: FastifyRequest): string {
  const { headers } = request
  const type = negotiate(headers.accept)
  request.answerType = type
  const encoding = headers['content-encoding']
  if (!isConsumed(headers['content-type']) || (encoding && encoding !== 'identity')) {
    throw failure('unsupportedMediaType')
  }
  if (type === undefined) throw failure('notAcceptable')
  return type
}

/**
 * The one place that knows which context a URL addresses: the mount's parameter, decoded. What
 * names a subject may still be qualified and then wins (see target.ts).
 */
function callOf(registry: Registry, request: FastifyRequest, mounted: boolean): Call {
  // Fastify's types leave these open; the router gives strings, the query parser strings or lists.
  const params = request.params as Readonly<Record<string, string>>
  const query = request.query as RawQuery
  const context: ContextName = mounted ? parseContext(params.context ?? '') : DEFAULT_CONTEXT
  // The one body parser reads text.
  const text = (request.body as string | undefined) ?? ''
  return { registry, context, mounted, params, query, text, freshness: { stale: false } }
}

async function answer(route: Route, call: Call): Promise<unknown> {
  const quick = route.quick && (await answerFresh(route.quick, call))
  if (quick !== undefined) return finished(quick)
  const body = await readBody(call.registry, call.context, route, call.text)
  const asked = readQuery(route.query ?? {}, call.query)
  return route.handle({ ...call, asked, body })
}

/** The quick answer where only the store can tell what is fresh. */
async function answerFresh(quick: Quick, call: Call): Promise<string | undefined> {
  const { registry, freshness } = call
  const names = quick.contexts(call)
  if (registry.storage.changeCounter || names.length === 0) return undefined
  const states = await registry.contexts.fresh(names, freshness)
  const byName = new Map(states.map((state) => [state.context, state]))
  return quick.answer(call, (context) => byName.get(context))
}

function sendAnswer(reply: FastifyReply, type: string, call: Call, result: unknown): void {
  if (call.freshness.stale) reply.header('warning', '110 - "Response is Stale"')
  if (result instanceof LongAnswer) sendPieces(reply, type, result)
  else if (!(result instanceof Answer)) send(reply, 200, type, JSON.stringify(result))
  else if (result.text === undefined) reply.code(result.status).send()
  else send(reply, result.status, type, result.text)
}

/** What loaded state does not know may exist all the same while the store cannot be asked. */
function duringOutage({ freshness }: Call, error: unknown): unknown {
  if (!freshness.stale || asRegistryError(error).status !== 404) return error
  return failure('storeFailed', 'Error while reading from the store')
}

/** Whether the request target is longer than any route allows. */
export const isTooLong = (url: string | undefined) => (url?.length ?? 0) > limits.targetBytes
