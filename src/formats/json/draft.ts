import type { JsonObject, JsonValue } from '../json-text.ts'
import { SchemaError } from '../schema-error.ts'

export type Draft = '04' | '06' | '07' | '2019-09' | '2020-12'
export type ClassicDraft = '04' | '06' | '07'

const drafts = new Map<string, Draft>([
  ['json-schema.org/schema', '04'],
  ['json-schema.org/draft-04/schema', '04'],
  ['json-schema.org/draft-06/schema', '06'],
  ['json-schema.org/draft-07/schema', '07'],
  ['json-schema.org/draft/2019-09/schema', '2019-09'],
  ['json-schema.org/draft/2020-12/schema', '2020-12'],
])

/** The draft that `$schema` names exactly (a trailing `#` aside); draft-07 for anything else. */
export function draftOf(root: JsonValue): Draft {
  const uri = root instanceof Map ? root.get('$schema') : undefined
  if (typeof uri !== 'string') return '07'
  const [, name = ''] = /^https?:\/\/(.*?)#?$/s.exec(uri) ?? []
  return drafts.get(name) ?? '07'
}

/**
 * The draft by which the classic loader reads a document: by the beginning of its `$schema`, else
 * that of the referring document. Throws SchemaError for a `$schema` that is not a string.
 */
export function classicDraftOf(root: JsonValue, inherited: ClassicDraft): ClassicDraft {
  const uri = root instanceof Map ? root.get('$schema') : undefined
  if (uri === undefined) return inherited
  if (typeof uri !== 'string') throw new SchemaError('expected a string at $schema')
  const [, name] = /^https?:\/\/json-schema\.org\/(draft-0[467]\/schema|schema)/.exec(uri) ?? []
  const draft = name === undefined ? undefined : drafts.get(`json-schema.org/${name}`)
  return draft === '04' || draft === '06' || draft === '07' ? draft : inherited
}

/**
 * A document in which `#/$defs/X` finds `definitions/X` too: people who change the draft often
 * forget the references (Confluent does the same before loading).
 */
export function withDefs(document: JsonValue): JsonValue {
  if (!(document instanceof Map)) return document
  const definitions = document.get('definitions')
  const defs = document.get('$defs')
  if (!(definitions instanceof Map) || !(defs === undefined || defs instanceof Map)) return document
  const merged: JsonObject = new Map(defs ?? [])
  for (const [name, schema] of definitions) if (!merged.has(name)) merged.set(name, schema)
  return new Map(document).set('$defs', merged)
}
