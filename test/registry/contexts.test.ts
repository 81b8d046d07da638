import { describe, expect, test } from 'vitest'
import type { Change } from '../../src/model/changes.ts'
import { type ContextName, DEFAULT_CONTEXT, parseContext } from '../../src/model/context.ts'
import { Committer } from '../../src/registry/committer.ts'
import { Contexts, type Freshness } from '../../src/registry/contexts.ts'
import { LogGap, loadState } from '../../src/registry/loader.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { commitOf, entryOf, fill } from '../storage/samples.ts'
import { delegating, heldBack, until } from './held-back.ts'

const a = parseContext('.a')
const b = parseContext('.b')
const idleMillis = 1000

function contextsOver(storage: Storage, stateBytes = 2 ** 30) {
  const reports: unknown[] = []
  const report = (_doing: string, error: unknown) => reports.push(error)
  return Object.assign(new Contexts(storage, { stateBytes, idleMillis, report }), { reports })
}

async function revisionOf(contexts: Contexts, context: ContextName): Promise<number> {
  const [state] = await contexts.fresh([context], { stale: false })
  return state?.revision ?? -1
}

/** Appends the deletion of the context as the next commit, after other changes if there are any. */
async function bury(storage: Storage, revision: number, before: readonly Change[] = []) {
  const changes: readonly Change[] = [
    ...before,
    { kind: 'contextDeleted' },
    { kind: 'counter', nextId: 8, created: false },
    { kind: 'modeSet', scope: '', mode: 'READONLY' },
  ]
  await storage.append([entryOf(a, revision, { changes })])
}

describe('fresh state', () => {
  test('has every commit that was there before it was asked for', async () => {
    const storage = memoryStorage()
    const contexts = contextsOver(storage)
    for (let revision = 1; revision <= 5; revision++) {
      await fill(storage, a, revision, revision)
      expect(await revisionOf(contexts, a)).toBe(revision)
    }
  })

  test('of a context without a log is empty and not kept', async () => {
    const contexts = contextsOver(memoryStorage())
    const names = Array.from({ length: 1000 }, (_, at) => parseContext(`nobody-${at}`))
    const states = await contexts.fresh(names, { stale: false })
    expect(states.map(({ revision }) => revision)).toEqual(names.map(() => 0))
    expect(contexts.size).toBe(0)
  })

  test('is known without a question where the store can tell that nothing was added', async () => {
    const storage = memoryStorage()
    await fill(storage, a, 1)
    const contexts = contextsOver(storage)
    expect(contexts.current(a)).toBeUndefined()
    await revisionOf(contexts, a)
    expect(contexts.current(a)?.revision).toBe(1)
    await fill(storage, b, 1)
    expect(contexts.current(a)).toBeUndefined()
  })

  test('of several contexts is known with one look at the store', async () => {
    const inner = memoryStorage()
    await fill(inner, a, 1)
    await fill(inner, b, 1)
    let looks = 0
    const changeCounter = () => {
      looks++
      return inner.changeCounter?.() ?? 0
    }
    const contexts = contextsOver({ ...delegating(inner), changeCounter })
    await contexts.fresh([a, b], { stale: false })
    looks = 0
    const current = contexts.currentOnes()
    expect([a, b].map((context) => current(context)?.revision)).toEqual([1, 1])
    expect(looks).toBe(1)
    await fill(inner, b, 2, 2)
    expect([a, b].map(contexts.currentOnes())).toEqual([undefined, undefined])
  })

  test('of a context is loaded once, however many ask', async () => {
    const inner = memoryStorage()
    await fill(inner, a, 3)
    let loads = 0
    const contexts = contextsOver({
      ...delegating(inner),
      checkpoint: (context) => {
        loads++
        return inner.checkpoint(context)
      },
    })
    const asked = Array.from({ length: 50 }, () => revisionOf(contexts, a))
    expect(await Promise.all(asked)).toEqual(asked.map(() => 3))
    expect(loads).toBe(1)
  })

  test('is asked for once per request and context', async () => {
    const storage = heldBack(memoryStorage(), {})
    await fill(storage, a, 1)
    const contexts = contextsOver(storage)
    const freshness: Freshness = { stale: false }
    for (let look = 0; look < 3; look++) await contexts.fresh([a], freshness)
    expect(storage.headQueries).toHaveLength(1)
    await fill(storage, a, 2, 2)
    expect(await revisionOf(contexts, a)).toBe(2)
    // What another request has learnt meanwhile is no secret.
    const [state] = await contexts.fresh([a], freshness)
    expect(state?.revision).toBe(2)
  })

  test('is asked for again by a request that has written', async () => {
    const storage = heldBack(memoryStorage(), {})
    const contexts = contextsOver(storage)
    const committer = new Committer(storage, contexts)
    const freshness: Freshness = { stale: false }
    await fill(storage, b, 1)
    await contexts.fresh([b], freshness)
    await fill(storage, b, 2, 2)
    const decide = () => ({
      changes: [{ kind: 'modeSet', scope: 's', mode: 'READONLY' } as const],
      result: undefined,
    })
    await committer.submit({ context: a, operation: 'Test operation', decide, freshness })
    const [state] = await contexts.fresh([b], freshness)
    expect(state?.revision).toBe(2)
  })

  test('that this process is writing itself is not read from the log', async () => {
    const inner = memoryStorage()
    await fill(inner, a, 1)
    let reads = 0
    const storage = {
      ...delegating(inner),
      commits: (context: ContextName, after: number) => {
        reads++
        return inner.commits(context, after)
      },
    }
    const contexts = contextsOver(storage)
    await revisionOf(contexts, a)
    reads = 0
    const reply = Promise.withResolvers<void>()
    contexts.expect(a, reply.promise)
    const commits = await fill(inner, a, 2, 2)
    const asked = revisionOf(contexts, a)
    contexts.advance(a, commits)
    reply.resolve()
    expect([await asked, reads]).toEqual([2, 0])
  })

  test('does not wait for a reply that never comes', async () => {
    const storage = delegating(memoryStorage())
    await fill(storage, a, 1)
    const contexts = contextsOver(storage)
    await revisionOf(contexts, a)
    contexts.expect(a, Promise.withResolvers<void>().promise)
    await fill(storage, a, 2, 2)
    expect(await revisionOf(contexts, a)).toBe(2)
  })
})

