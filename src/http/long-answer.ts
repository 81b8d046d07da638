import { pipeline, Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import type { FastifyReply } from 'fastify'
import { pause } from '../registry/loader.ts'
import { type Answer, finished } from './route.ts'

/** Characters of an answer that are made at once. */
const charactersPerPiece = 512 * 1024

/** An answer that is sent while it is being made, since as a whole it may not fit into memory. */
export class LongAnswer {
  readonly pieces: AsyncIterable<string>

  constructor(pieces: AsyncIterable<string>) {
    this.pieces = pieces
  }
}

/** The items as an array in JSON: finished if it is short, else piece by piece. */
export async function arrayAnswer(items: AsyncIterable<unknown>): Promise<Answer | LongAnswer> {
  const pieces = jsonArray(items)
  const first = await pieces.next()
  const second = await pieces.next()
  if (first.done || second.done) return finished(first.value ?? '[]')
  return new LongAnswer(continued([first.value, second.value], pieces))
}

async function* jsonArray(items: AsyncIterable<unknown>): AsyncGenerator<string, undefined> {
  let piece = '['
  let separator = ''
  for await (const item of items) {
    piece += separator + JSON.stringify(item)
    separator = ','
    if (piece.length < charactersPerPiece) continue
    yield piece
    piece = ''
    await pause()
  }
  yield `${piece}]`
}

async function* continued(
  begun: readonly string[],
  rest: AsyncGenerator<string, undefined>,
): AsyncGenerator<string, undefined> {
  yield* begun
  yield* rest
}

/**
 * Sends the pieces as the client takes them, compressed if it likes. A failure on the way cuts the
 * connection, for the status has gone out by then.
 */
export function sendPieces(reply: FastifyReply, type: string, { pieces }: LongAnswer): void {
  reply.code(200).header('content-type', type).header('vary', 'Accept-Encoding')
  const readable = Readable.from(pieces, { objectMode: false })
  if (!reply.request.headers['accept-encoding']?.includes('gzip')) {
    reply.send(readable)
    return
  }
  const packed = createGzip({ level: 1 })
  // The reply watches the end of the pipe and learns of its failure there.
  pipeline(readable, packed, () => undefined)
  reply.header('content-encoding', 'gzip').send(packed)
}
