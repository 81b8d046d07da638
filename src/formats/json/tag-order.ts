import { type JsonObject, type JsonValue, writeJson } from '../json-text.ts'
import { printNumber } from './decimal.ts'
import { type combinations, type Part, partsOfTagged } from './tag-parts.ts'

const maxDepth = 4
const kinds = [
  ...['array', 'boolean', 'combined', 'conditional', 'const', 'empty', 'enum', 'false', 'not'],
  ...['null', 'number', 'object', 'reference', 'string', 'true'],
]

/**
 * Members of a combination in the order by which entity paths number them (Confluent's
 * JsonSchemaComparator): by kind, then title, description, default and what the kind is made of.
 * Members that differ only further down keep their order.
 */
export function inTagOrder<T>(members: readonly T[], keyOf: (member: T) => string): readonly T[] {
  const keyed = members.map((member) => ({ member, key: keyOf(member) }))
  return keyed.toSorted((a, b) => compareTexts(a.key, b.key)).map(({ member }) => member)
}

/** Sorts a whole schema among others. */
export function schemaKey(schema: JsonValue, depth = 0): string {
  if (typeof schema === 'boolean') return rank(String(schema))
  if (!(schema instanceof Map)) return ''
  const parts = partsOfTagged(schema)
  const [only] = parts
  const texts = ['title', 'description', 'default'].map((keyword) => optional(schema.get(keyword)))
  if (parts.length === 1 && only !== undefined) return partKey(only, depth, texts)
  if (parts.length === 0) return rank('empty') + texts.join('')
  const inner = parts.map((part) => partKey(part, depth + 1, []))
  return rank('combined') + texts.join('') + members('allof', inner, depth)
}

/** Sorts one part of a schema among its other parts. */
export function partKey(part: Part, depth: number, texts: readonly string[]): string {
  return rank(part.kind) + texts.join('') + body(part, depth)
}

function body(part: Part, depth: number): string {
  const { json } = part
  const deeper = (schema: JsonValue | undefined) =>
    schema === undefined || depth >= maxDepth ? '' : schemaKey(schema, depth + 1)
  switch (part.kind) {
    case 'const':
      return optional(json.get('const'))
    case 'enum':
      return list(json.get('enum'))
    case 'object': {
      const properties = json.get('properties')
      return (
        list(properties instanceof Map ? [...properties.keys()] : []) + list(json.get('required'))
      )
    }
    case 'array':
      return deeper(json.get('items'))
    case 'not':
      return deeper(json.get('not'))
    case 'conditional':
      return ['if', 'then', 'else'].map((keyword) => deeper(json.get(keyword))).join('\0')
    case 'combined': {
      const words = part.words ?? []
      const keys = words.map((word) => partKey({ kind: word, json }, depth + 1, []))
      const schemas = part.keyword === undefined ? [] : membersOf(json, part.keyword)
      return members(part.criterion ?? '', [...keys, ...schemas.map(deeper)], depth)
    }
    default:
      return ''
  }
}

function membersOf(json: JsonObject, keyword: (typeof combinations)[number]): readonly JsonValue[] {
  const value = json.get(keyword)
  return Array.isArray(value) ? value : []
}

function members(criterion: string, keys: readonly string[], depth: number): string {
  const inner = depth >= maxDepth ? '' : keys.toSorted(compareTexts).join('\u0001')
  return `${criterion}\0${count(keys.length)}${inner}`
}

function list(value: JsonValue | undefined): string {
  const texts = Array.isArray(value) ? value.map(textOf).sort(compareTexts) : []
  return `${count(texts.length)}${texts.join('\0')}\0`
}

function optional(value: JsonValue | undefined): string {
  return value === undefined || value === null ? '\0' : `\u0001${textOf(value)}\0`
}

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : writeJson(value, printNumber)
}

function rank(kind: string): string {
  return String(kinds.indexOf(kind)).padStart(2, '0')
}

function count(size: number): string {
  return String(size).padStart(8, '0')
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
