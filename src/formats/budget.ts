import { WorkExceeded } from './schema-error.ts'

/**
 * Counted steps of one parse or comparison: the same input always ends at the same step, on every
 * machine, which a clock could not promise.
 */
export class WorkBudget {
  #left: number

  constructor(steps: number) {
    this.#left = steps
  }

  /** Takes steps off; throws WorkExceeded when none are left. */
  spend(steps = 1): void {
    this.#left -= steps
    if (this.#left < 0)
      throw new WorkExceeded('The schema needs more work than the registry allows')
  }
}
