import type { JsonValue } from '../json-text.ts'
import { inTagOrder, partKey, schemaKey } from './tag-order.ts'
import { partsOfTagged } from './tag-parts.ts'

/**
 * The schema that an entity path such as `object.f1.array.object.g` or `object.f2.allof.0.object`
 * leads to (JsonSchemaUtils.findMatchingEntity); undefined where it leads nowhere. Names of
 * properties may hold dots.
 */
export function findEntity(
  root: JsonValue,
  path: string,
  type: 'sr_record' | 'sr_field',
): JsonValue | undefined {
  return new Walk(path, type).from(root)
}

class Walk {
  readonly #words: readonly string[]
  readonly #type: 'sr_record' | 'sr_field'
  #at = 0
  /** The schema one of whose parts the last step chose. */
  #chosen: JsonValue | undefined

  constructor(path: string, type: 'sr_record' | 'sr_field') {
    this.#words = path.split('.')
    this.#type = type
  }

  from(root: JsonValue): JsonValue | undefined {
    let schema: JsonValue | undefined = root
    while (schema instanceof Map) {
      const word = this.#next()
      if (word === 'object') {
        if (this.#atEnd) return this.#type === 'sr_record' ? schema : undefined
        schema = this.#property(schema)
        if (this.#atEnd) return schema
      } else {
        schema = this.#step(word, schema)
      }
    }
    return undefined
  }

  get #atEnd(): boolean {
    return this.#at >= this.#words.length
  }

  #next(): string | undefined {
    return this.#words[this.#at++]
  }

  #step(word: string | undefined, schema: Map<string, JsonValue>): JsonValue | undefined {
    switch (word) {
      case 'array':
        return schema.get('items')
      case 'not':
        return schema.get('not')
      case 'conditional':
        return this.#branch(schema)
      case 'anyof':
        return this.#member(schema, 'anyOf')
      case 'allof':
        return this.#member(schema, 'allOf')
      case 'oneof':
        return this.#member(schema, 'oneOf')
      default:
        return undefined
    }
  }

  #branch(schema: Map<string, JsonValue>): JsonValue | undefined {
    const branch = this.#next()
    const isBranch = branch === 'if' || branch === 'then' || branch === 'else'
    return isBranch ? schema.get(branch) : undefined
  }

  /** A combination may be implied: a list of types, or several demands of one schema. */
  #member(schema: Map<string, JsonValue>, keyword: string): JsonValue | undefined {
    const index = this.#next() ?? ''
    if (!/^[0-9]+$/.test(index)) return undefined
    const members = schema.get(keyword)
    const implied = members === undefined && keyword !== 'oneOf'
    if (implied || (keyword === 'allOf' && this.#choosesPart(schema, Number(index)))) {
      this.#chosen = schema
      return schema
    }
    if (!Array.isArray(members)) return undefined
    return inTagOrder(members, (member) => schemaKey(member))[Number(index)]
  }

  #choosesPart(schema: Map<string, JsonValue>, index: number): boolean {
    const parts = partsOfTagged(schema)
    if (parts.length < 2 || this.#chosen === schema) return false
    const part = inTagOrder(parts, (entry) => partKey(entry, 0, []))[index]
    return (part?.criterion ?? part?.kind) === this.#words[this.#at]
  }

  #property(schema: Map<string, JsonValue>): JsonValue | undefined {
    const first = this.#words[this.#at]
    const isDefinition = first === 'definitions' || first === '$defs'
    if (isDefinition) this.#at++
    const named = schema.get(isDefinition ? first : 'properties')
    if (!(named instanceof Map)) return undefined
    let name = this.#next() ?? ''
    while (!named.has(name) && !this.#atEnd) name += `.${this.#next()}`
    return named.get(name)
  }
}
