import type { SchemaType } from '../../src/model/schema.ts'
import type { Metric } from './judge.ts'

/** A label we do not follow. */
export type Exception = {
  readonly format: SchemaType
  /** Identity of the vector's line, see `load.ts`. */
  readonly key: string
  readonly metrics: readonly Metric[]
  readonly reason: string
}

/** Every label that the engines do not reproduce on purpose, each with the reason. */
export const exceptions: readonly Exception[] = [
  {
    format: 'JSON',
    key: 'b1d0dca0f47f',
    metrics: ['accept'],
    reason: 'json-sKema overflows its stack on a valid $dynamicRef; we load it',
  },
  {
    format: 'JSON',
    key: '2f8379f7cec7',
    metrics: ['accept'],
    reason: 'json-sKema overflows its stack on a valid $dynamicRef; we load it',
  },
  {
    format: 'JSON',
    key: '3476c110ef05',
    metrics: ['accept'],
    reason: 'json-sKema loses the base of an embedded $id; the reference is resolvable',
  },
]
