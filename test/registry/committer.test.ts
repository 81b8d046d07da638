import { describe, expect, test } from 'vitest'
import type { Change } from '../../src/model/changes.ts'
import { parseContext } from '../../src/model/context.ts'
import { failure } from '../../src/model/errors.ts'
import { Committer, type Decide } from '../../src/registry/committer.ts'
import { Contexts } from '../../src/registry/contexts.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { type Storage, UnknownOutcome } from '../../src/storage/storage.ts'
import { commitOf, fill, logOf } from '../storage/samples.ts'
import { delegating, heldBack, until } from './held-back.ts'

const a = parseContext('.a')
const b = parseContext('.b')

function committerOver(storage: Storage): Committer {
  const options = { stateBytes: 2 ** 30, idleMillis: 60_000, report: () => undefined }
  return new Committer(storage, new Contexts(storage, options))
}

/** Sets the mode of a scope and answers how many modes there were before. */
const setMode =
  (scope: string): Decide<number> =>
  (state) => ({
    changes: [{ kind: 'modeSet', scope, mode: 'READWRITE' }],
    result: state.modes.size,
  })

const refused: Decide<never> = () => {
  throw failure('contextNotEmpty', ':.a:')
}

const submit = <T>(committer: Committer, decide: Decide<T>, context = a) =>
  committer.submit({ context, operation: 'Test operation', decide, freshness: { stale: false } })

describe('group commit', () => {
  test('commands that come while an append is under way become one commit', async () => {
    const storage = heldBack(memoryStorage(), { appends: true })
    const committer = committerOver(storage)
    const first = submit(committer, setMode('first'))
    await until(() => storage.appends.length === 1)
    const others = Array.from({ length: 100 }, (_, at) => submit(committer, setMode(`s${at}`)))
    storage.appends[0]?.release()
    await until(() => storage.appends.length === 2)
    storage.appends[1]?.release()
    expect(await first).toBe(0)
    expect(await Promise.all(others)).toEqual(others.map((_, at) => at + 1))
    expect(storage.appends).toHaveLength(2)
    expect(committer.counters).toMatchObject({ appends: 2, commits: 2, commands: 101 })
  })

  test('one append carries a commit of each waiting context', async () => {
    const storage = heldBack(memoryStorage(), {})
    const committer = committerOver(storage)
    await Promise.all([submit(committer, setMode('s')), submit(committer, setMode('s'), b)])
    const batches = storage.appends.map(({ asked }) => asked.map(({ commit }) => commit.context))
    expect(batches).toEqual([[a, b]])
  })

  test('a commit takes at most 256 commands, the rest follow in their order', async () => {
    const storage = heldBack(memoryStorage(), {})
    const committer = committerOver(storage)
    const results = Array.from({ length: 600 }, (_, at) => submit(committer, setMode(`s${at}`)))
    expect(await Promise.all(results)).toEqual(results.map((_, at) => at))
    const sizes = storage.appends.map(({ asked }) => asked[0]?.commit.changes.length)
    expect(sizes).toEqual([256, 256, 88])
  })

  test('a commit takes contents up to four mebibytes, the rest follow in their order', async () => {
    const storage = heldBack(memoryStorage(), {})
    const committer = committerOver(storage)
    const data = 'x'.repeat(1024 * 1024)
    const results = Array.from({ length: 12 }, (_, at) =>
      submit(committer, (state) => ({
        changes: [{ kind: 'modeSet', scope: `s${at}`, mode: 'READWRITE' }],
        contents: [{ digest: `digest ${at}`, data }],
        result: state.modes.size,
      })),
    )
    expect(await Promise.all(results)).toEqual(results.map((_, at) => at))
    const sizes = storage.appends.map(({ asked }) => asked[0]?.contents.length ?? 0)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(5)
    expect(sizes.reduce((sum, size) => sum + size)).toBe(12)
  })

  test('a refused command leaves the others of its commit alone', async () => {
    const storage = heldBack(memoryStorage(), {})
    const committer = committerOver(storage)
    const [first, second, third] = await Promise.allSettled([
      submit(committer, setMode('s')),
      submit(committer, refused),
      submit(committer, setMode('t')),
    ])
    expect(first).toMatchObject({ status: 'fulfilled', value: 0 })
    expect(second).toMatchObject({ status: 'rejected', reason: { kind: 'contextNotEmpty' } })
    expect(third).toMatchObject({ status: 'fulfilled', value: 1 })
    expect(await logOf(storage, a)).toHaveLength(1)
  })

  test('commands that change nothing cost no append', async () => {
    const storage = heldBack(memoryStorage(), {})
    const committer = committerOver(storage)
    const nothing: Decide<string> = () => ({ changes: [], result: 'nothing to do' })
    expect(await submit(committer, nothing)).toBe('nothing to do')
    await expect(submit(committer, refused)).rejects.toMatchObject({ kind: 'contextNotEmpty' })
    expect(storage.appends).toHaveLength(0)
    expect(await logOf(storage, a)).toEqual([])
  })

  test('what follows from changes under way is not told before they are durable', async () => {
    const storage = heldBack(memoryStorage(), { appends: true })
    const committer = committerOver(storage)
    const told: string[] = []
    const set = submit(committer, setMode('s')).then(() => told.push('set'))
    const seen = submit(committer, (state) => ({
      changes: [],
      result: state.modes.has('s'),
    })).then((found) => told.push(`seen ${found}`))
    await until(() => storage.appends.length === 1)
    expect(told).toEqual([])
    storage.appends[0]?.release()
    await Promise.all([set, seen])
    expect(told).toEqual(['set', 'seen true'])
  })
})

