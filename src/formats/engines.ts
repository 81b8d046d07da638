import { ByteLru } from '../model/byte-lru.ts'
import type { SchemaType } from '../model/schema.ts'
import { avro } from './avro/avro.ts'
import type { Format, ParsedSchema, ParseOptions, ResolvedReference } from './format.ts'
import { jsonSchema } from './json/json-schema.ts'

import { protobuf } from './protobuf/protobuf.ts'

const engines: Readonly<Record<SchemaType, Format>> = {
  AVRO: avro,
  JSON: jsonSchema,
  PROTOBUF: protobuf,
}

type Readable = { readonly text: string; readonly references: readonly ResolvedReference[] }

/** Parsed schemas of this thread; parsing is a pure function of text, references and options. */
const cache = new ByteLru<string, ParsedSchema>(32 * 1024 * 1024)

/** The engine's parser, in front of it what this thread has parsed lately. Throws SchemaError. */
export function parserFor(
  type: SchemaType,
): (source: Readable, options: ParseOptions) => ParsedSchema {
  return (source, options) => {
    const key = keyOf(type, source, options.asNew)
    const known = cache.get(key)
    if (known) return known
    const parsed = engines[type].parse(source.text, source.references, options)
    cache.set(key, parsed, key.length * 8)
    return parsed
  }
}

function keyOf(type: SchemaType, { text, references }: Readable, asNew: boolean): string {
  const parts = references.flatMap(({ name, subject, version, text }) => [
    name,
    subject,
    String(version),
    text,
  ])
  const lengths = parts.map((part) => part.length).join(',')
  return `${type} ${asNew} ${lengths} ${parts.join('')}${text}`
}
