import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseContext } from '../../src/model/context.ts'
import { decodeCheckpoint, encodeCheckpoint } from '../../src/registry/checkpoint.ts'
import { summaryOf } from '../../src/registry/state.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { sequences, transcript } from './commands.ts'
import { described, fold, logOf } from './folded.ts'
import { opened } from './opened.ts'

const contexts = ['.', '.a']
const pause = async () => undefined

test('a log replayed, or a checkpoint taken anywhere with the rest, is the state served', async () => {
  const sequence = sequences(contexts, { across: true, length: 50 })
  const place = fc.double({ min: 0, max: 1, noNaN: true })
  await fc.assert(
    fc.asyncProperty(sequence, place, async (commands, place) => {
      const storage = memoryStorage()
      await using registry = opened(storage)
      for (const command of commands) await transcript(registry, command)
      for (const context of contexts.map(parseContext)) {
        const log = await logOf(storage, context)
        const served = await registry.contexts.open(context)
        const replayed = fold(context, log)
        expect(described(replayed)).toBe(described(served))
        expect(log.at(-1)?.summary).toEqual(summaryOf(replayed))
        const at = Math.floor(place * log.length)
        const checkpoint = await encodeCheckpoint(
          fold(context, log.slice(0, at)),
          async () => undefined,
        )
        const restored = await decodeCheckpoint(context, checkpoint, pause)
        expect(described(fold(context, log.slice(at), restored))).toBe(described(replayed))
      }
    }),
    { numRuns: 300 },
  )
}, 300_000)
