import { describe, expect, test } from 'vitest'
import { register } from '../../src/registry/register.ts'
import {
  everything,
  found,
  outcome,
  registered,
  schemaOf,
  strong,
  subject,
  tie,
  ties,
  topic,
  untie,
  weak,
} from './association-steps.ts'
import { opened, stores } from './opened.ts'

const force = () => ({ normalize: false, force: true, freshness: { stale: false } })

describe.each(stores)('two servers over %s', (_name, openStore) => {
  test('never both tie a topic to subjects of different contexts', async () => {
    await using storage = await openStore()
    await using one = opened(storage)
    await using other = opened(storage)
    await registered(one, ':.a:s', 'int')
    await registered(other, ':.b:s', 'int')
    for (let round = 0; round < 20; round++) {
      const outcomes = await Promise.all([
        outcome(tie(one, topic(`t${round}`, weak(':.a:s')))),
        outcome(tie(other, topic(`t${round}`, weak(':.b:s')))),
      ])
      expect(outcomes.toSorted()).toEqual([40903, 'ok'])
      const kept = await found(one, { id: `t${round}` })
      expect(kept.map(({ context }) => context)).toEqual([outcomes[0] === 'ok' ? '.a' : '.b'])
    }
  })

  test('never leave a topic with a weak and a strong association', async () => {
    await using storage = await openStore()
    await using one = opened(storage)
    await using other = opened(storage)
    await registered(one, ':.a:s', 'int')
    for (let round = 0; round < 20; round++) {
      const outcomes = await Promise.all([
        outcome(tie(one, topic(`t${round}`, weak(':.a:s', 'key')))),
        outcome(tie(other, topic(`t${round}`, strong('int')))),
      ])
      expect(outcomes.toSorted()).toEqual([42212, 'ok'])
      expect(await found(other, { id: `t${round}` })).toHaveLength(1)
    }
  })

  test('never leave a strong subject that a schema refers to', async () => {
    await using storage = await openStore()
    await using one = opened(storage)
    await using other = opened(storage)
    for (const [round, context] of ['.ns', '.', '.ns', '.', '.ns', '.'].entries()) {
      const own = `:.ns:t${round}-value`
      await registered(one, own, 'int')
      const references = [{ name: 'A', subject: own, version: 1 }]
      const referrer = subject(`:${context}:r${round}`)
      const outcomes = await Promise.all([
        outcome(tie(one, topic(`t${round}`, strong('int')))),
        outcome(register(other, referrer, schemaOf('string', { references }), force())),
      ])
      expect([
        ['ok', 42205],
        [42206, 'ok'],
      ]).toContainEqual(outcomes)
    }
  })

  test('delete and create the same association in some order', async () => {
    await using storage = await openStore()
    await using one = opened(storage)
    await using other = opened(storage)
    await registered(one, 's', 'int')
    for (let round = 0; round < 20; round++) {
      const outcomes = await Promise.all([
        outcome(untie(one, 't')),
        outcome(tie(other, topic('t', weak('s')))),
      ])
      expect(['ok', 40410]).toContain(outcomes[0])
      expect(outcomes[1]).toBe('ok')
      expect((await ties(one)).length).toBeLessThan(2)
      await outcome(untie(one, 't'))
    }
    expect(await found(other, everything)).toEqual([])
  })
})
