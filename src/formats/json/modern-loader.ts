import type { WorkBudget } from '../budget.ts'
import type { JsonObject, JsonValue } from '../json-text.ts'
import { SchemaError } from '../schema-error.ts'
import { join, unwrap } from './join.ts'
import { jsonType, objectAt } from './keywords.ts'
import { type Knot, plainSchema, type Schema } from './model.ts'
import { keywordReaders, lateParts, type ModernParts } from './modern-parts.ts'
import {
  baseInside,
  indexAnchors,
  type RawSchema,
  resolveAgainst,
  walkPointer,
} from './modern-refs.ts'
import { UnknownReference } from './reference-texts.ts'
import { splitFragment } from './uri.ts'

/** The base of a schema without an id. */
export const initialBase = 'mem://input'

/** A reference target by its URI: found (`raw`) before it is loaded (`schema`). */
type Target = { raw: RawSchema | undefined; readonly knot: Knot }

/**
 * Loads a schema of 2019-09 or 2020-12 as json-sKema does and translates it as Confluent does.
 * Everything that is referenced, defined or anchored is loaded. Throws SchemaError.
 */
export function loadModern(
  root: JsonValue,
  open: (uri: string) => JsonValue | undefined,
  budget: WorkBudget,
): Schema {
  return new ModernLoader(open, budget).load(root)
}

class ModernLoader {
  readonly #open: (uri: string) => JsonValue | undefined
  readonly #budget: WorkBudget
  readonly #targets = new Map<string, Target>()
  readonly #pending: string[] = []

  constructor(open: (uri: string) => JsonValue | undefined, budget: WorkBudget) {
    this.#open = open
    this.#budget = budget
  }

  load(root: JsonValue): Schema {
    const target = this.#target(baseInside(initialBase, root))
    target.raw = { json: root, base: initialBase }
    this.#register(root, initialBase)
    const schema = this.#schema(root, initialBase)
    target.knot.schema = schema
    for (let uri = this.#pending.pop(); uri !== undefined; uri = this.#pending.pop()) {
      this.#loadTarget(uri)
    }
    return schema
  }

  #register(document: JsonValue, base: string): void {
    for (const { uri, raw, isDynamic } of indexAnchors(document, base, this.#budget)) {
      const target = this.#target(uri)
      if (target.raw !== undefined && target.raw.json !== raw.json) {
        if (isDynamic) continue
        throw new SchemaError(`raw schema already registered by URI ${uri}`)
      }
      target.raw = raw
    }
  }

  #target(uri: string): Target {
    const name = uri.endsWith('#') ? uri.slice(0, -1) : uri
    const known = this.#targets.get(name)
    if (known !== undefined) return known
    const target: Target = { raw: undefined, knot: { schema: undefined } }
    this.#targets.set(name, target)
    this.#pending.push(name)
    return target
  }

  #loadTarget(uri: string): void {
    const target = this.#target(uri)
    if (target.knot.schema !== undefined) return
    target.raw ??= this.#find(uri)
    target.knot.schema = this.#schema(target.raw.json, target.raw.base)
  }

  #find(uri: string): RawSchema {
    const [name, fragment] = splitFragment(uri)
    const document = this.#targets.get(name)?.raw ?? this.#openDocument(name)
    if (fragment === '') return document
    return this.#targets.get(uri)?.raw ?? walkPointer(document, fragment)
  }

  #openDocument(name: string): RawSchema {
    const json = this.#open(name)
    if (json === undefined) throw new UnknownReference(name)
    const raw = { json, base: name }
    this.#target(name).raw ??= raw
    this.#register(json, name)
    return raw
  }

  #schema(json: JsonValue, outside: string): Schema {
    this.#budget.spend()
    if (typeof json === 'boolean') return plainSchema(json ? 'true' : 'false')
    if (!(json instanceof Map)) {
      throw new SchemaError(`expected a boolean or an object as schema, found ${jsonType(json)}`)
    }
    return this.#composite(json, baseInside(outside, json))
  }

  #composite(json: JsonObject, base: string): Schema {
    const loader: ModernParts = {
      child: (value) => this.#schema(value, base),
      reference: (ref) => this.#reference(ref, base),
    }
    let joined: Schema | undefined
    const add = (part: Schema | undefined) => {
      if (part !== undefined) joined = joined === undefined ? part : join(joined, part)
    }
    for (const keyword of json.keys()) add(keywordReaders.get(keyword)?.(json, keyword, loader))
    for (const part of lateParts(json, loader)) add(part)
    for (const definition of objectAt(json, '$defs')?.values() ?? []) loader.child(definition)
    const schema = unwrap(joined)
    schema.source = json
    return schema
  }

  #reference(ref: string, base: string): Schema {
    const uri = resolveAgainst(base, ref)
    return { kind: 'reference', source: undefined, ref, knot: this.#target(uri).knot }
  }
}
