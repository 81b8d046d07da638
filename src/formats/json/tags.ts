import { limits } from '../../model/limits.ts'
import type { SchemaTags } from '../format.ts'
import type { JsonObject, JsonValue } from '../json-text.ts'
import { SchemaError } from '../schema-error.ts'
import { inTagOrder, partKey, schemaKey } from './tag-order.ts'
import { type Part, partsOfTagged } from './tag-parts.ts'
import { findEntity } from './tag-paths.ts'

const keyword = 'confluent:tags'
// Every tag repeats the names on the way to it, which a hostile schema can make long.
const maxPathLength = 4 * limits.schemaBytes

/**
 * The inline tags of a schema: those of object schemas that are no property themselves as records,
 * those of properties as fields (JsonSchema.inlineTaggedEntities). References are not followed. Throws SchemaError if
 * the paths together would be far longer than any schema.
 */
export function inlineTags(root: JsonValue): readonly SchemaTags[] {
  const found = new Found()
  visit(root, { scope: '', isField: false, found })
  return found.tags
}

class Found {
  readonly tags: SchemaTags[] = []
  #length = 0

  add(entityPath: string, entityType: 'sr_record' | 'sr_field', schema: JsonValue): void {
    const tags = schema instanceof Map ? tagsOf(schema) : []
    if (tags.length === 0) return
    this.#length += entityPath.length
    if (this.#length > maxPathLength) throw new SchemaError('The tagged fields have too long paths')
    this.tags.push({ schemaEntity: { entityPath, entityType }, tags })
  }
}

type Visit = { readonly scope: string; readonly isField: boolean; readonly found: Found }

function visit(schema: JsonValue | undefined, here: Visit): void {
  if (!(schema instanceof Map)) return
  const parts = partsOfTagged(schema)
  const [only] = parts
  if (parts.length === 1 && only !== undefined) visitPart(only, here, true)
  else visitParts(parts, `${here.scope}allof`, here)
}

function visitParts(parts: readonly Part[], name: string, { found }: Visit): void {
  const ordered = inTagOrder(parts, (part) => partKey(part, 0, []))
  for (const [i, part] of ordered.entries()) {
    visitPart(part, { scope: `${name}.${i}.`, isField: false, found }, false)
  }
}

/** `owns` means that what else the object says, its tags for one, belongs to this part. */
function visitPart(part: Part, here: Visit, owns: boolean): void {
  const { json } = part
  const inside = (step: string) => ({ ...here, scope: `${here.scope}${step}.`, isField: false })
  if (part.kind === 'combined') visitMembers(part, here)
  else if (part.kind === 'array') visit(json.get('items'), inside('array'))
  else if (part.kind === 'not') visit(json.get('not'), inside('not'))
  else if (part.kind === 'object') visitObject(json, here, owns)
  else if (part.kind === 'conditional') {
    for (const branch of ['if', 'then', 'else']) {
      visit(json.get(branch), inside(`conditional.${branch}`))
    }
  }
}

function visitMembers(part: Part, here: Visit): void {
  const name = `${here.scope}${part.criterion}`
  if (part.words !== undefined) {
    const types = part.words.map((kind) => ({ kind, json: part.json }))
    visitParts(types, name, here)
    return
  }
  const members = part.keyword === undefined ? undefined : part.json.get(part.keyword)
  if (!Array.isArray(members)) return
  const ordered = inTagOrder(members, (member) => schemaKey(member))
  for (const [i, member] of ordered.entries()) {
    visit(member, { ...here, scope: `${name}.${i}.`, isField: false })
  }
}

function visitObject(json: JsonObject, { scope, isField, found }: Visit, owns: boolean): void {
  const name = `${scope}object`
  if (owns && !isField) found.add(name, 'sr_record', json)
  for (const [property, schema] of entries(json, 'properties')) {
    found.add(`${name}.${property}`, 'sr_field', schema)
    visit(schema, { scope: `${name}.${property}.`, isField: true, found })
  }
  if (!owns) return
  for (const definitions of ['definitions', '$defs']) {
    for (const [definition, schema] of entries(json, definitions)) {
      visit(schema, { scope: `${name}.${definitions}.${definition}.`, isField: false, found })
    }
  }
}

function entries(json: JsonObject, name: string): JsonObject {
  const value = json.get(name)
  return value instanceof Map ? value : new Map()
}

function tagsOf(schema: JsonObject): readonly string[] {
  const tags = schema.get(keyword)
  if (!Array.isArray(tags)) return []
  return [...new Set(tags.filter((tag) => typeof tag === 'string'))]
}

/**
 * Adds and removes tags in place; an entity that loses its last tag loses the keyword. Throws
 * SchemaError for an entity path that leads nowhere.
 */
export function changeTags(
  root: JsonValue,
  added: readonly SchemaTags[],
  removed: readonly SchemaTags[],
): void {
  for (const { schemaEntity } of [...added, ...removed]) {
    const { entityPath, entityType } = schemaEntity
    const schema = findEntity(root, entityPath, entityType)
    if (!(schema instanceof Map)) {
      throw new SchemaError(`No matching path '${entityPath}' found in the schema`)
    }
    const isThis = (entry: SchemaTags) =>
      entry.schemaEntity.entityPath === entityPath && entry.schemaEntity.entityType === entityType
    const more = added.filter(isThis).flatMap(({ tags }) => tags)
    const less = new Set(removed.filter(isThis).flatMap(({ tags }) => tags))
    const tags = new Set([...tagsOf(schema), ...more]).difference(less)
    if (tags.size === 0) schema.delete(keyword)
    else schema.set(keyword, [...tags])
  }
}
