import { matchingSize } from './matching.ts'
import type { CombinedSchema, Schema } from './model.ts'
import type { Comparer, Notes } from './outcome.ts'

/**
 * Compares two combinations: each branch of the smaller side needs a partner of its own on the
 * other side that reads it, or is read by it.
 */
export function compareCombined(
  notes: Notes,
  writer: CombinedSchema,
  reader: CombinedSchema,
  comparer: Comparer,
): void {
  if (!mayReplace(writer, reader)) {
    notes.add('COMBINED_TYPE_CHANGED')
    return
  }
  const old = distinct(writer.members, comparer)
  const now = distinct(reader.members, comparer)
  if (old.length < now.length && reader.combination === 'allOf') notes.add('PRODUCT_TYPE_EXTENDED')
  if (old.length > now.length && writer.combination !== 'allOf') notes.add('SUM_TYPE_NARROWED')
  const edges = old.map((member) => readable(member, now, comparer))
  if (matchingSize(edges, comparer.spend) < Math.min(old.length, now.length)) {
    notes.add('COMBINED_TYPE_SUBSCHEMAS_CHANGED')
  }
}

function mayReplace(writer: CombinedSchema, reader: CombinedSchema): boolean {
  if (writer.combination === reader.combination || reader.combination === 'anyOf') return true
  const single = writer.members.length === 1
  if (single && (reader.members.length === 1 || reader.combination === 'oneOf')) return true
  return reader.members.length === 1 && writer.combination === 'allOf'
}

/** Members without those that are printed like an earlier one. */
function distinct(members: readonly Schema[], { shape, spend }: Comparer): readonly Schema[] {
  spend(members.length)
  const byShape = new Map<number, Schema>()
  for (const member of members) {
    const key = shape(member)
    if (!byShape.has(key)) byShape.set(key, member)
  }
  return [...byShape.values()]
}

function readable(old: Schema, now: readonly Schema[], { reads }: Comparer): readonly number[] {
  const edges: number[] = []
  for (const [j, member] of now.entries()) if (reads(old, member)) edges.push(j)
  return edges
}
