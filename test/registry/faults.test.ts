import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseContext } from '../../src/model/context.ts'
import { RegistryError } from '../../src/model/errors.ts'
import { register } from '../../src/registry/register.ts'
import type { Registration } from '../../src/registry/register-decision.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { requestOf, subjectOf } from './commands.ts'
import { logOf } from './folded.ts'
import { opened } from './opened.ts'
import { type Faults, unreliable } from './unreliable.ts'

const contexts = ['.a', '.b']
const subjects = ['s', 't']

/** A schema like no other, compatible with all of its kind. */
const schema = (number: number) =>
  JSON.stringify({
    type: 'record',
    name: 'R',
    fields: [{ name: `f${number}`, type: 'int', default: 0 }],
  })

const faults: fc.Arbitrary<Faults> = fc.record({
  lostBefore: fc.constantFrom(0, 0.2),
  lostAfter: fc.constantFrom(0, 0.3),
  refused: fc.constantFrom(0, 0.15),
  overtaken: fc.constantFrom(0, 0.3),
  unreadable: fc.constantFrom(0, 0.1),
  pause: fc.constantFrom(0, 2),
})

/** Numbers from 0 to 1 that look random (an xorshift generator of 32 bits). */
function* numbersFrom(seed: number): Generator<number> {
  for (let state = seed | 1; ; ) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    yield (state >>> 0) / 2 ** 32
  }
}

const outage = new Set(['storeFailed', 'storeTimeout'])

/** What the registration came to; undefined where the store's troubles are told. */
async function settled(answer: Promise<Registration>): Promise<Registration | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof RegistryError && outage.has(error.kind)) return undefined
    throw error
  }
}

test('an acknowledged registration is there once, however the store behaves', async () => {
  const total = { lostBefore: 0, lostAfter: 0, refused: 0, overtaken: 0 }
  await fc.assert(
    fc.asyncProperty(faults, fc.integer(), async (faults, seed) => {
      const inner = memoryStorage()
      const bad = unreliable(inner, faults, numbersFrom(seed))
      await using first = opened(bad)
      await using second = opened(bad)
      const asked = Array.from({ length: 48 }, (_, number) => ({
        number,
        context: contexts[number % 2] ?? '',
        name: subjects[Math.floor(number / 2) % 2] ?? '',
        registry: number % 3 === 0 ? second : first,
      }))
      const answers = await Promise.all(
        asked.map(({ number, context, name, registry }) => {
          const subject = subjectOf({ context, name })
          const options = { normalize: false, force: false, freshness: { stale: false } }
          return settled(register(registry, subject, requestOf(schema(number)), options))
        }),
      )
      bad.heal()
      for (const kind of Object.keys(total) as (keyof typeof total)[]) {
        total[kind] += bad.happened[kind]
      }
      for (const context of contexts.map(parseContext)) {
        const log = await logOf(inner, context)
        expect(log.map(({ revision }) => revision)).toEqual(log.map((_, at) => at + 1))
        const rows = log
          .flatMap(({ changes }) => changes)
          .filter((change) => change.kind === 'registered')
        expect(rows.map(({ id }) => id)).toEqual(rows.map((_, at) => at + 1))
        for (const [at, { context: asks, name, number }] of asked.entries()) {
          if (asks !== context) continue
          const data = JSON.stringify(schema(number)).slice(1, -1)
          const digests = rows.map(({ digest }) => digest)
          const stored = await inner.contents(context, digests)
          const mine = rows.filter(({ digest }) => stored.get(digest)?.includes(data))
          const answer = answers[at]
          expect(mine.length).toBeLessThanOrEqual(1)
          if (!answer) continue
          expect(mine).toMatchObject([{ subject: name, version: answer.version, id: answer.id }])
        }
      }
    }),
    { numRuns: 60 },
  )
  // Each kind of trouble was met.
  expect(Object.values(total).every((count) => count > 0)).toBe(true)
}, 300_000)
