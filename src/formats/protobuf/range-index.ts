import type { TagRange } from './model.ts'

/** Membership in many ranges, which may overlap, in logarithmic time. */
export class RangeIndex {
  readonly #starts: number[] = []
  readonly #ends: number[] = []

  constructor(ranges: readonly TagRange[]) {
    for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start)) {
      const last = this.#ends.at(-1)
      if (last !== undefined && start <= last)
        this.#ends[this.#ends.length - 1] = Math.max(last, end)
      else {
        this.#starts.push(start)
        this.#ends.push(end)
      }
    }
  }

  has(value: number): boolean {
    let low = 0
    let high = this.#starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#starts[middle] ?? 0) <= value) low = middle + 1
      else high = middle
    }
    return low > 0 && value <= (this.#ends[low - 1] ?? 0)
  }
}
