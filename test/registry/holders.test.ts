import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Change } from '../../src/model/changes.ts'
import { parseContext } from '../../src/model/context.ts'
import { applyCommit } from '../../src/registry/apply.ts'
import { holderFor, holdersOf } from '../../src/registry/schemas.ts'
import { emptyState } from '../../src/registry/state.ts'

const context = parseContext('.a')

const change: fc.Arbitrary<Change> = fc
  .record({
    kind: fc.constantFrom('registered' as const, 'softDeleted' as const, 'purged' as const),
    subject: fc.constantFrom('S', '__proto__', 's'),
    version: fc.integer({ min: 1, max: 2 }),
  })
  .map(({ kind, subject, version }) => {
    if (kind !== 'registered') return { kind, subject, versions: [version] }
    const row = { digest: 'd'.repeat(64), guid: 'g'.repeat(32), likeness: 0, ts: 0 }
    return { kind, subject, version, id: 1, ...row }
  })

test('an id is answered with its first live holder, else its first, whenever it was asked', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
      const state = emptyState(context)
      for (const [at, change] of changes.entries()) {
        const summary = { nextId: 2, live: 0, deleted: 0, created: true }
        const origin = { token: `${at}`, time: 0, actor: '', summary }
        applyCommit(state, { context, revision: at + 1, changes: [change], ...origin })
        const entry = state.ids.get(1)
        if (!entry) continue
        const found = { state, id: 1, entry }
        const first = holdersOf(found, false)[0] ?? holdersOf(found, true)[0]
        expect(holderFor(found, '')).toEqual(first)
      }
    }),
    { numRuns: 2_000 },
  )
})
