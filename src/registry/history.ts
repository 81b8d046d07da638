import type { ContextName } from '../model/context.ts'
import type { Digest, SchemaContent } from '../model/schema.ts'
import type { Registry } from './registry.ts'
import { isLive, type SubjectState, versionsOf } from './state.ts'

/** A version of a subject and the digest of its content, which is still to be read. */
export type OlderVersion = { readonly version: number; readonly digest: Digest }

/** The same with its content. */
export type Older = { readonly version: number; readonly content: SchemaContent }

/** Contents asked of the store at once. */
const versionsPerTrip = 32

/** Characters of schema text handed to an engine at once. */
const charactersPerPiece = 1024 * 1024

/** The live versions, newest first: all of them, or with `latestOnly` the latest. */
export function liveVersions(
  subject: SubjectState | undefined,
  latestOnly: boolean,
): readonly OlderVersion[] {
  const versions = latestOnly
    ? [subject?.latest ?? 0].filter((version) => version > 0)
    : versionsOf(subject, isLive).toReversed()
  return versions.map((version) => {
    return { version, digest: subject?.versions.get(version)?.digest ?? '' }
  })
}

/**
 * Reads the versions piece by piece in their order: a history may be hundreds of megabytes, which
 * are neither to be in memory nor on their way to a worker thread at one time.
 */
export async function* piecesOf(
  { contents }: Registry,
  context: ContextName,
  versions: readonly OlderVersion[],
): AsyncGenerator<readonly Older[], undefined> {
  for (let at = 0; at < versions.length; at += versionsPerTrip) {
    const trip = versions.slice(at, at + versionsPerTrip)
    const found = await contents.get(
      context,
      trip.map(({ digest }) => digest),
    )
    yield* bySize(found.map((content, i) => ({ version: trip[i]?.version ?? 0, content })))
  }
}

function* bySize(older: readonly Older[]): Generator<readonly Older[], undefined> {
  let piece: Older[] = []
  let characters = 0
  for (const each of older) {
    const { length } = each.content.text
    if (piece.length > 0 && characters + length > charactersPerPiece) {
      yield piece
      piece = []
      characters = 0
    }
    piece.push(each)
    characters += length
  }
  if (piece.length > 0) yield piece
}