describe('during an outage', () => {
  async function outage() {
    const inner = memoryStorage()
    await fill(inner, a, 2)
    let broken = false
    const contexts = contextsOver({
      ...delegating(inner),
      heads: async (asked) => {
        if (broken) throw new Error('out of reach')
        return inner.heads(asked)
      },
    })
    await revisionOf(contexts, a)
    broken = true
    return contexts
  }

  test('loaded state answers and says that it may be old', async () => {
    const contexts = await outage()
    const freshness: Freshness = { stale: false }
    const [state] = await contexts.fresh([a], freshness)
    expect([state?.revision, freshness.stale, contexts.staleAnswers]).toEqual([2, true, 1])
  })

  test('a context that is not loaded is an error, never an empty one', async () => {
    const contexts = await outage()
    const freshness: Freshness = { stale: false }
    await expect(contexts.fresh([a, b], freshness)).rejects.toMatchObject({ kind: 'storeFailed' })
    expect(freshness.stale).toBe(false)
  })
})

describe('a log that was purged under a reader', () => {
  test.each<readonly [string, readonly Change[]]>([
    ['alone', []],
    ['after other changes', [{ kind: 'modeSet', scope: 's', mode: 'IMPORT' }]],
  ])('is read again from its tombstone, which stands %s in its commit', async (_, before) => {
    const storage = memoryStorage()
    await fill(storage, a, 5)
    const reader = contextsOver(storage)
    await revisionOf(reader, a)
    await fill(storage, a, 9, 6)
    await bury(storage, 10, before)
    await storage.purge(a, 10, [])
    await fill(storage, a, 12, 11)
    for (const contexts of [reader, contextsOver(storage)]) {
      const [state] = await contexts.fresh([a], { stale: false })
      expect([...(state?.modes.entries() ?? [])].map(([scope]) => scope)).toEqual([
        ...['', 's11', 's12'],
      ])
      expect([state?.revision, state?.nextId, state?.created]).toEqual([12, 8, false])
    }
  })

  test('is followed to its tombstone by a writer that met it as a conflict', async () => {
    const storage = memoryStorage()
    await fill(storage, a, 5)
    const contexts = contextsOver(storage)
    await revisionOf(contexts, a)
    await fill(storage, a, 9, 6)
    await bury(storage, 10)
    await storage.purge(a, 10, [])
    const [outcome] = await storage.append([entryOf(a, 6)])
    if (outcome?.kind !== 'conflict') throw new Error('no conflict')
    contexts.advance(a, outcome.commits)
    expect(contexts.inMemory(a)?.revision).toBe(10)
  })

  test('without a tombstone is an error', async () => {
    const storage = memoryStorage()
    await fill(storage, a, 5)
    await storage.purge(a, 3, [])
    await expect(loadState(storage, a)).rejects.toThrow(LogGap)
    await expect(revisionOf(contextsOver(storage), a)).rejects.toMatchObject({
      kind: 'storeFailed',
    })
  })
})

describe('a change that only a newer version knows', () => {
  // A kind that a later version may write.
  const unknown = { kind: 'transcended' } as unknown as Change

  test('makes its context refuse service and no other', async () => {
    const storage = memoryStorage()
    await fill(storage, a, 1)
    await fill(storage, b, 1)
    const contexts = contextsOver(storage)
    await contexts.fresh([a, b], { stale: false })
    await storage.append([{ commit: commitOf(a, 2, [unknown]), contents: [], hints: [] }])
    for (let attempt = 1; attempt <= 2; attempt++) {
      await expect(revisionOf(contexts, a)).rejects.toMatchObject({ kind: 'storeFailed' })
      expect(await revisionOf(contexts, b)).toBe(1)
    }
    expect(contexts.inMemory(a)).toBeUndefined()
  })
})

