import { gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { failure, RegistryError } from '../model/errors.ts'
import { defaultType } from './media-types.ts'

const identity = (payload: unknown) => payload as string

/** Characters from which an answer is worth compressing. */
const smallestCompressed = 2048

/**
 * Sends a finished body; the type goes out exactly as given. Large ones are compressed for clients
 * that take gzip.
 */
export function send(reply: FastifyReply, status: number, type: string, text: string): void {
  reply.code(status).header('content-type', type)
  const { method, headers } = reply.request
  if (method === 'GET') reply.header('vary', 'Accept-Encoding')
  if (text.length >= smallestCompressed && headers['accept-encoding']?.includes('gzip')) {
    sendCompressed(reply, text)
    return
  }
  // With a serializer of its own Fastify leaves text and charset alone.
  reply.serializer(identity).send(text)
}

function sendCompressed(reply: FastifyReply, text: string): void {
  gzip(text, { level: 1 }, (error, bytes) => {
    if (error) reply.serializer(identity).send(text)
    else reply.header('content-encoding', 'gzip').send(bytes)
  })
}

/** Sends the error envelope that every failure has on every route (contract 0.2). */
export function sendError(request: FastifyRequest, reply: FastifyReply, error: unknown): void {
  const known = asRegistryError(error)
  request.server.countError(known.code)
  // What the router refuses never met the hook that sets it.
  reply.header('x-request-id', request.id)
  if (known.status >= 500) request.log.error({ err: error, reqId: request.id }, known.message)
  if (known.status === 503 || known.code === 50001 || known.code === 50002) {
    reply.header('retry-after', '1')
  }
  send(reply, known.status, request.answerType ?? defaultType, envelope(known))
}

export function envelope({ code, message }: RegistryError): string {
  return JSON.stringify({ error_code: code, message })
}

/** Codes of Fastify's own errors that have a row in our catalogue. */
const frameworkErrors: Readonly<Record<string, () => RegistryError>> = {
  FST_ERR_BAD_URL: () => failure('badRequest', 'The path is not well-formed'),
  FST_ERR_MAX_PARAM_LENGTH: () => failure('targetTooLong'),
  FST_ERR_CTP_BODY_TOO_LARGE: () => failure('bodyTooLarge', 'body', 0),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => failure('unsupportedMediaType'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    failure('badRequest', 'The body is not as long as Content-Length says'),
}

/** Anything that was thrown as an error of the catalogue; what is not known is masked. */
export function asRegistryError(error: unknown): RegistryError {
  if (error instanceof RegistryError) return error
  const { code, statusCode } = error as { readonly code?: unknown; readonly statusCode?: unknown }
  const known = typeof code === 'string' ? frameworkErrors[code] : undefined
  if (known) return known()
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return failure('badRequest', 'Bad request')
  }
  return failure('internal')
}
