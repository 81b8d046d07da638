import type { DifferenceType } from './difference.ts'
import type { Schema } from './model.ts'
import { type Comparer, Notes, type Outcome } from './outcome.ts'

type Content = { readonly additional: boolean; readonly additionalSchema: Schema | undefined }
type Types = readonly [removed: DifferenceType, narrowed: DifferenceType]

/** Compares `additionalProperties` or `additionalItems`. */
export function compareAdditional(
  writer: Content,
  reader: Content,
  [removed, narrowed]: Types,
  comparer: Comparer,
): Outcome {
  const notes = new Notes(comparer.policy)
  if (writer.additional !== reader.additional) {
    if (writer.additional) notes.add(removed)
  } else if (writer.additionalSchema === undefined && reader.additionalSchema !== undefined) {
    notes.add(narrowed)
  } else if (reader.additionalSchema !== undefined) {
    return comparer.compare(writer.additionalSchema, reader.additionalSchema)
  }
  return notes.outcome
}

/** Compares `unevaluatedProperties` or `unevaluatedItems`. */
export function compareUnevaluated(
  [writer, reader]: readonly [Schema | undefined, Schema | undefined],
  [removed, narrowed]: Types,
  comparer: Comparer,
): Outcome {
  if (reader === undefined) return []
  const notes = new Notes(comparer.policy)
  const wasFalse = writer?.kind === 'false'
  if (reader.kind === 'false' && !wasFalse) notes.add(removed)
  else if (writer === undefined) notes.add(narrowed)
  else if (wasFalse !== (reader.kind === 'false') || acceptsAll(reader)) return []
  else if (acceptsAll(writer)) notes.add(narrowed)
  else return comparer.compare(writer, reader)
  return notes.outcome
}

/** Whether the schema is `true` or says nothing. */
export function acceptsAll(schema: Schema): boolean {
  return schema.kind === 'empty' || schema.kind === 'true'
}
