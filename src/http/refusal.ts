import { randomUUID } from 'node:crypto'
import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { failure, type RegistryError } from '../model/errors.ts'
import { defaultType } from './media-types.ts'
import { envelope } from './reply.ts'

const known: Readonly<Record<string, () => RegistryError>> = {
  HPE_HEADER_OVERFLOW: () => failure('headersTooLarge'),
  HPE_INVALID_METHOD: () => failure('methodNotAllowed'),
  ERR_HTTP_REQUEST_TIMEOUT: () => failure('requestTimeout'),
}

/** Answers what Node's parser refuses in the error envelope, and closes the connection. */
export function refuseConnection(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  refuse(socket, known[error.code ?? '']?.() ?? failure('badRequest', 'Malformed request'))
}

/** Requests to switch protocols or to tunnel, which Node hands over as bare sockets. */
export function refuseTunnel(_request: IncomingMessage, socket: Duplex): void {
  refuse(socket, failure('methodNotAllowed'))
}

function refuse(socket: Duplex, error: RegistryError): void {
  const body = envelope(error)
  const head = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? ''}`,
    `Content-Type: ${defaultType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-ID: ${randomUUID()}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
