/**
 * Names in the order of their code units, for listings: additions and removals are collected and
 * merged in when the list is next read, so a change costs little and a listing no sort.
 */
export class SortedNames {
  #sorted: readonly string[] = []
  #added = new Set<string>()
  #removed = new Set<string>()

  add(name: string): void {
    this.#added.add(name)
    this.#removed.delete(name)
  }

  remove(name: string): void {
    this.#added.delete(name)
    this.#removed.add(name)
  }

  /** The names; the array stays as it is when names change later. */
  list(): readonly string[] {
    if (this.#added.size + this.#removed.size > 0) this.#merge()
    return this.#sorted
  }

  #merge(): void {
    const rest = this.#sorted.filter((name) => !this.#removed.has(name) && !this.#added.has(name))
    const added = [...this.#added].sort()
    this.#sorted = rest.length === 0 ? added : mergeSorted(rest, added)
    this.#added = new Set()
    this.#removed = new Set()
  }
}

/** Two sorted lists as one. */
export function mergeSorted(a: readonly string[], b: readonly string[]): string[] {
  const merged: string[] = []
  let at = 0
  for (const name of b) {
    for (let other = a[at]; other !== undefined && other < name; other = a[++at]) merged.push(other)
    merged.push(name)
  }
  for (let other = a[at]; other !== undefined; other = a[++at]) merged.push(other)
  return merged
}

/** The part of a sorted list whose names begin with the prefix. */
export function startingWith(sorted: readonly string[], prefix: string): readonly string[] {
  if (prefix === '') return sorted
  const from = firstNotBelow(sorted, prefix)
  let to = from
  while (sorted[to]?.startsWith(prefix)) to++
  return sorted.slice(from, to)
}

function firstNotBelow(sorted: readonly string[], bound: string): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? '') < bound) low = middle + 1
    else high = middle
  }
  return low
}
