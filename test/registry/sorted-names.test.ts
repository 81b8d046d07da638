import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mergeSorted, SortedNames, startingWith } from '../../src/registry/sorted-names.ts'

const name = fc.oneof(
  fc.constantFrom('', 'a', 'A', 'ab', 'a ', '\u{1d4d0}', '\uffff', '__proto__'),
  fc.string({ maxLength: 3 }),
)

test('names come in the order of their code units, each once, as they are added and removed', () => {
  const step = fc.record({ op: fc.constantFrom('add', 'add', 'remove', 'list'), name })
  fc.assert(
    fc.property(fc.array(step, { size: 'max', maxLength: 60 }), (steps) => {
      const names = new SortedNames()
      const expected = new Set<string>()
      for (const { op, name } of steps) {
        if (op === 'add') {
          names.add(name)
          expected.add(name)
        } else if (op === 'remove') {
          names.remove(name)
          expected.delete(name)
        } else {
          expect(names.list()).toEqual([...expected].sort())
        }
      }
      expect(names.list()).toEqual([...expected].sort())
    }),
  )
})

test('a list that was handed out stays as it is', () => {
  const names = new SortedNames()
  names.add('b')
  const before = names.list()
  names.add('a')
  names.remove('b')
  expect(before).toEqual(['b'])
  expect(names.list()).toEqual(['a'])
})

test('two sorted lists merge into one', () => {
  fc.assert(
    fc.property(fc.array(name), fc.array(name), (a, b) => {
      expect(mergeSorted(a.toSorted(), b.toSorted())).toEqual([...a, ...b].sort())
    }),
  )
})

test('the names with a prefix are a piece of the sorted list', () => {
  fc.assert(
    fc.property(fc.uniqueArray(name), name, (names, prefix) => {
      const sorted = names.toSorted()
      const expected = sorted.filter((name) => name.startsWith(prefix))
      expect(startingWith(sorted, prefix)).toEqual(expected)
    }),
  )
})
