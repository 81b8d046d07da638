import {
  type ArraySchema,
  combinedSchema,
  type NumberSchema,
  type ObjectSchema,
  plainSchema,
  type Schema,
  type StringSchema,
} from './model.ts'

/**
 * Joins two keywords of one 2019-09 or 2020-12 schema as Confluent's translation does: keywords for
 * the same kind of value become one schema, a list of types takes up what fits one of its members,
 * everything else has to hold together. `left` may be changed.
 */
export function join(left: Schema, right: Schema): Schema {
  if (merge(left, right)) return left
  const taken = takeUp(left, right) ?? takeUp(right, left)
  if (taken !== undefined) return taken
  const members = [...flatten(left)]
  for (const part of flatten(right)) accumulate(members, part)
  return combinedSchema('allOf', members, true)
}

/** What a finished schema object stands for: an implicit allOf of one part is that part. */
export function unwrap(schema: Schema | undefined): Schema {
  if (schema === undefined) return plainSchema('empty')
  if (!isGenerated(schema, 'allOf') || schema.members.length > 1) return schema
  return schema.members[0] ?? plainSchema('empty')
}

/** Members of an implicit allOf, else the schema itself. */
export function flatten(schema: Schema): readonly Schema[] {
  return isGenerated(schema, 'allOf') ? schema.members : [schema]
}

function isGenerated(
  schema: Schema,
  combination: 'allOf' | 'anyOf',
): schema is Extract<Schema, { kind: 'combined' }> {
  return schema.kind === 'combined' && schema.generated && schema.combination === combination
}

function takeUp(types: Schema, part: Schema): Schema | undefined {
  if (!isGenerated(types, 'anyOf')) return undefined
  if (!types.members.some((member) => member.kind === part.kind)) return undefined
  const members = [...types.members]
  accumulate(members, part)
  return combinedSchema('anyOf', members, true)
}

function accumulate(members: Schema[], part: Schema): void {
  if (!members.some((member) => merge(member, part))) members.push(part)
}

/** Adds the demands of `from` to `into` if both are about the same kind of value. */
function merge(into: Schema, from: Schema): boolean {
  if (into.kind === 'object' && from.kind === 'object') mergeObject(into, from)
  else if (into.kind === 'array' && from.kind === 'array') mergeArray(into, from)
  else if (into.kind === 'number' && from.kind === 'number') mergeNumber(into, from)
  else if (into.kind === 'string' && from.kind === 'string') mergeString(into, from)
  else return false
  return true
}

function mergeObject(into: ObjectSchema, from: ObjectSchema): void {
  into.typed ||= from.typed
  for (const [name, schema] of from.properties) into.properties.set(name, schema)
  for (const name of from.required) into.required.add(name)
  for (const [pattern, schema] of from.patterns) into.patterns.set(pattern, schema)
  for (const [name, needed] of from.dependencies) into.dependencies.set(name, needed)
  for (const [name, schema] of from.schemaDependencies) into.schemaDependencies.set(name, schema)
  into.minProperties = from.minProperties ?? into.minProperties
  into.maxProperties = from.maxProperties ?? into.maxProperties
  into.additional &&= from.additional
  into.additionalSchema = from.additionalSchema ?? into.additionalSchema
  into.propertyNames = from.propertyNames ?? into.propertyNames
  into.unevaluated = from.unevaluated ?? into.unevaluated
}

function mergeArray(into: ArraySchema, from: ArraySchema): void {
  into.typed ||= from.typed
  into.minItems = from.minItems ?? into.minItems
  into.maxItems = from.maxItems ?? into.maxItems
  into.uniqueItems ||= from.uniqueItems
  into.items = from.items ?? into.items
  into.tuple.push(...from.tuple)
  into.additional &&= from.additional
  into.additionalSchema = from.additionalSchema ?? into.additionalSchema
  into.contains = from.contains ?? into.contains
  into.minContains = from.minContains ?? into.minContains
  into.maxContains = from.maxContains ?? into.maxContains
  into.unevaluated = from.unevaluated ?? into.unevaluated
}

function mergeNumber(into: NumberSchema, from: NumberSchema): void {
  into.typed ||= from.typed
  into.integer ||= from.integer
  into.minimum = from.minimum ?? into.minimum
  into.maximum = from.maximum ?? into.maximum
  into.exclusiveMinimum = from.exclusiveMinimum ?? into.exclusiveMinimum
  into.exclusiveMaximum = from.exclusiveMaximum ?? into.exclusiveMaximum
  into.multipleOf = from.multipleOf ?? into.multipleOf
}

function mergeString(into: StringSchema, from: StringSchema): void {
  into.typed ||= from.typed
  into.minLength = from.minLength ?? into.minLength
  into.maxLength = from.maxLength ?? into.maxLength
  into.pattern = from.pattern ?? into.pattern
}
