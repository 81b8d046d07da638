type Entry<K, V> = {
  readonly key: K
  readonly value: V
  readonly bytes: number
  /** Neighbours in the order of use; none for the ends. */
  newer: Entry<K, V> | undefined
  older: Entry<K, V> | undefined
}

/**
 * A map that keeps its most recently used values within a number of bytes. The order of use is a
 * list of its own: to tell it by the order of a Map's keys each hit would have to write the Map.
 */
export class ByteLru<K, V> {
  readonly #capacity: number
  readonly #entries = new Map<K, Entry<K, V>>()
  #newest: Entry<K, V> | undefined
  #oldest: Entry<K, V> | undefined
  #bytes = 0

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get bytes(): number {
    return this.#bytes
  }

  get size(): number {
    return this.#entries.size
  }

  /** The value, which becomes the most recently used one. */
  get(key: K): V | undefined {
    const entry = this.#entries.get(key)
    if (!entry) return undefined
    if (entry !== this.#newest) {
      this.#unlink(entry)
      this.#link(entry)
    }
    return entry.value
  }

  /** Keeps the value unless it alone is larger than everything allowed. */
  set(key: K, value: V, bytes: number): void {
    this.delete(key)
    if (bytes > this.#capacity) return
    const entry = { key, value, bytes, newer: undefined, older: undefined }
    this.#entries.set(key, entry)
    this.#link(entry)
    this.#bytes += bytes
    while (this.#oldest && this.#bytes > this.#capacity) this.delete(this.#oldest.key)
  }

  delete(key: K): void {
    const entry = this.#entries.get(key)
    if (!entry) return
    this.#bytes -= entry.bytes
    this.#entries.delete(key)
    this.#unlink(entry)
  }

  #link(entry: Entry<K, V>): void {
    entry.older = this.#newest
    if (this.#newest) this.#newest.newer = entry
    else this.#oldest = entry
    this.#newest = entry
  }

  #unlink(entry: Entry<K, V>): void {
    const { newer, older } = entry
    if (newer) newer.older = older
    else this.#newest = older
    if (older) older.newer = newer
    else this.#oldest = newer
    entry.newer = undefined
    entry.older = undefined
  }
}
