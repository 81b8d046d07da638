import type { FastifyReply, FastifyRequest } from 'fastify'
import { failure, RegistryError } from '../model/errors.ts'
import { defaultType } from './media-types.ts'

const identity = (payload: unknown) => payload as string

/** Sends a finished body; the type goes out exactly as given. */
export function send(reply: FastifyReply, status: number, type: string, text: string): void {
  // With a serializer of its own Fastify leaves text and charset alone.
  reply.code(status).header('content-type', type).serializer(identity).send(text)
}

/** Sends the error envelope that every failure has on every route (contract 0.2). */
export function sendError(request: FastifyRequest, reply: FastifyReply, error: unknown): void {
  const known = asRegistryError(error)
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
