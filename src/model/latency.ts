/** Upper bounds of the buckets, seconds. */
export const latencyBounds = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
] as const

/** How long something took, counted in buckets: a few nanoseconds each, no memory. */
export class Latency {
  readonly #buckets = new Float64Array(latencyBounds.length + 1)
  #sum = 0
  #count = 0

  /** Counts one, which took so many seconds. */
  add(seconds: number): void {
    let at = 0
    while (at < latencyBounds.length && seconds > (latencyBounds[at] ?? 0)) at++
    this.#buckets[at] = (this.#buckets[at] ?? 0) + 1
    this.#sum += seconds
    this.#count++
  }

  get count(): number {
    return this.#count
  }

  /** Seconds in all. */
  get sum(): number {
    return this.#sum
  }

  /** For each bound how many took at most so long, in the order of {@link latencyBounds}. */
  cumulative(): readonly number[] {
    let total = 0
    return latencyBounds.map((_, at) => {
      total += this.#buckets[at] ?? 0
      return total
    })
  }
}
