import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Format } from '../../src/formats/format.ts'
import type { SchemaType } from '../../src/model/schema.ts'
import type { CompatibilityPolicy } from '../../src/model/settings.ts'

/** A referenced schema as the vector files carry it. */
export type VectorReference = {
  readonly name: string
  readonly subject: string
  readonly version: number
  readonly schema: string
  /** Not in the schema's own list, but in that of a schema it refers to. */
  readonly indirect?: boolean
}

export type Direction = 'backward' | 'forward' | 'full' | 'none' | `${string}_transitive`

/** Two or more schemas and whether data of the one can be read as the other. */
export type PairVector = {
  /** Identity of the line: the first 12 hex digits of its SHA-256. */
  readonly key: string
  readonly format: SchemaType
  readonly old?: string
  /** Oldest first. */
  readonly olds?: readonly string[]
  readonly new: string
  readonly oldRefs?: readonly VectorReference[]
  readonly newRefs?: readonly VectorReference[]
  readonly direction: Direction
  readonly policy: CompatibilityPolicy
  /** null: the reference refused or crashed. */
  readonly compatible: boolean | null
  readonly errors?: readonly string[]
  readonly source: string
}

/** One schema and what the reference makes of it. */
export type SchemaVector = {
  readonly key: string
  readonly format: SchemaType
  readonly schema: string
  readonly refs?: readonly VectorReference[]
  readonly valid: boolean
  readonly error?: string
  readonly canonical?: string
  readonly normalized?: string
  readonly md5?: string
  readonly name?: string
  readonly resolved?: string
  readonly serialized?: string
  readonly ignore_extensions?: string
  readonly strict_valid?: boolean
  readonly valid_without_default_validation?: boolean
  readonly source: string
}

/** A descriptor in binary form and the text the reference prints for it. */
export type SerializedVector = {
  readonly key: string
  readonly format: 'PROTOBUF'
  readonly serialized: string
  readonly refs?: readonly VectorReference[] | null
  readonly valid: boolean
  readonly canonical_from_serialized?: string
  readonly normalized_from_serialized?: string
  readonly source: string
}

/** The lines of `<dir>/<name>.jsonl.gz`; none when there is no such file. */
export function loadVectors<V>(dir: string, name: string): readonly V[] {
  const path = join(dir, `${name}.jsonl.gz`)
  if (!existsSync(path)) return []
  const lines = gunzipSync(readFileSync(path)).toString('utf8').split('\n')
  return lines.filter(Boolean).map((line) => {
    const key = createHash('sha256').update(line).digest('hex').slice(0, 12)
    // The files' own README promises the shape of their lines.
    return { ...JSON.parse(line), key } as V
  })
}

const modules: Record<SchemaType, readonly [file: string, name: string]> = {
  AVRO: ['avro/avro.ts', 'avro'],
  JSON: ['json/json-schema.ts', 'jsonSchema'],
  PROTOBUF: ['protobuf/protobuf.ts', 'protobuf'],
}

/** The engine of a format; undefined while its file does not exist. */
export async function loadEngine(type: SchemaType): Promise<Format | undefined> {
  const [file, name] = modules[type]
  const url = new URL(`../../src/formats/${file}`, import.meta.url)
  if (!existsSync(url)) return undefined
  // The module is named by the table above; a wrong name shows as undefined below.
  const loaded = (await import(url.href)) as Record<string, Format | undefined>
  return loaded[name]
}
