import type { WorkBudget } from '../budget.ts'
import type { JsonObject, JsonValue } from '../json-text.ts'
import { SchemaError } from '../schema-error.ts'
import { type ClassicParts, partsOf } from './classic-parts.ts'
import {
  enter,
  findById,
  follow,
  idKeyword,
  type Library,
  openDocument,
  type Place,
} from './classic-refs.ts'
import type { ClassicDraft } from './draft.ts'
import { booleanAt, jsonType, stringAt } from './keywords.ts'
import { combinedSchema, type Knot, plainSchema, type Schema } from './model.ts'
import { checkUri, resolveUri } from './uri.ts'

/**
 * Loads a schema of draft 04, 06 or 07 as the Everit library does: only what the root reaches is
 * looked at, keywords must have their JSON type, nothing else is checked. Throws SchemaError.
 */
export function loadClassic(
  root: JsonValue,
  draft: ClassicDraft,
  library: Library,
  budget: WorkBudget,
): Schema {
  const document = openDocument(root, draft, undefined)
  return new ClassicLoader(library, budget).loadAll(root, { document, base: undefined })
}

type Pending = {
  readonly knot: Knot
  readonly ref: string
  readonly uri: string
  readonly place: Place
}

class ClassicLoader {
  readonly #library: Library
  readonly #budget: WorkBudget
  readonly #knots = new Map<string, Knot>()
  readonly #pending: Pending[] = []

  constructor(library: Library, budget: WorkBudget) {
    this.#library = library
    this.#budget = budget
  }

  loadAll(root: JsonValue, place: Place): Schema {
    const schema = this.#load(root, place)
    // One after the other, so that long chains of references need no deep stack.
    for (let next = this.#pending.pop(); next !== undefined; next = this.#pending.pop()) {
      const [json, inside] = this.#target(next)
      next.knot.schema = this.#load(json, inside)
    }
    return schema
  }

  #load(json: JsonValue, outside: Place): Schema {
    this.#budget.spend()
    if (typeof json === 'boolean') return plainSchema(json ? 'true' : 'false')
    if (!(json instanceof Map)) {
      throw new SchemaError(`expected a boolean or an object as schema, found ${jsonType(json)}`)
    }
    const place = enter(outside, json)
    const schema = this.#combine(json, place)
    checkAnnotations(json, place.document.draft)
    schema.source = json
    return schema
  }

  #combine(json: JsonObject, place: Place): Schema {
    const ref = stringAt(json, '$ref')
    if (ref !== undefined) return this.#reference(ref, place)
    const loader: ClassicParts = {
      draft: place.document.draft,
      child: (value) => this.#load(value, place),
    }
    const parts = partsOf(json, loader)
    if (parts.length > 1) return combinedSchema('allOf', parts, true)
    return parts[0] ?? plainSchema('empty')
  }

  #reference(ref: string, place: Place): Schema {
    checkUri(ref)
    const uri = resolveUri(place.base, ref)
    const known = this.#knots.get(uri)
    const knot: Knot = known ?? { schema: undefined }
    if (known === undefined) {
      this.#knots.set(uri, knot)
      this.#pending.push({ knot, ref, uri, place })
    }
    return { kind: 'reference', source: undefined, ref, knot }
  }

  #target({ ref, uri, place }: Pending): readonly [JsonValue, Place] {
    const { document } = place
    const named = findById(document, uri)
    if (named !== undefined) return [named, place]
    if (ref.startsWith('#')) return follow(document, ref)
    return this.#library.find(uri, document.draft)
  }
}

function checkAnnotations(json: JsonObject, draft: ClassicDraft): void {
  for (const keyword of [idKeyword(draft), 'title', 'description']) stringAt(json, keyword)
  if (draft === '07') for (const keyword of ['readOnly', 'writeOnly']) booleanAt(json, keyword)
}
