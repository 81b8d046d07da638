import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Registry } from '../../src/registry/registry.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { type Command, commands, sequences, transcript } from './commands.ts'
import { opened, stores } from './opened.ts'

const sequence = sequences(['.', '.a'], { across: true, length: 40 })

async function answersOf(
  commands: readonly Command[],
  registryFor: (at: number) => Registry,
): Promise<readonly string[]> {
  const answers: string[] = []
  for (const [at, command] of commands.entries()) {
    answers.push(await transcript(registryFor(at), command))
  }
  return answers
}

/** Nothing that was loaded is in memory for longer than a turn of the event loop. */
async function answersWhileEvicting(commands: readonly Command[]): Promise<readonly string[]> {
  await using registry = opened(memoryStorage())
  let ended = false
  const evicting = (async () => {
    while (!ended) {
      registry.contexts.evict(Number.MAX_SAFE_INTEGER)
      await new Promise((resolve) => setImmediate(resolve))
    }
  })()
  const answers = await answersOf(commands, () => registry)
  ended = true
  await evicting
  return answers
}

describe('a sequence of commands', () => {
  test('has the same answers on every store, through one registry or two, whatever is in memory', async () => {
    const turns = fc.infiniteStream(fc.boolean())
    await fc.assert(
      fc.asyncProperty(sequence, turns, async (commands, turns) => {
        const transcripts: (readonly string[])[] = []
        for (const [, open] of stores) {
          await using storage = await open()
          await using registry = opened(storage)
          transcripts.push(await answersOf(commands, () => registry))
        }
        const order = [...turns.take(commands.length)]
        for (const [, open] of stores) {
          await using storage = await open()
          await using first = opened(storage)
          await using second = opened(storage)
          transcripts.push(await answersOf(commands, (at) => (order[at] ? first : second)))
        }
        transcripts.push(await answersWhileEvicting(commands))
        for (const other of transcripts.slice(1)) expect(other).toEqual(transcripts[0])
      }),
      { numRuns: 25 },
    )
  }, 300_000)

  test('in one context has the same answers whatever goes on in another', async () => {
    const own = sequences(['.a'], { across: false, length: 30 })
    const foreign = fc.array(commands(['.b'], { across: false }), { maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(own, fc.infiniteStream(foreign), async (commands, foreign) => {
        const open = stores[0]?.[1]
        if (!open) throw new Error('no store')
        await using lonely = await open()
        await using shared = await open()
        await using alone = opened(lonely)
        await using together = opened(shared)
        for (const command of commands) {
          const expected = await transcript(alone, command)
          const [neighbours = []] = [...foreign.take(1)]
          const [answer] = await Promise.all([
            transcript(together, command),
            ...neighbours.map((other) => transcript(together, other)),
          ])
          expect(answer).toBe(expected)
        }
      }),
      { numRuns: 150 },
    )
  }, 300_000)
})
