import type { WorkBudget } from '../budget.ts'
import type { JsonValue } from '../json-text.ts'
import { SchemaError } from '../schema-error.ts'
import { checkUri, pointerTokens, resolveUri } from './uri.ts'

/** A schema that has been found but not read, with the base of the place around it. */
export type RawSchema = { readonly json: JsonValue; readonly base: string }

/** The base for what stands inside a schema: its `$id` counts unless the base ends with it. */
export function baseInside(base: string, json: JsonValue): string {
  const id = json instanceof Map ? json.get('$id') : undefined
  return typeof id !== 'string' || base.endsWith(id) ? base : resolveAgainst(base, id)
}

/** Resolves a reference as json-sKema does: to a URN it is simply appended. Throws SchemaError. */
export function resolveAgainst(base: string, reference: string): string {
  checkUri(reference)
  const isAbsolute = /^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(reference)
  return base.startsWith('urn:') && !isAbsolute ? base + reference : resolveUri(base, reference)
}

/** A name that a schema gives itself; a dynamic one may be taken already. */
export type Anchor = { readonly uri: string; readonly raw: RawSchema; readonly isDynamic: boolean }

/**
 * All names in a document (`$id`, `$anchor`, `$dynamicAnchor`) in document order. As in the
 * reference they count wherever an object stands, unknown keywords and annotations included, but
 * not below `enum` and `const`. Throws SchemaError for what cannot be a URI.
 */
export function indexAnchors(
  document: JsonValue,
  base: string,
  budget: WorkBudget,
): readonly Anchor[] {
  const found: Anchor[] = []
  const open: RawSchema[] = [{ json: document, base }]
  for (let raw = open.pop(); raw !== undefined; raw = open.pop()) {
    budget.spend()
    const inside = baseInside(raw.base, raw.json)
    found.push(...anchors(raw, inside))
    for (const json of children(raw.json).toReversed()) open.push({ json, base: inside })
  }
  return found
}

function anchors(raw: RawSchema, inside: string): readonly Anchor[] {
  if (!(raw.json instanceof Map)) return []
  const result: Anchor[] = []
  if (typeof raw.json.get('$id') === 'string') result.push({ uri: inside, raw, isDynamic: false })
  for (const keyword of ['$anchor', '$dynamicAnchor']) {
    const anchor = raw.json.get(keyword)
    if (typeof anchor !== 'string') continue
    const uri = resolveAgainst(inside, `#${anchor}`)
    result.push({ uri, raw, isDynamic: keyword === '$dynamicAnchor' })
  }
  return result
}

function children(json: JsonValue): readonly JsonValue[] {
  if (Array.isArray(json)) return json
  if (!(json instanceof Map)) return []
  return [...json].flatMap(([key, value]) => (key === 'enum' || key === 'const' ? [] : [value]))
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
