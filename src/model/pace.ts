/** Milliseconds of paced work in one turn of the event loop. */
const millisPerTurn = 5

/**
 * Spreads pieces of work over turns of the event loop, so that many that are ready at the same
 * time hold others up no longer than one of them does.
 */
export class Pace {
  #spent = 0

  /** Does the work, at once where this turn still has room for it. */
  async run<T>(work: () => T): Promise<T> {
    while (this.#spent > millisPerTurn) await new Promise(setImmediate)
    if (this.#spent === 0) this.#beginTurn()
    const start = performance.now()
    try {
      return work()
    } finally {
      this.#spent += performance.now() - start
    }
  }

  #beginTurn(): void {
    setImmediate(() => {
      this.#spent = 0
    })
  }
}
