import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type ContextName, parseContext } from '../../src/model/context.ts'
import { Committer, type Decide } from '../../src/registry/committer.ts'
import { Contexts } from '../../src/registry/contexts.ts'
import { register } from '../../src/registry/register.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { type Storage, UnknownOutcome } from '../../src/storage/storage.ts'
import { requestOf, subjectOf, texts } from './commands.ts'
import { delegating } from './held-back.ts'
import { opened } from './opened.ts'

const stuck = parseContext('.stuck')
const free = parseContext('.free')

const setMode =
  (scope: string): Decide<string> =>
  () => ({ changes: [{ kind: 'modeSet', scope, mode: 'READWRITE' }], result: scope })

/** A store whose appends fail in a given way as long as they concern the context `.stuck`. */
function stuckStore(error: () => Error, released: () => boolean = () => false) {
  const inner = memoryStorage()
  const batches: (readonly ContextName[])[] = []
  const storage: Storage = {
    ...delegating(inner),
    append: async (batch) => {
      const contexts = batch.map(({ commit }) => commit.context)
      batches.push(contexts)
      if (contexts.includes(stuck) && !released()) throw error()
      return inner.append(batch)
    },
  }
  const options = { stateBytes: 2 ** 30, idleMillis: 60_000, report: () => undefined }
  const committer = new Committer(storage, new Contexts(storage, options))
  const submit = (context: ContextName, scope: string) =>
    committer.submit({
      context,
      operation: 'Test operation',
      decide: setMode(scope),
      freshness: { stale: false },
    })
  return { submit, committer, batches }
}

describe('a context that the store holds up', () => {
  test('does not keep others of its batch waiting for what became of it', async () => {
    let released = false
    const { submit, committer } = stuckStore(
      () => new UnknownOutcome(new Error('timed out')),
      () => released,
    )
    const told: string[] = []
    const held = submit(stuck, 'held').then((scope) => told.push(scope))
    told.push(await submit(free, 'first'), await submit(free, 'second'))
    released = true
    await held
    expect(told).toEqual(['first', 'second', 'held'])
    await committer.drained()
  })

  test('does not fail others of its batch', async () => {
    const { submit, committer } = stuckStore(() => new Error('lock timeout'))
    const [held, other] = await Promise.allSettled([submit(stuck, 's'), submit(free, 's')])
    expect(held).toMatchObject({ status: 'rejected', reason: { kind: 'storeFailed' } })
    expect(other).toMatchObject({ status: 'fulfilled' })
    await committer.drained()
  })

  test('is appended alone until it succeeds again', async () => {
    let released = false
    const { submit, committer, batches } = stuckStore(
      () => new Error('lock timeout'),
      () => released,
    )
    await expect(submit(stuck, 's')).rejects.toMatchObject({ kind: 'storeFailed' })
    released = true
    await Promise.all([submit(stuck, 's'), submit(free, 's')])
    await Promise.all([submit(stuck, 's'), submit(free, 's')])
    expect(batches.map((batch) => batch.length)).toEqual([1, 1, 1, 2])
    await committer.drained()
  })
})

describe('the deadline of a write', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('counts from its coming, however long it waited for its turn', async () => {
    const inner = memoryStorage()
    let appends = 0
    const { promise: hanging, resolve: letGo } = Promise.withResolvers<void>()
    const bad: Storage = {
      ...delegating(inner),
      append: async (batch) => {
        appends++
        await hanging
        return inner.append(batch)
      },
    }
    await using registry = opened(bad)
    const subject = subjectOf({ context: '.a', name: 's' })
    const options = { normalize: false, force: false, freshness: { stale: false } }
    const ask = (text = '') => register(registry, subject, requestOf(text), options)
    const first = ask(texts[0])
    await vi.waitUntil(() => appends === 1)
    const second = ask(texts[1])
    vi.advanceTimersByTime(31_000)
    letGo()
    expect(await first).toMatchObject({ version: 1 })
    await expect(second).rejects.toMatchObject({ kind: 'storeTimeout' })
    expect(appends).toBe(1)
  })
})
