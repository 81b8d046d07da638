import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Storage, UnknownOutcome } from '../../src/storage/storage.ts'
import { type Fault, type FaultProxy, startProxy } from '../proxy.ts'
import { commitOf, content, entryOf, fill, freshContext, logOf } from './samples.ts'
import { requireUrl, skipReason } from './services.ts'

/** Faults after which the server has the append although its writer was never told. */
const repliesLost: readonly Fault[] = [{ kind: 'swallowReplies' }, { kind: 'resetOnReply' }]

/** Faults after which the server never saw the append, or not all of it. */
const requestsLost: readonly Fault[] = [
  { kind: 'blackhole' },
  { kind: 'cut', afterBytes: 0 },
  { kind: 'cut', afterBytes: 40 },
  { kind: 'cut', afterBytes: 700 },
]

type Options = {
  /** The store itself looks for a commit whose outcome got lost. */
  readonly resolves?: boolean
}

/** Holds a shared store to its word when the network or the server fails it, behind a proxy. */
export function outageContract(
  service: string,
  open: (url: string) => Promise<Storage>,
  { resolves = false }: Options = {},
): void {
  describe.skipIf(skipReason(service))(
    `${service} behind a failing network`,
    { timeout: 120_000 },
    () => {
      let proxy: FaultProxy
      let storage: Storage
      let direct: Storage

      beforeAll(async () => {
        const url = new URL(requireUrl(service))
        direct = await open(url.href)
        await direct.migrate()
        proxy = await startProxy(url.hostname, Number(url.port))
        url.hostname = '127.0.0.1'
        url.port = String(proxy.port)
        url.searchParams.set('timeout', '1500')
        storage = await open(url.href)
      }, 60_000)
      afterAll(async () => {
        await storage.close()
        await direct.close()
        await proxy.close()
      }, 60_000)

      /** Waits until the store has got over the last fault. */
      async function healed(): Promise<void> {
        proxy.inject({ kind: 'none' })
        for (let attempt = 0; ; attempt++) {
          try {
            return await storage.ping()
          } catch (error) {
            if (attempt === 100) throw error
            await new Promise((resolve) => setTimeout(resolve, 100))
          }
        }
      }

      test.each(repliesLost)(
        'an append whose reply is lost is unknown and found by its token: $kind',
        async (fault) => {
          await healed()
          const context = freshContext()
          // Two, so that every statement of an append has been prepared.
          await fill(storage, context, 2)
          const entry = entryOf(context, 3)
          proxy.inject(fault)
          expect(await outcomeOf(storage.append([entry]))).toBeOneOf(
            resolves ? ['appended', 'unknown'] : ['unknown'],
          )
          await healed()
          await expect
            .poll(async () => (await logOf(storage, context, 2))[0]?.token, { timeout: 10_000 })
            .toBe(entry.commit.token)
          expect(await storage.append([{ ...entry, commit: commitOf(context, 3) }])).toEqual([
            { kind: 'conflict', commits: [entry.commit] },
          ])
        },
      )

      test.each(requestsLost)(
        'an append that never arrived is unknown, not there, and may be repeated: %o',
        async (fault) => {
          await healed()
          const context = freshContext()
          await fill(storage, context, 1)
          const large = content('x'.repeat(300_000))
          const entry = entryOf(context, 2, { contents: [large] })
          proxy.inject(fault)
          // Where contents go out first, their loss means that no commit was tried.
          expect(await outcomeOf(storage.append([entry]))).toBe(resolves ? 'failed' : 'unknown')
          await healed()
          expect((await direct.heads([context])).get(context)?.revision).toBe(1)
          expect(await storage.append([entry])).toEqual([{ kind: 'appended' }])
          expect(await logOf(direct, context, 1)).toEqual([entry.commit])
        },
      )

      test.each<Fault>([...repliesLost, ...requestsLost])(
        'a commit alone is written or not as it is told, or unknown: %o',
        async (fault) => {
          await healed()
          const context = freshContext()
          await fill(storage, context, 1)
          const entry = entryOf(context, 2)
          proxy.inject(fault)
          const outcome = await outcomeOf(storage.append([entry]))
          await healed()
          // The same instance reads back, as a writer does.
          const log = await logOf(storage, context, 1)
          if (outcome === 'appended') expect(log).toEqual([entry.commit])
          if (outcome === 'failed') expect(log).toEqual([])
          if (log.length === 0)
            expect(await storage.append([entry])).toEqual([{ kind: 'appended' }])
          expect(await logOf(direct, context, 1)).toEqual([entry.commit])
        },
      )

      test.each<Fault>([{ kind: 'blackhole' }, { kind: 'swallowReplies' }, { kind: 'reset' }])(
        'reads fail in bounded time, never answer empty, and work again after: $kind',
        async (fault) => {
          await healed()
          const context = freshContext()
          await fill(storage, context, 2)
          proxy.inject(fault)
          const answers = await Promise.allSettled([
            storage.heads([context]),
            logOf(storage, context),
            storage.find('subject', 's'),
            storage.checkpoint(context),
            storage.contexts(undefined, 1),
          ])
          expect(answers.map(({ status }) => status)).toEqual(Array(5).fill('rejected'))
          await healed()
          expect((await storage.heads([context])).get(context)?.revision).toBe(2)
        },
      )

      test('a slow network changes nothing but the time', async () => {
        await healed()
        const context = freshContext()
        proxy.inject({ kind: 'delay', millis: 30 })
        const commits = await fill(storage, context, 3)
        expect(await logOf(storage, context)).toEqual(commits)
        await healed()
      })

      test('a store that is opened while the database is away works once it is back', async () => {
        await healed()
        const url = new URL(requireUrl(service))
        url.hostname = '127.0.0.1'
        url.port = String(proxy.port)
        proxy.inject({ kind: 'reset' })
        const late = await open(url.href)
        const context = freshContext()
        await expect(late.heads([context])).rejects.toThrow()
        await expect(late.append([entryOf(context, 1)])).rejects.toThrow()
        proxy.inject({ kind: 'none' })
        await expect.poll(() => late.ping(), { timeout: 30_000 }).toBeUndefined()
        expect(await late.append([entryOf(context, 1)])).toEqual([{ kind: 'appended' }])
        await late.close()
      })

      test('connections that were reset while idle are replaced without an error', async () => {
        await healed()
        const context = freshContext()
        await Promise.all(Array.from({ length: 8 }, () => storage.heads([context])))
        proxy.inject({ kind: 'reset' })
        await healed()
        expect((await storage.heads([context])).get(context)?.revision).toBe(0)
      })
    },
  )
}

async function outcomeOf(append: ReturnType<Storage['append']>): Promise<string> {
  try {
    return (await append).map(({ kind }) => kind).join()
  } catch (error) {
    return error instanceof UnknownOutcome ? 'unknown' : 'failed'
  }
}
