import { describe, expect, test } from 'vitest'
import type { ContextName } from '../../src/model/context.ts'
import { limits } from '../../src/model/limits.ts'
import type { Storage } from '../../src/storage/storage.ts'
import type { Stores } from './contract.ts'
import { confusable, entryOf, freshContext, logOf } from './samples.ts'

/** Names are bytes: nothing merges, pads, cuts or reorders them. */
export function nameContract({ shared }: Stores): void {
  describe('names', () => {
    test.each(confusable)('%s: contexts %j and %j are two', async (_, one, two) => {
      const stem = freshContext()
      const [a, b] = [`${stem}-${one}` as ContextName, `${stem}-${two}` as ContextName]
      const batch = [entryOf(a, 1), entryOf(b, 1)]
      const outcomes = await shared().append(batch)
      expect(outcomes.map(({ kind }) => kind)).toEqual(['appended', 'appended'])
      expect(await logOf(shared(), a)).toEqual([batch[0]?.commit])
      expect(await logOf(shared(), b)).toEqual([batch[1]?.commit])
      const heads = await shared().heads([a, b])
      expect([heads.get(a)?.revision, heads.get(b)?.revision]).toEqual([1, 1])
    })

    test.each(confusable)('%s: subjects %j and %j are two', async (_, one, two) => {
      const [a, b] = [freshContext(), freshContext()]
      const [first, second] = [`${a}-${one}`, `${a}-${two}`]
      await shared().append([
        entryOf(a, 1, { hints: [{ kind: 'subject', key: first }] }),
        entryOf(b, 1, { hints: [{ kind: 'subject', key: second }] }),
      ])
      expect(await shared().find('subject', first)).toEqual([a])
      expect(await shared().find('subject', second)).toEqual([b])
    })

    test.each([
      ['at the limit', 0],
      ['over it', 1],
      ['far over it', 3000],
    ])('names %s are kept whole or refused, never cut', async (_, excess) => {
      const stem = freshContext()
      const context = wide(stem, limits.contextBytes + excess) as ContextName
      const subject = wide(stem, limits.subjectBytes + excess)
      const entry = entryOf(context, 1, { hints: [{ kind: 'subject', key: subject }] })
      const kept = await appends(shared(), entry)
      if (excess === 0) expect(kept).toBe(true)
      expect(await revisionOf(shared(), context)).toBe(kept ? 1 : 0)
      if (kept) expect(await shared().find('subject', subject)).toEqual([context])
      const cut = [...context].slice(0, -1).join('') as ContextName
      expect(await revisionOf(shared(), cut)).toBe(0)
    })

    test('contexts are listed in byte order, in pages, with their heads', async () => {
      const stem = freshContext()
      // In UTF-16 order the 4-byte letter would stand before the full-width one.
      const tails = ['', ' ', '-a', 'A', 'Z', 'a', 'a ', 'aa', 'b', 'é', '\uff41', '\u{1d4d0}']
      const names = tails.map((tail) => `${stem}${tail}` as ContextName)
      await shared().append(names.toReversed().map((context) => entryOf(context, 1)))
      for (const limit of [1, 3, 5, 100]) {
        expect(await listFrom(shared(), stem, limit)).toEqual(names.slice(1))
      }
      const [entry] = await shared().contexts(stem, 1)
      expect(entry?.head.revision).toBe(1)
    })

    test('the first page starts with the first name', async () => {
      const first = freshContext('.\u0020\u0020')
      await shared().append([entryOf(first, 1)])
      const [entry] = await shared().contexts(undefined, 1)
      const order = Buffer.compare(Buffer.from(entry?.context ?? 'x'), Buffer.from(first))
      expect(order).toBeLessThanOrEqual(0)
    })
  })

  test('absence is an empty answer', async () => {
    const context = freshContext()
    expect(await logOf(shared(), context)).toEqual([])
    expect((await shared().contents(context, ['00'.repeat(32)])).size).toBe(0)
    expect(await shared().find('subject', context)).toEqual([])
    expect(await shared().find('guid', context)).toEqual([])
    expect(await shared().checkpoint(context)).toBeUndefined()
    await expect(shared().purge(context, 10, ['00'.repeat(32)])).resolves.toBeUndefined()
    expect((await shared().heads([context])).get(context)?.revision).toBe(0)
  })
}

/** Exactly so many bytes of UTF-8, incompressible enough to fill an index page. */
function wide(stem: string, bytes: number): string {
  let text = stem
  for (let i = 0; Buffer.byteLength(text) + 4 <= bytes; i++) {
    text += String.fromCodePoint(0x20000 + ((i * 7919) % 40_000))
  }
  return text.padEnd(text.length + bytes - Buffer.byteLength(text), 'x')
}

async function appends(storage: Storage, entry: ReturnType<typeof entryOf>): Promise<boolean> {
  try {
    const [outcome] = await storage.append([entry])
    return outcome?.kind === 'appended'
  } catch {
    return false
  }
}

/** The head's revision; a store that refuses to look for so long a name has none of it. */
async function revisionOf(storage: Storage, context: ContextName): Promise<number> {
  const heads = await storage.heads([context])
  return heads.get(context)?.revision ?? -1
}

/** Names after `stem` that begin with it, read page by page. */
async function listFrom(
  storage: Storage,
  stem: ContextName,
  limit: number,
): Promise<readonly ContextName[]> {
  const names: ContextName[] = []
  for (let after = stem; ; ) {
    const page = await storage.contexts(after, limit)
    const mine = page.map(({ context }) => context).filter((name) => name.startsWith(stem))
    names.push(...mine)
    const last = mine.at(-1)
    if (mine.length < limit || !last) return names
    after = last
  }
}
