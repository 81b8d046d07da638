/** A source of numbers that look random and are the same for the same seed. */
export type Random = {
  /** From 0, below 1. */
  readonly next: () => number
  /** A whole number from 0, below `limit`. */
  readonly below: (limit: number) => number
  readonly chance: (share: number) => boolean
  /** One of the list, which must not be empty. */
  readonly pick: <T>(list: readonly T[]) => T
}

/** Numbers after the seed, a whole number (the generator is mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    next,
    below,
    chance: (share) => next() < share,
    pick: <T>(list: readonly T[]) => {
      // below() never reaches the length; an empty list is the caller's mistake.
      const [item] = list.slice(below(list.length))
      if (item === undefined) throw new Error('nothing to pick from')
      return item
    },
  }
}
