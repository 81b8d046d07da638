import { ByteLru } from '../model/byte-lru.ts'
import { type Digest, digestOf, encodeContent, type SchemaContent } from '../model/schema.ts'
import { hasTags, type SchemaRequest } from './schema-request.ts'
import { annotates, type EffectiveConfig } from './settings.ts'

const longestBody = 64 * 1024

/**
 * Remembers which content a request body came to, so that an identical registration or lookup
 * needs no parsing. Without references that is a function of the body and of the flags alone: an
 * entry can be too old to be of use, never wrong.
 */
export class Recall {
  readonly #digests: ByteLru<string, Digest>

  constructor(bytes: number) {
    this.#digests = new ByteLru(bytes)
  }

  /** Digest of the content that the body came to under these flags. */
  digest(body: string, normalize: boolean, config: EffectiveConfig): Digest | undefined {
    if (body.length > longestBody || annotates(config)) return undefined
    return this.#digests.get(keyOf(body, normalize, config))
  }

  /** Takes in what a request came to, unless something besides the body had a say in it. */
  keep(
    request: SchemaRequest,
    flags: { readonly normalize: boolean; readonly config: EffectiveConfig },
    content: SchemaContent,
  ): void {
    const { body } = request
    if (
      body === '' ||
      body.length > longestBody ||
      !isPlain(request, content) ||
      annotates(flags.config)
    )
      return
    const key = keyOf(body, flags.normalize, flags.config)
    this.#digests.set(key, digestOf(encodeContent(content)), key.length * 2 + 200)
  }
}

/** Whether the content follows from text, type and annotations of the request alone. */
function isPlain(request: SchemaRequest, content: SchemaContent): boolean {
  if (hasTags(request) || request.version !== 0 || request.id !== undefined) return false
  if (request.references.length > 0 || content.references.length > 0) return false
  const asked = JSON.stringify([request.metadata, request.ruleSet])
  return asked === JSON.stringify([content.metadata, content.ruleSet])
}

function keyOf(body: string, normalize: boolean, config: EffectiveConfig): string {
  return `${normalize || config.normalize === true} ${config.validateFields} ${body}`
}
