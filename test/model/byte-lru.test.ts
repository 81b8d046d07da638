import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ByteLru } from '../../src/model/byte-lru.ts'

test('the values used least recently go when the bytes run out', () => {
  const lru = new ByteLru<string, string>(30)
  for (const key of ['a', 'b', 'c']) lru.set(key, key, 10)
  expect(lru.get('a')).toBe('a')
  lru.set('d', 'd', 15)
  expect(['a', 'b', 'c', 'd'].map((key) => lru.get(key))).toEqual([
    ...['a', undefined, undefined, 'd'],
  ])
  expect([lru.size, lru.bytes]).toEqual([2, 25])
})

test('a value larger than everything allowed is not kept, nor is the one it replaces', () => {
  const lru = new ByteLru<string, number>(10)
  lru.set('other', 1, 5)
  lru.set('a', 1, 5)
  lru.set('a', 2, 11)
  expect(lru.get('a')).toBeUndefined()
  expect(lru.get('other')).toBe(1)
  expect(lru.bytes).toBe(5)
})

test('the bytes are those of what is kept and never more than allowed', () => {
  const step = fc.record({
    op: fc.constantFrom('set', 'set', 'get', 'delete'),
    key: fc.constantFrom('a', 'b', 'c', '__proto__'),
    bytes: fc.nat({ max: 12 }),
  })
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const lru = new ByteLru<string, number>(20)
      for (const { op, key, bytes } of steps) {
        if (op === 'set') lru.set(key, bytes, bytes)
        else if (op === 'get') lru.get(key)
        else lru.delete(key)
        const kept = ['a', 'b', 'c', '__proto__'].map((name) => lru.get(name) ?? 0)
        expect(lru.bytes).toBe(kept.reduce((sum, size) => sum + size, 0))
        expect(lru.bytes).toBeLessThanOrEqual(20)
      }
    }),
  )
})
