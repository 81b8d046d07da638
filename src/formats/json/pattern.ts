import { RE2JS } from 're2js'
import type { WorkBudget } from '../budget.ts'

type Compiled = { readonly size: number; readonly regex: RE2JS | undefined }

// Steps per state of a compiled pattern, and states tried against a character per step.
const compileCost = 16
const matchSpeed = 16

/**
 * Whether a pattern finds something in a text, in time linear in both. Patterns that RE2 cannot
 * express (look-around, back references) find nothing.
 */
export class PatternFinder {
  readonly #budget: WorkBudget
  readonly #compiled = new Map<string, Compiled>()

  constructor(budget: WorkBudget) {
    this.#budget = budget
  }

  /** Throws WorkExceeded when the budget is spent. */
  finds(pattern: string, text: string): boolean {
    const { size, regex } = this.#compile(pattern)
    this.#budget.spend(1 + Math.ceil((size * text.length) / matchSpeed))
    return regex?.matcher(text).find() ?? false
  }

  #compile(pattern: string): Compiled {
    const known = this.#compiled.get(pattern)
    if (known !== undefined) return known
    const size = expandedSize(pattern)
    this.#budget.spend(size * compileCost)
    const compiled = { size, regex: compile(pattern) }
    this.#compiled.set(pattern, compiled)
    return compiled
  }
}

/** About how many states a pattern has once its counted repetitions are written out. */
function expandedSize(pattern: string): number {
  const sizes = [0]
  let last = 0
  const count = (size: number) => {
    last = size
    sizes.push((sizes.pop() ?? 0) + size)
  }
  for (const [token, least, most] of pattern.matchAll(tokenPattern)) {
    if (token === '(') sizes.push(0)
    else if (token === ')') count(sizes.length > 1 ? (sizes.pop() ?? 0) : last)
    else if (least === undefined) count(1)
    else count(last * Math.max(1, Number(least), Number(most ?? 0)))
  }
  return sizes.reduce((sum, size) => sum + size, 0)
}

const tokenPattern = /\\.|\{([0-9]+)(?:,([0-9]*))?\}|./gsu

function compile(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern)
  } catch {
    // Lookahead and friends, or a repetition RE2 finds too large: the property counts as unmatched.
    return undefined
  }
}
