import type { SchemaTags } from '../format.ts'
import type { JsonObject, JsonValue } from '../json-text.ts'
import { SchemaError } from '../schema-error.ts'
import { optionalText } from './attributes.ts'
import { type Name, readName } from './names.ts'
import { printJson } from './print.ts'

const TAGS = 'confluent:tags'

type Entity = SchemaTags['schemaEntity']

/** A record or field of a canonical schema, and the JSON object that defines it. */
type Definition = {
  readonly entityType: Entity['entityType']
  readonly fullPath: string
  readonly simplePath: string
  readonly depth: number
  readonly json: JsonObject
}

/** All inline tags of a canonical schema, in document order; records by their full names. */
export function readTags(schema: JsonValue): readonly SchemaTags[] {
  return definitions(schema).flatMap(({ entityType, fullPath, json }) => {
    const tags = tagsOf(json)
    const schemaEntity = { entityPath: fullPath, entityType }
    return tags.length > 0 ? [{ schemaEntity, tags }] : []
  })
}

/**
 * Adds, then removes inline tags in a canonical schema, in place. A record is named by its full or
 * simple name, a field by `<record>.<field>`; of several the shallowest is meant. Throws SchemaError
 * for a path that names nothing.
 */
export function changeTags(
  schema: JsonValue,
  add: readonly SchemaTags[],
  remove: readonly SchemaTags[],
): void {
  const find = finder(definitions(schema))
  for (const { schemaEntity, tags } of add) {
    const json = find(schemaEntity)
    setTags(json, [...tagsOf(json), ...tags])
  }
  for (const { schemaEntity, tags } of remove) {
    const json = find(schemaEntity)
    const gone = new Set(tags)
    const kept = tagsOf(json).filter((tag) => !gone.has(tag))
    setTags(json, kept)
  }
}

function finder(all: readonly Definition[]): (entity: Entity) => JsonObject {
  const byPath = new Map<string, JsonObject>()
  for (const { entityType, fullPath, simplePath, json } of all.toSorted(byDepth)) {
    for (const path of [fullPath, simplePath]) {
      const key = `${entityType} ${path}`
      if (!byPath.has(key)) byPath.set(key, json)
    }
  }
  return ({ entityType, entityPath }) => {
    const json = byPath.get(`${entityType} ${entityPath}`)
    if (json) return json
    throw new SchemaError(`No matching path '${entityPath}' found in the schema`)
  }
}

function byDepth(a: Definition, b: Definition): number {
  return a.depth - b.depth
}

function definitions(schema: JsonValue): readonly Definition[] {
  const found: Definition[] = []
  collect(schema, undefined, 0, found)
  return found
}

function collect(
  schema: JsonValue | undefined,
  namespace: string | undefined,
  depth: number,
  found: Definition[],
): void {
  if (Array.isArray(schema)) {
    for (const branch of schema) collect(branch, namespace, depth + 1, found)
  }
  if (!(schema instanceof Map)) return
  const fields = schema.get('fields')
  if (!Array.isArray(fields)) {
    collect(schema.get('items') ?? schema.get('values'), namespace, depth + 1, found)
    return
  }
  const record = readName(
    optionalText(schema, 'name') ?? '',
    optionalText(schema, 'namespace') ?? namespace,
  )
  found.push(define('sr_record', record, depth, schema))
  for (const field of fields) {
    if (!(field instanceof Map)) continue
    found.push(define('sr_field', record, depth + 1, field))
    collect(field.get('type'), record.space, depth + 2, found)
  }
}

function define(
  entityType: Entity['entityType'],
  record: Name,
  depth: number,
  json: JsonObject,
): Definition {
  const rest = entityType === 'sr_field' ? `.${optionalText(json, 'name')}` : ''
  const [fullPath, simplePath] = [`${record.full}${rest}`, `${record.simple}${rest}`]
  return { entityType, fullPath, simplePath, depth, json }
}

function tagsOf(json: JsonObject): readonly string[] {
  const tags = json.get(TAGS)
  if (!Array.isArray(tags)) return []
  return tags.map((tag) => (typeof tag === 'string' ? tag : printJson(tag)))
}

function setTags(json: JsonObject, tags: readonly string[]): void {
  if (tags.length === 0) json.delete(TAGS)
  else json.set(TAGS, [...new Set(tags)])
}
