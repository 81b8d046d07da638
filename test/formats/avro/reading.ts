import { avro } from '../../../src/formats/avro/avro.ts'
import { WorkBudget } from '../../../src/formats/budget.ts'
import type { ParsedSchema, ResolvedReference } from '../../../src/formats/format.ts'
import { SchemaError } from '../../../src/formats/schema-error.ts'
import { limits } from '../../../src/model/limits.ts'

type Reading = { readonly asNew?: boolean; readonly references?: readonly string[] }

/** Reads a schema as new unless told otherwise; references are given as texts. */
export function read(
  schema: unknown,
  { asNew = true, references = [] }: Reading = {},
): ParsedSchema {
  const text = typeof schema === 'string' ? schema : JSON.stringify(schema)
  const resolved = references.map(
    (reference, i): ResolvedReference => ({
      name: `r${i}`,
      subject: `s${i}`,
      version: 1,
      text: reference,
    }),
  )
  return avro.parse(text, resolved, { asNew, budget: new WorkBudget(limits.workSteps) })
}

/** Why `reader` cannot read what `writer` wrote. */
export function unreadable(reader: unknown, writer: unknown): readonly string[] {
  return read(reader, { asNew: false }).unreadable(read(writer, { asNew: false }), {
    policy: 'STRICT',
    words: { reader: 'new', writer: 'old' },
    budget: new WorkBudget(limits.workSteps),
  })
}

/** A record in no namespace. */
export function record(name: string, ...fields: readonly unknown[]) {
  return { type: 'record', name, fields }
}

/** A field with whatever else it has. */
export function field(name: string, type: unknown, rest: object = {}) {
  return { name, type, ...rest }
}

/** The message of the SchemaError that reading ends with. */
export function refusal(schema: unknown, reading: Reading = {}): string {
  try {
    read(schema, reading)
  } catch (error) {
    if (error instanceof SchemaError) return error.message
    throw error
  }
  throw new Error('The schema was not refused')
}
