import type { JsonNumber } from '../json-text.ts'
import { type Decimal, decimalOf, equalDecimals, isMultiple } from './decimal.ts'
import type { DifferenceType } from './difference.ts'
import type { ConstSchema, EnumSchema, NumberSchema, StringSchema } from './model.ts'
import type { Notes } from './outcome.ts'

export type Bound = number | undefined

/** An upper bound may be dropped or raised, not added or lowered. */
export function compareUpper(
  notes: Notes,
  path: string,
  [writer, reader]: readonly [Bound, Bound],
  [added, decreased]: readonly [DifferenceType, DifferenceType],
): void {
  if (reader === undefined) return
  if (writer === undefined) notes.add(added, path)
  else if (reader < writer) notes.add(decreased, path)
}

/** A lower bound may be dropped or lowered, not added or raised. */
export function compareLower(
  notes: Notes,
  path: string,
  [writer, reader]: readonly [Bound, Bound],
  [added, increased]: readonly [DifferenceType, DifferenceType],
): void {
  if (reader === undefined) return
  if (writer === undefined) notes.add(added, path)
  else if (reader > writer) notes.add(increased, path)
}

export function compareStrings(notes: Notes, writer: StringSchema, reader: StringSchema): void {
  compareUpper(notes, 'maxLength', [writer.maxLength, reader.maxLength], maxLength)
  compareLower(notes, 'minLength', [writer.minLength, reader.minLength], minLength)
  if (reader.pattern === undefined || reader.pattern === writer.pattern) return
  notes.add(writer.pattern === undefined ? 'PATTERN_ADDED' : 'PATTERN_CHANGED', 'pattern')
}

const maxLength = ['MAX_LENGTH_ADDED', 'MAX_LENGTH_DECREASED'] as const
const minLength = ['MIN_LENGTH_ADDED', 'MIN_LENGTH_INCREASED'] as const
const maximum = ['MAXIMUM_ADDED', 'MAXIMUM_DECREASED'] as const
const minimum = ['MINIMUM_ADDED', 'MINIMUM_INCREASED'] as const
const exclusiveMaximum = ['EXCLUSIVE_MAXIMUM_ADDED', 'EXCLUSIVE_MAXIMUM_DECREASED'] as const
const exclusiveMinimum = ['EXCLUSIVE_MINIMUM_ADDED', 'EXCLUSIVE_MINIMUM_INCREASED'] as const

export function compareNumbers(notes: Notes, writer: NumberSchema, reader: NumberSchema): void {
  const bounds = (keyword: keyof NumberSchema & `${string}imum`) =>
    [doubleOf(writer[keyword]), doubleOf(reader[keyword])] as const
  compareUpper(notes, 'maximum', bounds('maximum'), maximum)
  compareLower(notes, 'minimum', bounds('minimum'), minimum)
  compareUpper(notes, 'exclusiveMaximum', bounds('exclusiveMaximum'), exclusiveMaximum)
  compareLower(notes, 'exclusiveMinimum', bounds('exclusiveMinimum'), exclusiveMinimum)
  if (reader.multipleOf !== undefined) {
    const type = multipleChange(writer.multipleOf, decimalOf(reader.multipleOf))
    if (type !== undefined) notes.add(type, 'multipleOf')
  }
  if (reader.integer && !writer.integer) notes.add('TYPE_NARROWED')
}

/** The reference compares bounds as doubles. */
export function doubleOf(number: JsonNumber | undefined): Bound {
  return number === undefined ? undefined : Number(number.raw)
}

function multipleChange(
  written: JsonNumber | undefined,
  reader: Decimal,
): DifferenceType | undefined {
  if (written === undefined) return 'MULTIPLE_OF_ADDED'
  const writer = decimalOf(written)
  if (equalDecimals(writer, reader)) return undefined
  if (isMultiple(reader, writer)) return 'MULTIPLE_OF_EXPANDED'
  return isMultiple(writer, reader) ? undefined : 'MULTIPLE_OF_CHANGED'
}

export function compareEnums(
  notes: Notes,
  writer: EnumSchema,
  reader: EnumSchema,
  spend: (steps: number) => void,
): void {
  if (isSubset(writer.values, reader.values, spend)) return
  const narrowed = isSubset(reader.values, writer.values, spend)
  notes.add(narrowed ? 'ENUM_ARRAY_NARROWED' : 'ENUM_ARRAY_CHANGED', 'enum')
}

function isSubset(
  part: ReadonlySet<string>,
  whole: ReadonlySet<string>,
  spend: (steps: number) => void,
): boolean {
  if (part.size > whole.size) return false
  for (const value of part) {
    spend(1)
    if (!whole.has(value)) return false
  }
  return true
}

export function compareConstants(notes: Notes, writer: ConstSchema, reader: ConstSchema): void {
  if (writer.value !== reader.value) notes.add('ENUM_ARRAY_CHANGED', 'const')
}