describe('checkpoints', () => {
  const many = (revision: number): Change => ({
    ...{ kind: 'modeSet', scope: `s${revision % 10}`, mode: 'READWRITE' },
  })

  async function longLog(storage: Storage, length: number): Promise<void> {
    for (let revision = 1; revision <= length; revision++) {
      await storage.append([entryOf(a, revision, { changes: [many(revision)] })])
    }
  }

  test('are written while a long log is loaded, and shorten the next load', async () => {
    const inner = memoryStorage()
    await longLog(inner, 10_001)
    const contexts = contextsOver(inner)
    expect(await revisionOf(contexts, a)).toBe(10_001)
    let saved = await inner.checkpoint(a)
    while (!saved) {
      await new Promise((resolve) => setImmediate(resolve))
      saved = await inner.checkpoint(a)
    }
    expect(saved.revision).toBe(10_001)
    const { state, checkpointAt } = await loadState(inner, a)
    expect([state.revision, checkpointAt, state.modes.size]).toEqual([10_001, 10_001, 10])
  }, 30_000)

  test('that cannot be written keep nobody from loading', async () => {
    const inner = memoryStorage()
    await longLog(inner, 10_001)
    const contexts = contextsOver({
      ...delegating(inner),
      saveCheckpoint: async () => {
        throw new Error('no space left')
      },
    })
    expect(await revisionOf(contexts, a)).toBe(10_001)
    await until(() => contexts.reports.length > 0)
    expect(contexts.reports).toMatchObject([{ message: 'no space left' }])
  }, 30_000)

  test('of a format that this version does not read are ignored', async () => {
    const storage = memoryStorage()
    await fill(storage, a, 4)
    const checkpoint = { revision: 3, format: 'of the future', chunks: ['?'] }
    await storage.saveCheckpoint(a, checkpoint)
    const { state, checkpointAt } = await loadState(storage, a)
    expect([state.revision, checkpointAt, state.modes.size]).toEqual([4, 0, 4])
  })
})

describe('eviction', () => {
  test('drops contexts that nobody used for long, though they are looked after', async () => {
    const storage = delegating(memoryStorage())
    await fill(storage, a, 1)
    await fill(storage, b, 1)
    const contexts = contextsOver(storage)
    const start = Date.now()
    await contexts.fresh([a, b], { stale: false })
    contexts.evict(start + idleMillis)
    expect(contexts.size).toBe(2)
    const used = Date.now()
    await until(() => Date.now() > used + 5)
    contexts.inMemory(b)
    await contexts.poll()
    contexts.evict(used + idleMillis + 5)
    expect([contexts.peek(a)?.revision, contexts.peek(b)?.revision]).toEqual([undefined, 1])
    expect(await revisionOf(contexts, a)).toBe(1)
  })

  test('drops those used least recently where memory is short', async () => {
    const storage = memoryStorage()
    const names = Array.from({ length: 20 }, (_, at) => parseContext(`c${at}`))
    for (const name of names) await fill(storage, name, 1)
    const contexts = contextsOver(storage, 50_000)
    for (const name of names) {
      const moment = Date.now()
      await until(() => Date.now() > moment)
      await revisionOf(contexts, name)
    }
    contexts.evict()
    const kept = names.filter((name) => contexts.peek(name))
    expect(kept.length).toBeGreaterThan(0)
    expect(kept.length).toBeLessThan(20)
    expect(kept).toEqual(names.slice(-kept.length))
  })

  test('keeps the one used last, however large it is', async () => {
    const storage = memoryStorage()
    for (const context of [a, b]) await fill(storage, context, 1)
    const contexts = contextsOver(storage, 1)
    await revisionOf(contexts, a)
    const moment = Date.now()
    await until(() => Date.now() > moment)
    await revisionOf(contexts, b)
    contexts.evict()
    expect([a, b].filter((context) => contexts.peek(context))).toEqual([b])
  })

  test('does not disturb a writer whose context goes meanwhile', async () => {
    const storage = heldBack(memoryStorage(), {})
    await fill(storage, DEFAULT_CONTEXT, 1)
    const contexts = contextsOver(storage)
    const state = await contexts.open(DEFAULT_CONTEXT)
    contexts.evict(Date.now() + idleMillis + 1)
    expect(contexts.size).toBe(0)
    const [commit] = await fill(storage, DEFAULT_CONTEXT, 2, 2)
    if (!commit) throw new Error('nothing was appended')
    contexts.advance(DEFAULT_CONTEXT, [commit])
    expect(state.revision).toBe(1)
    expect(await revisionOf(contexts, DEFAULT_CONTEXT)).toBe(2)
  })
})
