import { describe, expect, test } from 'vitest'
import type { AppendOutcome } from '../../src/storage/storage.ts'
import type { Stores } from './contract.ts'
import { commitOf, content, entryOf, fill, freshContext, logOf, summaryAt } from './samples.ts'

/** Compare-and-set, what a batch is, and what readers see of it. */
export function appendContract({ shared }: Stores): void {
  describe('append', () => {
    test('a commit is read back as it was written, with every kind of change', async () => {
      const context = freshContext()
      const entry = entryOf(context, 1, {
        changes: [
          {
            kind: 'registered',
            subject: 'orders-value',
            version: 1,
            id: 1,
            digest: 'ab'.repeat(32),
            guid: '6d1f1d3c-0000-4000-8000-000000000000',
            likeness: 2,
            ts: 1_790_000_000_000,
            references: [
              { name: 'a "quoted"\n\u0000 name', subject: '__proto__', version: 2 ** 31 },
            ],
          },
          { kind: 'softDeleted', subject: 'o', versions: [1, 2, 3] },
          { kind: 'configSet', scope: '', config: { alias: '\u{1f600}\\' } },
          { kind: 'contextDeleted' },
          { kind: 'counter', nextId: 2 ** 31 - 1, created: false },
        ],
      })
      expect(await shared().append([entry])).toEqual([{ kind: 'appended' }])
      expect(await logOf(shared(), context)).toEqual([entry.commit])
    })

    test('heads tell revision and summary, and revision 0 for a context without a log', async () => {
      const [written, absent] = [freshContext(), freshContext()]
      await fill(shared(), written, 2)
      const heads = await shared().heads([written, absent])
      expect(heads.get(written)).toEqual({ revision: 2, summary: summaryAt(2) })
      expect(heads.get(absent)?.revision).toBe(0)
      expect(heads.get(absent)?.summary).toMatchObject({ nextId: 1, created: false })
      expect(heads.size).toBe(2)
    })

    test('an empty batch and an empty list of heads are no work', async () => {
      expect(await shared().append([])).toEqual([])
      expect((await shared().heads([])).size).toBe(0)
      expect((await shared().contents(freshContext(), [])).size).toBe(0)
    })

    test('one of 50 racing appends wins each revision and losers get the commits since', async () => {
      const context = freshContext()
      const [first] = await fill(shared(), context, 1)
      for (const revision of [2, 3]) {
        const entries = Array.from({ length: 50 }, () => entryOf(context, revision))
        const answers = await Promise.all(entries.map((entry) => shared().append([entry])))
        const outcomes = answers.map(([outcome]) => outcome)
        const winners = entries.filter((_, i) => outcomes[i]?.kind === 'appended')
        expect(winners).toHaveLength(1)
        const since = winners.map(({ commit }) => commit)
        for (const outcome of outcomes) {
          if (outcome?.kind === 'conflict') expect(outcome.commits).toEqual(since)
        }
        expect((await shared().heads([context])).get(context)?.revision).toBe(revision)
      }
      expect((await logOf(shared(), context)).map(({ revision }) => revision)).toEqual([1, 2, 3])
      expect((await logOf(shared(), context))[0]).toEqual(first)
    })

    test('writers that retry with what a conflict told them all get in', async () => {
      const context = freshContext()
      const write = async () => {
        let revision = 1
        for (;;) {
          const [outcome] = await shared().append([entryOf(context, revision)])
          if (outcome?.kind !== 'conflict') return revision
          revision += outcome.commits.length
        }
      }
      const revisions = await Promise.all(Array.from({ length: 20 }, write))
      expect(revisions.toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: 20 }, (_, i) => i + 1),
      )
    })

    test('a batch has an outcome for each entry, in their order', async () => {
      const [a, b, c, d] = [freshContext(), freshContext(), freshContext(), freshContext()]
      const since = await fill(shared(), b, 3)
      const batch = [entryOf(a, 1), entryOf(b, 2), entryOf(c, 1), entryOf(d, 5)]
      expect(await shared().append(batch)).toEqual<AppendOutcome[]>([
        { kind: 'appended' },
        { kind: 'conflict', commits: since.slice(1) },
        { kind: 'appended' },
        { kind: 'conflict', commits: [] },
      ])
      const heads = await shared().heads([d, c, b, a])
      expect([a, b, c, d].map((context) => heads.get(context)?.revision)).toEqual([1, 3, 1, 0])
    })

    test('batches over the same contexts in different orders do not block each other', async () => {
      const contexts = Array.from({ length: 8 }, () => freshContext())
      const orders = [
        contexts,
        contexts.toReversed(),
        [...contexts.slice(4), ...contexts.slice(0, 4)],
      ]
      for (let revision = 1; revision <= 5; revision++) {
        const batches = [...orders, ...orders].map((order) =>
          order.map((context) => entryOf(context, revision)),
        )
        const answers = await Promise.all(batches.map((batch) => shared().append(batch)))
        const wins = answers.flat().filter(({ kind }) => kind === 'appended')
        expect(wins).toHaveLength(contexts.length)
      }
    })

    test('a large batch over many contexts is one append', async () => {
      const contexts = Array.from({ length: 300 }, () => freshContext())
      const batch = contexts.map((context, i) =>
        entryOf(context, 1, {
          contents: [content(`content ${i}`)],
          hints: [{ kind: 'subject', key: `subject ${context}` }],
        }),
      )
      const outcomes = await shared().append(batch)
      expect(outcomes.filter(({ kind }) => kind === 'appended')).toHaveLength(300)
      const last = contexts.at(-1) ?? freshContext()
      expect(await shared().find('subject', `subject ${last}`)).toEqual([last])
    })

    test('contents and hints are there with the commit, and again is harmless', async () => {
      const context = freshContext()
      const contents = [content('one'), content('two')]
      const hints = [{ kind: 'guid', key: `g-${context}` }] as const
      for (const revision of [1, 2]) {
        await shared().append([entryOf(context, revision, { contents, hints })])
        const found = await shared().contents(context, [...contents.map((c) => c.digest), 'none'])
        expect([...found]).toEqual(
          expect.arrayContaining(contents.map(({ digest, data }) => [digest, data])),
        )
        expect(found.size).toBe(2)
        expect(await shared().find('guid', `g-${context}`)).toEqual([context])
        expect(await shared().find('subject', `g-${context}`)).toEqual([])
      }
    })

    test('the same content and hint twice in one entry count once', async () => {
      const context = freshContext()
      const twice = content(`twice in ${context}`)
      const hint = { kind: 'subject', key: context } as const
      const entry = entryOf(context, 1, { contents: [twice, twice], hints: [hint, hint] })
      expect(await shared().append([entry])).toEqual([{ kind: 'appended' }])
      const found = await shared().contents(context, [twice.digest, twice.digest])
      expect([...found]).toEqual([[twice.digest, twice.data]])
      expect(await shared().find('subject', context)).toEqual([context])
    })

    test('a log that grows while it is read slowly is read without gaps', async () => {
      const context = freshContext()
      await fill(shared(), context, 300)
      const seen: number[] = []
      for await (const { revision } of shared().commits(context, 0)) {
        seen.push(revision)
        if (revision % 100 === 0)
          await fill(shared(), context, 300 + revision / 100, 300 + revision / 100)
      }
      expect(seen.length).toBeGreaterThanOrEqual(300)
      expect(seen).toEqual(seen.map((_, i) => i + 1))
      expect((await shared().heads([context])).get(context)?.revision).toBe(303)
    })

    test('a reader may stop in the middle of a log', async () => {
      const context = freshContext()
      await fill(shared(), context, 5)
      for await (const { revision } of shared().commits(context, 0)) if (revision === 2) break
      await fill(shared(), context, 6, 6)
      expect((await logOf(shared(), context, 2)).map(({ revision }) => revision)).toEqual([
        3, 4, 5, 6,
      ])
    })

    test('contexts do not see the contents and commits of each other', async () => {
      const [a, b] = [freshContext(), freshContext()]
      const secret = content('of a only')
      await shared().append([entryOf(a, 1, { contents: [secret] }), entryOf(b, 1)])
      expect((await shared().contents(b, [secret.digest])).size).toBe(0)
      expect((await logOf(shared(), b)).every(({ context }) => context === b)).toBe(true)
    })

    test('a commit of 4 MiB and a content of 1 MiB come back byte by byte', async () => {
      const context = freshContext()
      const large = content(`"${'\u{1f4a5}é\\u0000'.repeat(87_000)}`.slice(0, 1024 * 1024))
      const values = Array.from({ length: 40 }, (_, i) => `${i} ${'0123456789'.repeat(10_400)}`)
      const entry = entryOf(context, 1, {
        contents: [large],
        changes: values.map((alias) => ({ kind: 'configSet', scope: 's', config: { alias } })),
      })
      expect(await shared().append([entry])).toEqual([{ kind: 'appended' }])
      expect((await shared().contents(context, [large.digest])).get(large.digest)).toBe(large.data)
      expect(await logOf(shared(), context)).toEqual([entry.commit])
      const again = { ...entry, commit: commitOf(context, 1) }
      expect(await shared().append([again])).toEqual([
        { kind: 'conflict', commits: [entry.commit] },
      ])
    })

    test('a long log is read in pages, ascending and without gaps, from any revision', async () => {
      const context = freshContext()
      const commits = await fill(shared(), context, 600)
      expect(await logOf(shared(), context)).toEqual(commits)
      expect(await logOf(shared(), context, 255)).toEqual(commits.slice(255))
      expect(await logOf(shared(), context, 599)).toEqual(commits.slice(599))
      expect(await logOf(shared(), context, 600)).toEqual([])
    })

    test('a writer finds out by the token whether an append it lost sight of was written', async () => {
      const context = freshContext()
      const entry = entryOf(context, 1)
      await shared().append([entry])
      const [stored] = await logOf(shared(), context, 0)
      expect(stored?.token).toBe(entry.commit.token)
      expect(await shared().append([entry])).toEqual([
        { kind: 'conflict', commits: [entry.commit] },
      ])
    })
  })
}
