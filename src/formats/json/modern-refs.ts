import type { WorkBudget } from '../budget.ts'
import type { JsonObject, JsonValue } from '../json-text.ts'
import { SchemaError } from '../schema-error.ts'
import { pointerTokens, resolveUri } from './uri.ts'

/** A schema that has been found but not read, with the base of the place around it. */
export type RawSchema = { readonly json: JsonValue; readonly base: string }

/** The base for what stands inside a schema: its `$id` counts unless the base ends with it. */
export function baseInside(base: string, json: JsonValue): string {
  const id = json instanceof Map ? json.get('$id') : undefined
  return typeof id !== 'string' || base.endsWith(id) ? base : resolveAgainst(base, id)
}

/** Resolves a reference as json-sKema does: to a URN it is simply appended. */
export function resolveAgainst(base: string, reference: string): string {
  const isAbsolute = /^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(reference)
  return base.startsWith('urn:') && !isAbsolute ? base + reference : resolveUri(base, reference)
}

const schemaKeywords = new Set([
  'not',
  'if',
  'then',
  'else',
  'items',
  'contains',
  'additionalProperties',
  'propertyNames',
  'unevaluatedItems',
  'unevaluatedProperties',
])
const listKeywords = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems'])
const mapKeywords = new Set(['$defs', 'properties', 'patternProperties', 'dependentSchemas'])

/** All schemas in a document that have a name of their own (`$id`, `$anchor`, `$dynamicAnchor`). */
export function indexAnchors(
  document: JsonValue,
  base: string,
  budget: WorkBudget,
): readonly (readonly [string, RawSchema])[] {
  const found: (readonly [string, RawSchema])[] = []
  const open: RawSchema[] = [{ json: document, base }]
  for (let raw = open.pop(); raw !== undefined; raw = open.pop()) {
    budget.spend()
    if (!(raw.json instanceof Map)) continue
    const inside = baseInside(raw.base, raw.json)
    for (const name of names(raw.json, inside)) found.push([name, raw])
    for (const json of subschemas(raw.json)) open.push({ json, base: inside })
  }
  return found
}

function names(json: JsonObject, inside: string): readonly string[] {
  const result: string[] = typeof json.get('$id') === 'string' ? [inside] : []
  for (const keyword of ['$anchor', '$dynamicAnchor']) {
    const anchor = json.get(keyword)
    if (typeof anchor === 'string') result.push(resolveAgainst(inside, `#${anchor}`))
  }
  return result
}

function* subschemas(json: JsonObject): Iterable<JsonValue> {
  for (const [keyword, value] of json) {
    if (schemaKeywords.has(keyword)) yield value
    else if (listKeywords.has(keyword) && Array.isArray(value)) yield* value
    else if (mapKeywords.has(keyword) && value instanceof Map) yield* value.values()
  }
}

/** Follows a JSON pointer (`#/a/b`) from a document. Throws SchemaError where it leads nowhere. */
export function walkPointer(document: RawSchema, fragment: string): RawSchema {
  if (!fragment.startsWith('#/')) throw new SchemaError(`invalid json pointer: ${fragment}`)
  let { json, base } = document
  for (const token of pointerTokens(fragment)) {
    base = baseInside(base, json)
    const next = Array.isArray(json)
      ? json[/^[0-9]+$/.test(token) ? Number(token) : -1]
      : json instanceof Map
        ? json.get(token)
        : undefined
    if (next === undefined) throw new SchemaError(`key [${token}] not found`)
    json = next
  }
  return { json, base }
}