describe('a commit that lost its revision', () => {
  test('is decided again on what won', async () => {
    const inner = memoryStorage()
    const storage = heldBack(inner, { appends: true })
    const committer = committerOver(storage)
    const counted = submit(committer, setMode('mine'))
    const rejected = submit(committer, (state) => {
      if (state.modes.has('s1')) throw failure('contextNotEmpty', ':.a:')
      return { changes: [{ kind: 'modeSet', scope: 't', mode: 'READONLY' }], result: 'set' }
    })
    await until(() => storage.appends.length === 1)
    await fill(inner, a, 3)
    storage.appends[0]?.release()
    await until(() => storage.appends.length === 2)
    storage.appends[1]?.release()
    expect(await counted).toBe(3)
    await expect(rejected).rejects.toMatchObject({ kind: 'contextNotEmpty' })
    expect(committer.counters.conflicts).toBe(1)
    expect((await logOf(inner, a)).map(({ revision }) => revision)).toEqual([1, 2, 3, 4])
  })

  test('to a change that only a newer version knows fails its commands and no others', async () => {
    const inner = memoryStorage()
    await fill(inner, a, 1)
    const held = { appends: false }
    const storage = heldBack(inner, held)
    const committer = committerOver(storage)
    expect(await submit(committer, setMode('s'))).toBe(1)
    held.appends = true
    const mine = submit(committer, setMode('mine'))
    await until(() => storage.appends.length === 2)
    // A kind that a later version may write.
    const unknown = { kind: 'transcended' } as unknown as Change
    await inner.append([{ commit: commitOf(a, 3, [unknown]), contents: [], hints: [] }])
    held.appends = false
    storage.appends[1]?.release()
    await expect(mine).rejects.toMatchObject({ kind: 'storeFailed' })
    expect(await submit(committer, setMode('s'), b)).toBe(0)
    await expect(submit(committer, setMode('more'))).rejects.toMatchObject({ kind: 'storeFailed' })
    await committer.drained()
  })
})

describe('an append whose outcome is unknown', () => {
  test.each([
    ['was written', true],
    ['was not written', false],
  ])('and that %s is there once in the end', async (_what, written) => {
    const inner = memoryStorage()
    let calls = 0
    const committer = committerOver({
      ...delegating(inner),
      append: async (batch) => {
        if (++calls > 1) return inner.append(batch)
        if (written) await inner.append(batch)
        throw new UnknownOutcome(new Error('the reply was lost'))
      },
    })
    expect(await submit(committer, setMode('s'))).toBe(0)
    expect(await logOf(inner, a)).toHaveLength(1)
    expect(committer.counters.unknownOutcomes).toBe(1)
  })

  test('and whose revision somebody else has is decided again', async () => {
    const inner = memoryStorage()
    let calls = 0
    const committer = committerOver({
      ...delegating(inner),
      append: async (batch) => {
        if (++calls > 1) return inner.append(batch)
        await fill(inner, a, 2)
        throw new UnknownOutcome(new Error('the reply was lost'))
      },
    })
    expect(await submit(committer, setMode('mine'))).toBe(2)
    expect(await logOf(inner, a)).toHaveLength(3)
  })
})

test('a store that refuses fails the commands of that append with what they wanted', async () => {
  const inner = memoryStorage()
  let refusing = true
  const committer = committerOver({
    ...delegating(inner),
    append: async (batch) => {
      if (refusing) throw new Error('no space left')
      return inner.append(batch)
    },
  })
  await expect(submit(committer, setMode('s'))).rejects.toMatchObject({
    ...{ kind: 'storeFailed', message: 'Test operation failed' },
  })
  refusing = false
  expect(await submit(committer, setMode('s'))).toBe(0)
  await committer.drained()
})
