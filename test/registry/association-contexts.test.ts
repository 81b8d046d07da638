import { describe, expect, test } from 'vitest'
import type { Associated } from '../../src/model/changes.ts'
import { DEFAULT_CONTEXT, parseContext } from '../../src/model/context.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { found, outcome, registered, tie, ties, topic, untie, weak } from './association-steps.ts'
import { opened } from './opened.ts'

describe('contexts', () => {
  test('share the ids of topics', async () => {
    await using registry = opened(memoryStorage())
    await registered(registry, ':.a:s', 'int')
    await registered(registry, ':.b:s', 'int')
    await tie(registry, topic('t', weak(':.a:s')))
    expect(await outcome(tie(registry, topic('t', weak(':.b:s'))))).toBe(40903)
    expect(await outcome(tie(registry, topic('t', weak(':.b:s', 'key'))))).toBe('ok')
    expect(await ties(registry)).toEqual(['t key -> :.b:s WEAK', 't value -> :.a:s WEAK'])
    await untie(registry, 't')
    expect(await ties(registry)).toEqual([])
  })

  test('that are strangers to each other do not see each other’s', async () => {
    await using registry = opened(memoryStorage(), { crossContext: false })
    await registered(registry, ':.a:s', 'int')
    await registered(registry, ':.b:s', 'int')
    const [a, b] = [parseContext('a'), parseContext('b')]
    await tie(registry, topic('t', weak('s')), { context: a, within: [a] })
    expect(await found(registry, { name: 't', namespace: undefined }, [b])).toEqual([])
    expect(await found(registry, { name: 't', namespace: undefined }, [a])).toHaveLength(1)
    await tie(registry, topic('t', weak('s')), { context: b, within: [b] })
    expect(await found(registry, { id: 't' }, [DEFAULT_CONTEXT])).toEqual([])
  })
})

test('of two rows for one association the older counts, and both go', async () => {
  await using registry = opened(memoryStorage())
  const contexts = [parseContext('a'), parseContext('b')]
  for (const [at, context] of contexts.entries()) {
    await registered(registry, `:${context}:s`, 'int')
    await registry.committer.submit({
      context,
      operation: 'leaving a row behind',
      freshness: { stale: false },
      decide: () => ({ changes: [leftOver(`g${at}`, 2 - at)], result: undefined }),
    })
  }
  expect(await ties(registry)).toEqual(['t value -> :.b:s WEAK'])
  await untie(registry, 't')
  expect(await ties(registry)).toEqual([])
})

function leftOver(guid: string, createTs: number): Associated {
  return {
    kind: 'associated',
    ...{ guid, subject: 's', associationType: 'value', lifecycle: 'WEAK', frozen: false },
    ...{ resourceName: 't', resourceNamespace: 'ns', resourceId: 't', resourceType: 'topic' },
    ...{ createTs, updateTs: createTs },
  }
}
