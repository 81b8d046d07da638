import { WorkBudget } from '../../../src/formats/budget.ts'
import type { ParsedSchema, ResolvedReference } from '../../../src/formats/format.ts'
import { jsonSchema } from '../../../src/formats/json/json-schema.ts'
import { SchemaError } from '../../../src/formats/schema-error.ts'
import { limits } from '../../../src/model/limits.ts'
import type { CompatibilityPolicy } from '../../../src/model/settings.ts'

export const draft04 = 'http://json-schema.org/draft-04/schema#'
export const draft06 = 'http://json-schema.org/draft-06/schema#'
export const draft07 = 'http://json-schema.org/draft-07/schema#'
export const draft2019 = 'https://json-schema.org/draft/2019-09/schema'
export const draft2020 = 'https://json-schema.org/draft/2020-12/schema'

/** Referenced schemas by the name that `$ref` calls them by. */
export type References = Readonly<Record<string, unknown>>

/** Reads a schema, given as text or as a value; it is not validated. */
export function parse(schema: unknown, references: References = {}): ParsedSchema {
  const resolved = Object.entries(references).map(
    ([name, value], i): ResolvedReference => ({
      name,
      subject: `s${i}`,
      version: 1,
      text: typeof value === 'string' ? value : JSON.stringify(value),
    }),
  )
  const text = typeof schema === 'string' ? schema : JSON.stringify(schema)
  return jsonSchema.parse(text, resolved, { asNew: true, budget: budget() })
}

export type Checks = { readonly fields?: boolean; readonly strict?: boolean }

/** Reads and validates a schema. */
export function read(
  schema: unknown,
  references: References = {},
  { fields = false, strict = false }: Checks = {},
): ParsedSchema {
  const parsed = parse(schema, references)
  parsed.validate({ fields, strict, budget: budget() })
  return parsed
}

/** What a refused schema is told: the message and its cause; undefined if it is accepted. */
export function refusal(
  schema: unknown,
  references: References = {},
  checks: Checks = {},
): readonly string[] | undefined {
  try {
    read(schema, references, checks)
    return undefined
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error
    const { message, cause } = error
    return cause instanceof Error ? [message, cause.message] : [message]
  }
}

/** The lines on why `now` cannot read what `old` allows. */
export function lines(
  old: unknown,
  now: unknown,
  policy: CompatibilityPolicy = 'STRICT',
): readonly string[] {
  const words = { reader: 'new', writer: 'old' }
  return parse(now).unreadable(parse(old), { policy, words, budget: budget() })
}

/** The same, each line as its difference and its path. */
export function differences(
  old: unknown,
  now: unknown,
  policy: CompatibilityPolicy = 'STRICT',
): readonly string[] {
  return lines(old, now, policy).map((line) => {
    const [, type = '', description = ''] =
      /errorType:"(\w*)", description:"(.*)'\}$/.exec(line) ?? []
    const [, path = ''] = /path '(#.*?)'/.exec(description) ?? []
    return `${type} ${path}`.trim()
  })
}

export function budget(): WorkBudget {
  return new WorkBudget(limits.workSteps)
}
