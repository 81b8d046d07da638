/**
 * The size of a maximum matching between `left` and the vertices their edges lead to (Kuhn's
 * algorithm, breadth first, so that no stack grows). `spend` is told every edge that is tried.
 */
export function matchingSize(
  edges: readonly (readonly number[])[],
  spend: (steps: number) => void,
): number {
  const partner = new Map<number, number>()
  let size = 0
  for (const start of edges.keys()) if (augment(start, edges, partner, spend)) size++
  return size
}

function augment(
  start: number,
  edges: readonly (readonly number[])[],
  partner: Map<number, number>,
  spend: (steps: number) => void,
): boolean {
  const cameFrom = new Map<number, number>()
  const queue = [start]
  for (const left of queue) {
    for (const right of edges[left] ?? []) {
      spend(1)
      if (cameFrom.has(right)) continue
      cameFrom.set(right, left)
      const taken = partner.get(right)
      if (taken === undefined) {
        flip(right, start, { cameFrom, partner })
        return true
      }
      queue.push(taken)
    }
  }
  return false
}

function flip(
  end: number,
  start: number,
  { cameFrom, partner }: { cameFrom: Map<number, number>; partner: Map<number, number> },
): void {
  const previous = new Map([...partner].map(([right, left]) => [left, right]))
  for (let right: number | undefined = end; right !== undefined; ) {
    const left: number = cameFrom.get(right) ?? start
    const next: number | undefined = left === start ? undefined : previous.get(left)
    partner.set(right, left)
    right = next
  }
}
