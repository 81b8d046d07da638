import fc from 'fast-check'
import { expect, test } from 'vitest'
import { matchingSize } from '../../../src/formats/json/matching.ts'

const size = (edges: readonly (readonly number[])[]) => matchingSize(edges, () => undefined)

test.each([
  ['nothing', [], 0],
  ['no edge', [[], []], 0],
  ['one each', [[0], [1]], 2],
  ['both want the same', [[0], [0]], 1],
  ['the first gives way', [[0, 1], [0]], 2],
  ['a chain gives way', [[0], [0, 1], [1, 2], [0, 1, 2, 3]], 4],
])('%s', (_, edges, expected) => {
  expect(size(edges)).toBe(expected)
})

test('it is as large as trying everything says', () => {
  const edges = fc.array(fc.uniqueArray(fc.nat({ max: 5 })), { maxLength: 5 })
  fc.assert(
    fc.property(edges, (given) => {
      expect(size(given)).toBe(largest(given, new Set()))
    }),
  )
})

function largest(edges: readonly (readonly number[])[], taken: ReadonlySet<number>): number {
  const [first, ...rest] = edges
  if (first === undefined) return 0
  const free = first.filter((right) => !taken.has(right))
  const sizes = free.map((right) => 1 + largest(rest, new Set([...taken, right])))
  return Math.max(largest(rest, taken), ...sizes)
}
