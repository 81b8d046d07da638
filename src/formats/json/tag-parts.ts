import type { JsonObject } from '../json-text.ts'

export const combinations = ['allOf', 'anyOf', 'oneOf'] as const

/** One demand of a schema object, by the kind of schema that would hold it alone. */
export type Part = {
  readonly kind: string
  readonly json: JsonObject
  /** Of a combination: its name in entity paths, and its keyword or the words of its types. */
  readonly criterion?: string
  readonly keyword?: (typeof combinations)[number]
  readonly words?: readonly string[]
}

const groups: readonly (readonly [kind: string, keywords: readonly string[]])[] = [
  [
    'array',
    ['items', 'additionalItems', 'prefixItems', 'minItems', 'maxItems', 'uniqueItems', 'contains'],
  ],
  [
    'object',
    [
      ...['properties', 'required', 'minProperties', 'maxProperties', 'dependencies'],
      ...['patternProperties', 'additionalProperties', 'propertyNames', 'dependentRequired'],
      ...['dependentSchemas', 'unevaluatedProperties'],
    ],
  ],
  ['number', ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']],
  ['string', ['minLength', 'maxLength', 'pattern', 'format']],
  ['conditional', ['if', 'then', 'else']],
]

/** The demands of one schema object, as the loaders tell them apart. */
export function partsOfTagged(json: JsonObject): readonly Part[] {
  if (json.has('$ref')) return [{ kind: 'reference', json }]
  const parts: Part[] = []
  if (json.has('enum')) parts.push({ kind: 'enum', json })
  for (const keyword of combinations) {
    if (!json.has(keyword)) continue
    parts.push({ kind: 'combined', json, criterion: keyword.toLowerCase(), keyword })
  }
  if (json.has('not')) parts.push({ kind: 'not', json })
  if (json.has('const')) parts.push({ kind: 'const', json })
  const taken = typed(json, parts)
  for (const [kind, keywords] of groups) {
    if (taken.has(kind) || !keywords.some((keyword) => json.has(keyword))) continue
    parts.push({ kind, json })
  }
  return parts
}

function typed(json: JsonObject, parts: Part[]): ReadonlySet<string> {
  const type = json.get('type')
  const kindOf = (word: unknown) => (word === 'integer' ? 'number' : String(word))
  if (typeof type === 'string') {
    parts.push({ kind: kindOf(type), json })
    return new Set([kindOf(type)])
  }
  if (!Array.isArray(type)) return new Set()
  const words = type.map(kindOf)
  parts.push({ kind: 'combined', json, criterion: 'anyof', words })
  return new Set(words)
}
