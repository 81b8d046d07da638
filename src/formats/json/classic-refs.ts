import { JsonNumber, type JsonObject, type JsonValue } from '../json-text.ts'
import { SchemaError } from '../schema-error.ts'
import { type ClassicDraft, classicDraftOf } from './draft.ts'
import { UnknownReference } from './reference-texts.ts'
import { checkUri, pointerTokens, resolveUri, splitFragment } from './uri.ts'

/** One text with its own root, against which `#…` is resolved. */
export type Document = {
  readonly root: JsonValue
  readonly draft: ClassicDraft
  /** What its references are relative to while no id says otherwise. */
  readonly base: string | undefined
  /** Objects of the document by the text of their id; built at the first look-up. */
  ids: Map<string, JsonObject> | undefined
}

/** Where a schema stands: its document and the innermost enclosing id. */
export type Place = { readonly document: Document; readonly base: string | undefined }

export function openDocument(
  root: JsonValue,
  inherited: ClassicDraft,
  base: string | undefined,
): Document {
  return { root, draft: classicDraftOf(root, inherited), base, ids: undefined }
}

export function idKeyword(draft: ClassicDraft): 'id' | '$id' {
  return draft === '04' ? 'id' : '$id'
}

/** The place inside a schema: its id, where it has one, becomes the base. */
export function enter(place: Place, json: JsonValue): Place {
  const id = json instanceof Map ? json.get(idKeyword(place.document.draft)) : undefined
  if (typeof id !== 'string') return place
  checkUri(id)
  return { document: place.document, base: resolveUri(place.base, id) }
}

/** The object anywhere in the document that is called `id`; the first one wins. */
export function findById(document: Document, id: string): JsonObject | undefined {
  document.ids ??= indexIds(document)
  return document.ids.get(id)
}

function indexIds(document: Document): Map<string, JsonObject> {
  const ids = new Map<string, JsonObject>()
  const keyword = idKeyword(document.draft)
  const open: JsonValue[] = [document.root]
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    const children = value instanceof Map ? [...value.values()] : Array.isArray(value) ? value : []
    const id = value instanceof Map ? value.get(keyword) : undefined
    if (value instanceof Map && typeof id === 'string' && !ids.has(id)) ids.set(id, value)
    for (const child of children.toReversed()) open.push(child)
  }
  return ids
}

/** The value that a fragment (`#/a/b`, `#name` or nothing) denotes, and the place around it. */
export function follow(document: Document, fragment: string): readonly [JsonValue, Place] {
  let inside: Place = { document, base: document.base }
  const named = fragment === '' ? undefined : findById(document, fragment)
  if (named !== undefined) return [named, inside]
  let value = document.root
  const tokens = [...pointerTokens(fragment)]
  // Java's split, with which this reference engine reads pointers, drops what is empty at the end.
  while (tokens.at(-1) === '') tokens.pop()
  for (const token of tokens) {
    inside = enter(inside, value)
    value = step(value, token)
  }
  return [value, inside]
}

function step(value: JsonValue, token: string): JsonValue {
  const next = Array.isArray(value)
    ? value[/^[0-9]+$/.test(token) ? Number(token) : -1]
    : value instanceof Map
      ? value.get(token)
      : undefined
  if (next === undefined || next === null || next instanceof JsonNumber) {
    throw new SchemaError(`key [${token}] not found`)
  }
  return next
}

/** The documents that references may name, by absolute URI. */
export class Library {
  readonly #open: (uri: string) => JsonValue | undefined
  readonly #documents = new Map<string, Document>()

  constructor(open: (uri: string) => JsonValue | undefined) {
    this.#open = open
  }

  /** Throws SchemaError for a URI that is not among the references: nothing is ever fetched. */
  find(uri: string, inherited: ClassicDraft): readonly [JsonValue, Place] {
    const [name, fragment] = splitFragment(uri)
    let document = this.#documents.get(name)
    if (document === undefined) {
      const root = this.#open(name)
      if (root === undefined) throw new UnknownReference(name)
      document = openDocument(root, inherited, name)
      this.#documents.set(name, document)
    }
    const [json] = follow(document, fragment)
    return [json, { document, base: name }]
  }
}
