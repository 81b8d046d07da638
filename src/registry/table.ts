/** The part of a Map that state needs; a plain Map is one. */
export interface Table<K, V> {
  readonly size: number
  get(key: K): V | undefined
  has(key: K): boolean
  set(key: K, value: V): unknown
  delete(key: K): unknown
  entries(): Iterable<[K, V]>
}

/**
 * Changes on top of a table that stays as it is: what a draft of a state is made of. Reading costs
 * two look-ups, dropping the overlay costs nothing.
 */
export class Overlay<K, V> implements Table<K, V> {
  readonly #base: Table<K, V>
  readonly #own = new Map<K, V>()
  readonly #gone = new Set<K>()
  #size: number

  constructor(base: Table<K, V>) {
    this.#base = base
    this.#size = base.size
  }

  get size(): number {
    return this.#size
  }

  get(key: K): V | undefined {
    const own = this.#own.get(key)
    if (own !== undefined || this.#gone.has(key)) return own
    return this.#base.get(key)
  }

  has(key: K): boolean {
    return this.#own.has(key) || (!this.#gone.has(key) && this.#base.has(key))
  }

  /** Whether the value was set here and may be changed in place. */
  owns(key: K): boolean {
    return this.#own.has(key)
  }

  set(key: K, value: V): void {
    if (!this.has(key)) this.#size++
    this.#own.set(key, value)
    this.#gone.delete(key)
  }

  delete(key: K): void {
    if (!this.has(key)) return
    this.#size--
    this.#own.delete(key)
    if (this.#base.has(key)) this.#gone.add(key)
  }

  *entries(): IterableIterator<[K, V]> {
    for (const [key, value] of this.#base.entries()) {
      if (!this.#gone.has(key) && !this.#own.has(key)) yield [key, value]
    }
    yield* this.#own.entries()
  }
}

/** Whether a value found under the key belongs to this table alone. */
export function owns<K, V>(table: Table<K, V>, key: K): boolean {
  return table instanceof Overlay ? table.owns(key) : table.has(key)
}
