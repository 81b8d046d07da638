import { ByteLru } from '../model/byte-lru.ts'
import type { ContextName } from '../model/context.ts'
import { failure } from '../model/errors.ts'
import {
  type Digest,
  decodeContent,
  digestOf,
  encodeContent,
  type SchemaContent,
} from '../model/schema.ts'
import type { Storage, StoredContent } from '../storage/storage.ts'
import { pause } from './loader.ts'

/** Characters decoded before the event loop gets a turn. */
const charactersPerTurn = 2 * 1024 * 1024

/** Schema contents by context and digest; they never change, so a cached one is always right. */
export class Contents {
  readonly #storage: Storage
  readonly #cache: ByteLru<string, SchemaContent>
  readonly counters = { hits: 0, misses: 0 }

  constructor(storage: Storage, bytes: number) {
    this.#storage = storage
    this.#cache = new ByteLru(bytes)
  }

  get bytes(): number {
    return this.#cache.bytes
  }

  /** The content if it is in memory. */
  cached(context: ContextName, digest: Digest): SchemaContent | undefined {
    return this.#cache.get(`${digest}${context}`)
  }

  /** The contents in the order of their digests. Throws `storeFailed` when one cannot be had. */
  async get(context: ContextName, digests: readonly Digest[]): Promise<readonly SchemaContent[]> {
    const found = digests.map((digest) => this.cached(context, digest))
    const missing = digests.filter((_, at) => found[at] === undefined)
    this.counters.hits += digests.length - missing.length
    if (missing.length === 0) return found.filter((content) => content !== undefined)
    this.counters.misses += missing.length
    const stored = await this.#read(context, missing)
    const contents: SchemaContent[] = []
    let decoded = 0
    for (const [at, digest] of digests.entries()) {
      const data = found[at] ? undefined : stored.get(digest)
      decoded += data?.length ?? 0
      if (decoded > charactersPerTurn) {
        decoded = 0
        await pause()
      }
      const content = found[at] ?? (data && this.#keep(context, digest, data))
      if (!content) throw failure('storeFailed', `Content ${digest} is missing from the store`)
      contents.push(content)
    }
    return contents
  }

  /** One content; see {@link get}. */
  async one(context: ContextName, digest: Digest): Promise<SchemaContent> {
    const cached = this.cached(context, digest)
    if (cached) return cached
    const [content] = await this.get(context, [digest])
    if (!content) throw failure('storeFailed', `Content ${digest} is missing from the store`)
    return content
  }

  /** The stored form of a content, remembered so that the next reader need not ask the store. */
  encode(context: ContextName, content: SchemaContent): StoredContent {
    const data = encodeContent(content)
    const digest = digestOf(data)
    this.#cache.set(`${digest}${context}`, content, data.length * 2)
    return { digest, data }
  }

  #keep(context: ContextName, digest: Digest, data: string): SchemaContent {
    const content = decodeContent(data)
    this.#cache.set(`${digest}${context}`, content, data.length * 2)
    return content
  }

  async #read(
    context: ContextName,
    digests: readonly Digest[],
  ): Promise<ReadonlyMap<Digest, string>> {
    try {
      return await this.#storage.contents(context, [...new Set(digests)])
    } catch (cause) {
      throw Object.assign(failure('storeFailed', 'Error while reading from the store'), { cause })
    }
  }
}
