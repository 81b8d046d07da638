import { expect, test } from 'vitest'
import { parseContext } from '../../src/model/context.ts'
import { ReadIndex } from '../../src/registry/read-index.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { fill } from '../storage/samples.ts'
import { delegating, heldBack, until } from './held-back.ts'

const a = parseContext('.a')
const b = parseContext('.b')

test('requests that come together share one query for all their contexts', async () => {
  const storage = heldBack(memoryStorage(), {})
  const index = new ReadIndex(storage)
  await Promise.all([index.read([a]), index.read([b]), index.read([a, b])])
  expect(storage.headQueries.map(({ asked }) => asked)).toEqual([[a, b]])
  expect(index.counters).toEqual({ headQueries: 1, headWaiters: 3, headFailures: 0 })
})

test('a request never shares a query that was under way when it came', async () => {
  const inner = memoryStorage()
  const storage = heldBack(inner, { heads: true })
  const index = new ReadIndex(storage)
  const early = index.read([a])
  await until(() => storage.headQueries.length === 1)
  await fill(inner, a, 1)
  const late = index.read([a])
  await until(() => storage.headQueries.length === 2)
  storage.headQueries[1]?.release()
  expect((await late).get(a)?.revision).toBe(1)
  storage.headQueries[0]?.release()
  expect((await early).get(a)?.revision).toBe(0)
})

test('at most four queries are under way, and those who wait share the fifth', async () => {
  const storage = heldBack(memoryStorage(), { heads: true })
  const index = new ReadIndex(storage)
  const reads: Promise<unknown>[] = []
  for (let query = 1; query <= 4; query++) {
    reads.push(index.read([a]))
    await until(() => storage.headQueries.length === query)
  }
  reads.push(index.read([a]), index.read([b]))
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(storage.headQueries).toHaveLength(4)
  storage.headQueries[0]?.release()
  await until(() => storage.headQueries.length === 5)
  expect(storage.headQueries[4]?.asked).toEqual([a, b])
  for (const query of storage.headQueries) query.release()
  await Promise.all(reads)
})

test('a query that fails fails those who shared it, and the next one is sent', async () => {
  const inner = memoryStorage()
  let failing = true
  const index = new ReadIndex({
    ...delegating(inner),
    heads: async (contexts) => {
      if (failing) throw new Error('out of reach')
      return inner.heads(contexts)
    },
  })
  const shared = await Promise.allSettled([index.read([a]), index.read([b])])
  expect(shared.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  failing = false
  expect((await index.read([a])).get(a)?.revision).toBe(0)
  expect(index.counters.headFailures).toBe(1)
})
