import { expect, test } from 'vitest'
import { parseContext } from '../../src/model/context.ts'
import { Contexts } from '../../src/registry/contexts.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { fill } from '../storage/samples.ts'
import { delegating } from './held-back.ts'

const damaged = parseContext('.damaged')
const sound = parseContext('.sound')

test('a log that ends before its head is refused, loaded or not, and is asked for once', async () => {
  const inner = memoryStorage()
  await fill(inner, damaged, 2)
  await fill(inner, sound, 2)
  let lost = false
  let reads = 0
  const storage: Storage = {
    ...delegating(inner),
    heads: async (contexts) => {
      const heads = await inner.heads(contexts)
      const head = heads.get(damaged)
      return lost && head ? new Map([...heads, [damaged, { ...head, revision: 3 }]]) : heads
    },
    commits: (context, after) => {
      reads++
      return inner.commits(context, after)
    },
  }
  const options = { stateBytes: 2 ** 30, idleMillis: 60_000, report: () => undefined }
  const contexts = new Contexts(storage, options)
  const ask = async (context = damaged) => {
    const [state] = await contexts.fresh([context], { stale: false })
    return state?.revision
  }
  expect(await ask()).toBe(2)
  lost = true
  reads = 0
  await expect(ask()).rejects.toMatchObject({ kind: 'storeFailed' })
  expect(reads).toBe(1)
  await expect(new Contexts(storage, options).fresh([damaged], { stale: false })).rejects.toThrow()
  expect(await ask(sound)).toBe(2)
})
