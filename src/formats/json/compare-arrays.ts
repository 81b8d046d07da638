import { acceptsAll, compareAdditional, compareUnevaluated } from './compare-content.ts'
import { compareLower, compareUpper, doubleOf } from './compare-values.ts'
import type { ArraySchema, Schema } from './model.ts'
import type { Comparer, Notes } from './outcome.ts'

const additional = ['ADDITIONAL_ITEMS_REMOVED', 'ADDITIONAL_ITEMS_NARROWED'] as const
const unevaluated = ['UNEVALUATED_ITEMS_REMOVED', 'UNEVALUATED_ITEMS_NARROWED'] as const
const maxItems = ['MAX_ITEMS_ADDED', 'MAX_ITEMS_DECREASED'] as const
const minItems = ['MIN_ITEMS_ADDED', 'MIN_ITEMS_INCREASED'] as const
const maxContains = ['MAX_CONTAINS_ADDED', 'MAX_CONTAINS_DECREASED'] as const
const minContains = ['MIN_CONTAINS_ADDED', 'MIN_CONTAINS_INCREASED'] as const

/** Compares all that arrays are asked for; the schema of `contains` never is. */
export function compareArrays(
  notes: Notes,
  writer: ArraySchema,
  reader: ArraySchema,
  comparer: Comparer,
): void {
  notes.nest('items', comparer.compare(writer.items, reader.items))
  compareTuples(notes, writer, reader, comparer)
  notes.nest('additionalItems', compareAdditional(writer, reader, additional, comparer))
  const rest = [writer.unevaluated, reader.unevaluated] as const
  notes.nest('unevaluatedItems', compareUnevaluated(rest, unevaluated, comparer))
  compareUpper(notes, 'maxItems', [writer.maxItems, reader.maxItems], maxItems)
  compareLower(notes, 'minItems', [writer.minItems, reader.minItems], minItems)
  if (reader.uniqueItems && !writer.uniqueItems) notes.add('UNIQUE_ITEMS_ADDED', 'uniqueItems')
  const most = [doubleOf(writer.maxContains), doubleOf(reader.maxContains)] as const
  const least = [doubleOf(writer.minContains), doubleOf(reader.minContains)] as const
  compareUpper(notes, 'maxContains', most, maxContains)
  compareLower(notes, 'minContains', least, minContains)
}

function compareTuples(
  notes: Notes,
  writer: ArraySchema,
  reader: ArraySchema,
  comparer: Comparer,
): void {
  const length = Math.max(writer.tuple.length, reader.tuple.length)
  comparer.spend(length)
  for (let i = 0; i < length; i++) {
    const path = `items/${i}`
    const [old, now] = [writer.tuple[i], reader.tuple[i]]
    if (old !== undefined && now !== undefined) notes.nest(path, comparer.compare(old, now))
    else if (old !== undefined) compareRemoved(notes, path, old, { reader, comparer })
    else if (now !== undefined) compareAdded(notes, path, now, { writer, comparer })
  }
}

function compareRemoved(
  notes: Notes,
  path: string,
  old: Schema,
  { reader, comparer }: { reader: ArraySchema; comparer: Comparer },
): void {
  if (isOpen(reader)) return
  const partial = partialSchema(reader)
  if (partial === undefined) {
    if (old.kind !== 'false') notes.add('ITEM_REMOVED_FROM_CLOSED_CONTENT_MODEL', path)
    return
  }
  const outcome = comparer.compare(old, partial)
  notes.nest(path, outcome)
  if (outcome.length > 0) {
    notes.add('ITEM_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL', path)
  }
}

function compareAdded(
  notes: Notes,
  path: string,
  now: Schema,
  { writer, comparer }: { writer: ArraySchema; comparer: Comparer },
): void {
  if (isOpen(writer)) {
    if (!acceptsAll(now)) notes.add('ITEM_ADDED_TO_OPEN_CONTENT_MODEL', path)
    return
  }
  const partial = partialSchema(writer)
  if (partial === undefined) return
  const outcome = comparer.compare(partial, now)
  notes.nest(path, outcome)
  if (outcome.length > 0) notes.add('ITEM_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL', path)
}

/** Accepts items behind the tuple, whatever their values. */
function isOpen(schema: ArraySchema): boolean {
  if (!schema.additional || schema.additionalSchema) return false
  return schema.unevaluated === undefined || acceptsAll(schema.unevaluated)
}

function partialSchema(schema: ArraySchema): Schema | undefined {
  if (schema.additionalSchema || !schema.additional) return schema.additionalSchema
  const rest = schema.unevaluated
  return rest === undefined || rest.kind === 'false' || acceptsAll(rest) ? undefined : rest
}
