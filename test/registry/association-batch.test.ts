import { describe, expect, test } from 'vitest'
import { mutateResource } from '../../src/registry/associations/batch.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import {
  invalid,
  optionsOf,
  outcome,
  registered,
  strong,
  tie,
  ties,
  topic,
  upsert,
  weak,
} from './association-steps.ts'
import { type OpenedRegistry, opened } from './opened.ts'

describe('a batch for one topic', () => {
  const batch = (registry: OpenedRegistry, request: Parameters<typeof mutateResource>[1]) =>
    mutateResource(registry, request, optionsOf())

  test('answers what the topic has afterwards', async () => {
    await using registry = opened(memoryStorage())
    await registered(registry, 's', 'int')
    await tie(registry, topic('t', weak('s', 'key')))
    const both = await batch(registry, topic('t', weak('s')))
    expect(both.map(({ row }) => row.associationType)).toEqual(['key', 'value'])
    const removal = { opType: 'DELETE', associationType: 'key', cascade: false } as const
    const rest = await batch(registry, { ...topic('t'), ops: [removal] })
    expect(rest.map(({ row }) => row.associationType)).toEqual(['value'])
  })

  test('speaks of each type once', async () => {
    await using registry = opened(memoryStorage())
    const removal = { opType: 'DELETE', cascade: false } as const
    const request = { ...topic('t'), ops: [...topic('t', weak('s')).ops, removal] }
    await expect(batch(registry, request)).rejects.toMatchObject(
      invalid(
        'associationType',
        "may only appear once per request, but 'value' appears more than once",
      ),
    )
  })

  test('keeps what was done before the operation that fails', async () => {
    await using registry = opened(memoryStorage())
    await registered(registry, 's', 'int')
    const later = upsert({ associationType: 'value', lifecycle: 'STRONG' })
    expect(await outcome(batch(registry, topic('t', weak('s', 'key'), later)))).toBe(42212)
    expect(await ties(registry)).toEqual(['t key -> s WEAK'])
  })

  test('does nothing of a run that does not fit as a whole', async () => {
    await using registry = opened(memoryStorage())
    await registered(registry, 's', 'int')
    expect(await outcome(batch(registry, topic('t', weak('s', 'key'), strong('int'))))).toBe(42212)
    expect(await ties(registry)).toEqual([])
  })
})
