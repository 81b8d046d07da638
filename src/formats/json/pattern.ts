import { RE2JS } from 're2js'
import type { WorkBudget } from '../budget.ts'

/**
 * Whether a pattern finds something in a text, in time linear in both. Patterns that RE2 cannot
 * express (look-around, back references) find nothing.
 */
export class PatternFinder {
  readonly #budget: WorkBudget
  readonly #compiled = new Map<string, RE2JS | undefined>()

  constructor(budget: WorkBudget) {
    this.#budget = budget
  }

  finds(pattern: string, text: string): boolean {
    this.#budget.spend(1 + Math.ceil((pattern.length * text.length) / 16))
    return this.#compile(pattern)?.matcher(text).find() ?? false
  }

  #compile(pattern: string): RE2JS | undefined {
    if (this.#compiled.has(pattern)) return this.#compiled.get(pattern)
    this.#budget.spend(pattern.length)
    const compiled = compile(pattern)
    this.#compiled.set(pattern, compiled)
    return compiled
  }
}

function compile(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern)
  } catch {
    // Lookahead and friends, or a repetition RE2 finds too large: the property counts as unmatched.
    return undefined
  }
}
