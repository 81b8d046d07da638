import { acceptsAll, compareAdditional, compareUnevaluated } from './compare-content.ts'
import { compareLower, compareUpper } from './compare-values.ts'
import type { ObjectSchema, Schema } from './model.ts'
import type { Comparer, Notes } from './outcome.ts'

const additional = ['ADDITIONAL_PROPERTIES_REMOVED', 'ADDITIONAL_PROPERTIES_NARROWED'] as const
const unevaluated = ['UNEVALUATED_PROPERTIES_REMOVED', 'UNEVALUATED_PROPERTIES_NARROWED'] as const
const maximum = ['MAX_PROPERTIES_ADDED', 'MAX_PROPERTIES_DECREASED'] as const
const minimum = ['MIN_PROPERTIES_ADDED', 'MIN_PROPERTIES_INCREASED'] as const

/** Compares all that objects are asked for; patterns, `propertyNames` and the like never are. */
export function compareObjects(
  notes: Notes,
  writer: ObjectSchema,
  reader: ObjectSchema,
  comparer: Comparer,
): void {
  compareRequired(notes, writer, reader, comparer)
  compareProperties(notes, writer, reader, comparer)
  compareDependencies(notes, writer, reader, comparer)
  notes.nest('additionalProperties', compareAdditional(writer, reader, additional, comparer))
  const rest = [writer.unevaluated, reader.unevaluated] as const
  notes.nest('unevaluatedProperties', compareUnevaluated(rest, unevaluated, comparer))
  compareUpper(notes, 'maxProperties', [writer.maxProperties, reader.maxProperties], maximum)
  compareLower(notes, 'minProperties', [writer.minProperties, reader.minProperties], minimum)
}

function compareRequired(
  notes: Notes,
  writer: ObjectSchema,
  reader: ObjectSchema,
  comparer: Comparer,
): void {
  comparer.spend(reader.required.size)
  for (const name of reader.required) {
    const property = reader.properties.get(name)
    // A required name that is no declared property is never looked at.
    if (property === undefined || !writer.properties.has(name)) continue
    if (writer.required.has(name) || hasDefault(property)) continue
    notes.add('REQUIRED_ATTRIBUTE_ADDED', `required/${name}`)
  }
}

function compareProperties(
  notes: Notes,
  writer: ObjectSchema,
  reader: ObjectSchema,
  comparer: Comparer,
): void {
  comparer.spend(writer.properties.size + reader.properties.size)
  for (const [name, old] of writer.properties) {
    const now = reader.properties.get(name)
    if (now !== undefined) notes.nest(`properties/${name}`, comparer.compare(old, now))
    else compareRemoved(notes, name, old, { reader, comparer })
  }
  for (const [name, now] of reader.properties) {
    if (!writer.properties.has(name)) compareAdded(notes, name, now, { writer, reader, comparer })
  }
}

function compareRemoved(
  notes: Notes,
  name: string,
  old: Schema,
  { reader, comparer }: { reader: ObjectSchema; comparer: Comparer },
): void {
  const path = `properties/${name}`
  if (isOpen(reader)) return
  const partial = partialSchema(reader, name, comparer)
  if (partial === undefined) {
    if (old.kind !== 'false') notes.add('PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL', path)
    return
  }
  const outcome = comparer.compare(old, partial)
  notes.nest(path, outcome)
  if (outcome.length > 0) {
    notes.add('PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL', path)
  }
}

function compareAdded(
  notes: Notes,
  name: string,
  now: Schema,
  sides: { writer: ObjectSchema; reader: ObjectSchema; comparer: Comparer },
): void {
  const { writer, reader, comparer } = sides
  const path = `properties/${name}`
  const isRequired = reader.required.has(name)
  if (isOpen(writer)) {
    if (acceptsAll(now)) return
    if (!isRequired) notes.add('OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL', path)
    else if (!hasDefault(now)) notes.add('REQUIRED_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL', path)
    else notes.add('REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_OPEN_CONTENT_MODEL', path)
    return
  }
  const partial = partialSchema(writer, name, comparer)
  const outcome = partial === undefined ? [] : comparer.compare(partial, now)
  notes.nest(path, outcome)
  if (outcome.length > 0) {
    notes.add('PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL', path)
  }
  if (isRequired && !hasDefault(now)) {
    notes.add('REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL', path)
  }
}

function compareDependencies(
  notes: Notes,
  writer: ObjectSchema,
  reader: ObjectSchema,
  comparer: Comparer,
): void {
  for (const [name, now] of reader.dependencies) {
    const path = `dependencies/${name}`
    const old = writer.dependencies.get(name)
    comparer.spend(1 + now.size)
    if (old === undefined) notes.add('DEPENDENCY_ARRAY_ADDED', path)
    else if (now.isSubsetOf(old)) continue
    else if (old.isSubsetOf(now)) notes.add('DEPENDENCY_ARRAY_EXTENDED', path)
    else notes.add('DEPENDENCY_ARRAY_CHANGED', path)
  }
  for (const [name, now] of reader.schemaDependencies) {
    const path = `dependencies/${name}`
    const old = writer.schemaDependencies.get(name)
    if (old === undefined) notes.add('DEPENDENCY_SCHEMA_ADDED', path)
    else notes.nest(path, comparer.compare(old, now))
  }
}

/** Accepts properties that are not declared, whatever their values. */
function isOpen(schema: ObjectSchema): boolean {
  if (!schema.additional || schema.additionalSchema || schema.patterns.size > 0) return false
  return schema.unevaluated === undefined || acceptsAll(schema.unevaluated)
}

/** What a partially open schema demands of an undeclared property of that name. */
function partialSchema(
  schema: ObjectSchema,
  name: string,
  { finds }: Comparer,
): Schema | undefined {
  for (const [pattern, value] of schema.patterns) if (finds(pattern, name)) return value
  if (schema.additionalSchema || !schema.additional) return schema.additionalSchema
  const rest = schema.unevaluated
  return rest === undefined || rest.kind === 'false' || acceptsAll(rest) ? undefined : rest
}

function hasDefault(schema: Schema): boolean {
  return (schema.source?.get('default') ?? null) !== null
}
