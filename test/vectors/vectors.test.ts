import { describe, expect, test } from 'vitest'
import { type SchemaType, schemaTypes } from '../../src/model/schema.ts'
import { exceptions } from './exceptions.ts'
import type { Metric } from './judge.ts'
import { loadEngine } from './load.ts'
import { share, tally } from './tally.ts'

const dir = process.env.VECTORS_DIR

/** Least share of vectors answered as labelled. */
const goals: Partial<Record<Metric, number>> = {
  crashes: 1,
  verdict: 1,
  canonical: 1,
  md5: 1,
  name: 1,
  fixpoint: 1,
  descriptor: 1,
  accept: 0.995,
  messages: 0.99,
  normalized: 0.99,
}

describe.skipIf(dir === undefined)('labelled schemas (VECTORS_DIR)', () => {
  test.each(schemaTypes)('%s reaches its goals', { timeout: 120_000 }, async (type) => {
    const below = (await scores(type)).filter(({ metric, reached }) => {
      const goal = goals[metric]
      return goal !== undefined && reached < goal
    })
    expect(below).toEqual([])
  })
})

test('every exception is unique and gives a reason', () => {
  const keys = exceptions.map(({ format, key }) => `${format} ${key}`)
  expect(new Set(keys).size).toBe(keys.length)
  expect(exceptions.filter(({ reason }) => reason.trim() === '')).toEqual([])
})

async function scores(type: SchemaType) {
  const engine = await loadEngine(type)
  if (dir === undefined || engine === undefined) throw new Error(`${type}: nothing to score`)
  return tally(dir, type, engine).map((entry) => ({
    metric: entry.metric,
    reached: share(entry),
    misses: entry.misses.slice(0, 5).map(({ key, source }) => `${key} ${source}`),
  }))
}
