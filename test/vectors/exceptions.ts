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
export const exceptions: readonly Exception[] = []
