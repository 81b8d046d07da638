import { expect, test } from 'vitest'
import { memoryStorage } from '../../src/storage/memory.ts'
import { storageContract } from './contract.ts'
import { freshContext, logOf } from './samples.ts'

storageContract('memory', async () => memoryStorage(), { durable: false })

test('memory is refused after close', async () => {
  const storage = memoryStorage()
  await storage.ping()
  await storage.close()
  await expect(storage.ping()).rejects.toThrow('the store is closed')
  await expect(logOf(storage, freshContext())).rejects.toThrow('the store is closed')
})
