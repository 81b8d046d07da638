import { expect, test } from 'vitest'
import { DEFAULT_CONTEXT } from '../../src/model/context.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { withMetrics } from '../../src/storage/metered.ts'
import { storageContract } from './contract.ts'

storageContract('memory, metered', async () => withMetrics(memoryStorage()).storage, {
  durable: false,
})

test('calls are timed and failures counted, under the name of the store', async () => {
  const { storage, counts } = withMetrics(memoryStorage())
  expect(storage.name).toBe('memory')
  await storage.heads([DEFAULT_CONTEXT])
  await storage.close()
  await expect(storage.ping()).rejects.toThrow()
  await expect(Array.fromAsync(storage.commits(DEFAULT_CONTEXT, 0))).rejects.toThrow()
  const seen = [...counts.operations].map(([name, { latency, errors }]) => {
    return `${name} ${latency.count} ${errors}`
  })
  expect(seen).toEqual(['heads 1 0', 'ping 1 1', 'commits 1 1'])
})
