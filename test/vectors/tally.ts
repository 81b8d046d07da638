import type { Format } from '../../src/formats/format.ts'
import type { SchemaType } from '../../src/model/schema.ts'
import { exceptions } from './exceptions.ts'
import {
  type Finding,
  judgePair,
  judgeSchema,
  judgeSerialized,
  type Metric,
  metrics,
} from './judge.ts'
import { loadVectors, type PairVector, type SchemaVector, type SerializedVector } from './load.ts'

export type Miss = Finding & {
  readonly key: string
  readonly source: string
  readonly vector: unknown
}

/** How one format did on one metric; `excepted` are misses named in `exceptions.ts`. */
export type Tally = {
  readonly metric: Metric
  readonly asked: number
  readonly excepted: number
  readonly misses: readonly Miss[]
}

/** Share of questions answered as labelled, exceptions counted as answered; 1 when none was asked. */
export function share({ asked, misses }: Tally): number {
  return asked === 0 ? 1 : (asked - misses.length) / asked
}

type Counter = { asked: number; excepted: number; readonly misses: Miss[] }

/** Puts every vector of the format to its engine. */
export function tally(dir: string, type: SchemaType, engine: Format): readonly Tally[] {
  const counters = new Map<Metric, Counter>(
    metrics.map((metric) => [metric, { asked: 0, excepted: 0, misses: [] }]),
  )
  const excepted = new Set(
    exceptions
      .filter(({ format }) => format === type)
      .flatMap((entry) => entry.metrics.map((metric) => `${entry.key} ${metric}`)),
  )
  const judge = <V extends { key: string; source: string }>(
    vectors: readonly V[],
    ask: (engine: Format, vector: V) => readonly Finding[],
  ) => {
    for (const vector of vectors) {
      for (const found of ask(engine, vector)) {
        const counter = counters.get(found.metric)
        if (!counter) continue
        counter.asked++
        if (found.ok) continue
        if (excepted.has(`${vector.key} ${found.metric}`)) counter.excepted++
        else counter.misses.push({ ...found, key: vector.key, source: vector.source, vector })
      }
    }
  }
  const file = type.toLowerCase()
  judge(loadVectors<PairVector>(dir, `pairs-${file}`), judgePair)
  judge(loadVectors<SchemaVector>(dir, `schemas-${file}`), judgeSchema)
  judge(loadVectors<SerializedVector>(dir, `serialized-${file}`), judgeSerialized)
  return [...counters].map(([metric, counter]) => ({ metric, ...counter }))
}
