import { ByteLru } from '../model/byte-lru.ts'
import type { SchemaType } from '../model/schema.ts'
import { avro } from './avro/avro.ts'
import type { Format, ParsedSchema, ParseOptions, ResolvedReference } from './format.ts'
import { jsonSchema } from './json/json-schema.ts'
import { protobuf } from './protobuf/protobuf.ts'
import { SchemaError, WorkExceeded } from './schema-error.ts'

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
  const format = engines[type]
  return (source, options) => {
    const key = keyOf(type, source)
    const known = cache.get(key)
    if (known) return known
    if (options.asNew || !format.checksNew) return parsed(format, source, key, options)
    return cache.get(oldKey(key)) ?? parsedAsOld(format, source, key, options)
  }
}

/**
 * What passes as a new schema reads the same as an old one, and a registration asks for both: so
 * only what does not pass is kept apart.
 */
function parsedAsOld(
  format: Format,
  source: Readable,
  key: string,
  options: ParseOptions,
): ParsedSchema {
  try {
    return parsed(format, source, key, { ...options, asNew: true })
  } catch (error) {
    if (!(error instanceof SchemaError) || error instanceof WorkExceeded) throw error
    return parsed(format, source, oldKey(key), options)
  }
}

function parsed(
  format: Format,
  { text, references }: Readable,
  key: string,
  options: ParseOptions,
): ParsedSchema {
  const schema = format.parse(text, references, options)
  cache.set(key, schema, key.length * 8)
  return schema
}

const oldKey = (key: string) => `old ${key}`

function keyOf(type: SchemaType, { text, references }: Readable): string {
  const parts = references.flatMap(({ name, subject, version, text }) => [
    name,
    subject,
    String(version),
    text,
  ])
  const lengths = parts.map((part) => part.length).join(',')
  return `${type} ${lengths} ${parts.join('')}${text}`
}
