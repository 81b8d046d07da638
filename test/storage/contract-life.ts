import { describe, expect, test } from 'vitest'
import type { Checkpoint } from '../../src/storage/storage.ts'
import type { Stores } from './contract.ts'
import { content, entryOf, fill, freshContext, logOf } from './samples.ts'

/** Checkpoints, purge, other connections, the end. */
export function lifeContract({ shared, reopen }: Stores): void {
  describe('checkpoints', () => {
    test('the newest is kept, whatever the order they come in', async () => {
      const context = freshContext()
      await fill(shared(), context, 6)
      await shared().saveCheckpoint(context, checkpointAt(3))
      expect(await shared().checkpoint(context)).toEqual(checkpointAt(3))
      await shared().saveCheckpoint(context, checkpointAt(5))
      await shared().saveCheckpoint(context, checkpointAt(4))
      expect(await shared().checkpoint(context)).toEqual(checkpointAt(5))
    })

    test('a checkpoint of many large chunks comes back whole, a smaller one replaces it', async () => {
      const context = freshContext()
      await fill(shared(), context, 3)
      const chunks = Array.from({ length: 24 }, (_, i) => `${i}${'\u{1f4a5}é01'.repeat(52_000)}`)
      const large = { revision: 2, format: 'test-1', chunks }
      await shared().saveCheckpoint(context, large)
      expect(await shared().checkpoint(context)).toEqual(large)
      await shared().saveCheckpoint(context, checkpointAt(3))
      expect(await shared().checkpoint(context)).toEqual(checkpointAt(3))
    })

    test('writers of checkpoints at once leave one whole checkpoint', async () => {
      const context = freshContext()
      await fill(shared(), context, 8)
      const revisions = [3, 8, 1, 7, 2, 6, 5, 4]
      await Promise.all(revisions.map((r) => shared().saveCheckpoint(context, checkpointAt(r))))
      expect(await shared().checkpoint(context)).toEqual(checkpointAt(8))
    })
  })

  describe('purge', () => {
    test('what is below the revision goes, the commit at it and later ones stay', async () => {
      const context = freshContext()
      const [old, kept] = [content('old'), content('kept')]
      await shared().append([entryOf(context, 1, { contents: [old] })])
      const commits = await fill(shared(), context, 700, 2)
      await shared().append([entryOf(context, 701, { contents: [kept] })])
      await shared().saveCheckpoint(context, checkpointAt(699))
      await shared().purge(context, 700, [old.digest])
      const log = await logOf(shared(), context)
      expect(log.map(({ revision }) => revision)).toEqual([700, 701])
      expect(log[0]).toEqual(commits.at(-1))
      expect(await shared().checkpoint(context)).toBeUndefined()
      const found = await shared().contents(context, [old.digest, kept.digest])
      expect([...found.keys()]).toEqual([kept.digest])
      expect((await shared().heads([context])).get(context)?.revision).toBe(701)
    })

    test('a context goes on after a purge and a late checkpoint does not revive the dead', async () => {
      const context = freshContext()
      await fill(shared(), context, 5)
      await shared().purge(context, 5, [])
      await shared().saveCheckpoint(context, checkpointAt(4))
      expect(await shared().checkpoint(context)).toBeUndefined()
      const [next] = await fill(shared(), context, 6, 6)
      expect((await logOf(shared(), context)).map(({ revision }) => revision)).toEqual([5, 6])
      await shared().saveCheckpoint(context, checkpointAt(6))
      expect(await shared().checkpoint(context)).toEqual(checkpointAt(6))
      const [outcome] = await shared().append([entryOf(context, 6)])
      expect(outcome).toEqual({ kind: 'conflict', commits: [next] })
    })

    test('a content registered again after the tombstone outlives the purge', async () => {
      const context = freshContext()
      const same = content('registered, deleted and registered again')
      await shared().append([entryOf(context, 1, { contents: [same] })])
      await fill(shared(), context, 2, 2)
      await shared().append([entryOf(context, 3, { contents: [same] })])
      await shared().purge(context, 2, [same.digest])
      const found = await shared().contents(context, [same.digest])
      expect(found.get(same.digest)).toBe(same.data)
    })

    test('a purge may be repeated and never takes the newest commit', async () => {
      const context = freshContext()
      const commits = await fill(shared(), context, 3)
      await shared().purge(context, 3, [])
      await shared().purge(context, 2, [])
      await shared().purge(context, 99, [])
      expect(await logOf(shared(), context)).toEqual(commits.slice(2))
    })
  })

  describe.skipIf(reopen === undefined)('another connection', () => {
    test('sees everything that was acknowledged, and its writes are seen at once', async () => {
      const context = freshContext()
      const mine = content('mine')
      const first = entryOf(context, 1, {
        contents: [mine],
        hints: [{ kind: 'subject', key: context }],
      })
      await shared().append([first])
      const other = await reopen?.()
      try {
        await other?.migrate()
        expect(await other?.find('subject', context)).toEqual([context])
        expect((await other?.contents(context, [mine.digest]))?.get(mine.digest)).toBe('mine')
        const before = shared().changeCounter?.()
        const second = entryOf(context, 2)
        expect(await other?.append([second])).toEqual([{ kind: 'appended' }])
        if (before !== undefined) expect(shared().changeCounter?.()).not.toBe(before)
        expect((await shared().heads([context])).get(context)?.revision).toBe(2)
        expect(await logOf(shared(), context)).toEqual([first.commit, second.commit])
      } finally {
        await other?.close()
      }
    })

    test('is refused after close, and close may be called twice', async () => {
      const other = await reopen?.()
      await other?.ping()
      await other?.close()
      await other?.close()
      await expect(other?.ping()).rejects.toThrow()
    })
  })

  test('migrating again changes nothing', async () => {
    const context = freshContext()
    const commits = await fill(shared(), context, 1)
    await shared().migrate()
    expect(await logOf(shared(), context)).toEqual(commits)
  })

  test('the change counter, where there is one, moves with a commit and not without', async () => {
    const { changeCounter } = shared()
    if (!changeCounter) return expect(shared().name).not.toBe('memory')
    const context = freshContext()
    const before = changeCounter()
    await shared().heads([context])
    await logOf(shared(), context)
    expect(changeCounter()).toBe(before)
    await fill(shared(), context, 1)
    const after = changeCounter()
    expect(after).not.toBe(before)
    await fill(shared(), context, 2, 2)
    expect(changeCounter()).not.toBe(after)
  })
}

function checkpointAt(revision: number): Checkpoint {
  return { revision, format: 'test-1', chunks: [`{"at":${revision}}`, 'second'] }
}
