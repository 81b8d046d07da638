import { Ajv, type ValidateFunction } from 'ajv'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import draft06 from 'ajv/dist/refs/json-schema-draft-06.json' with { type: 'json' }
import type { WorkBudget } from '../budget.ts'
import { type JsonValue, writeJson } from '../json-text.ts'
import { SchemaError } from '../schema-error.ts'
import { type Draft, draftOf } from './draft.ts'
import { draft04 } from './draft-04.ts'

// Formats are not checked: one of them would compile the client's patterns.
const options = { strict: false, validateFormats: false, logger: false, meta: true } as const

const makers: Readonly<Record<Draft, () => ValidateFunction | undefined>> = {
  '04': () => new Ajv(options).compile(asDraft07(draft04)),
  '06': () => new Ajv(options).addMetaSchema(draft06).getSchema(draft06.$id),
  '07': () => new Ajv(options).getSchema('http://json-schema.org/draft-07/schema'),
  '2019-09': () => new Ajv2019(options).getSchema('https://json-schema.org/draft/2019-09/schema'),
  '2020-12': () => new Ajv2020(options).getSchema('https://json-schema.org/draft/2020-12/schema'),
}
const made = new Map<Draft, ValidateFunction>()

/**
 * Checks a schema against the meta-schema of its draft: keywords of the wrong form are refused even
 * where nothing would ever look at them. Throws SchemaError with the first fault and its place.
 */
export function checkStrictly(root: JsonValue, budget: WorkBudget): void {
  spendOnLists(root, budget)
  const draft = draftOf(root)
  const validate = validator(draft)
  const plain: unknown = JSON.parse(writeJson(root, ({ raw }) => raw))
  if (validate(plain)) return
  const [fault] = validate.errors ?? []
  const place = fault?.instancePath ?? ''
  throw new SchemaError(`#${place}: ${fault?.message ?? 'not a schema'} (draft ${draft})`)
}

function validator(draft: Draft): ValidateFunction {
  const known = made.get(draft)
  if (known !== undefined) return known
  const validate = makers[draft]()
  if (validate === undefined) throw new Error(`ajv has no meta-schema of draft ${draft}`)
  made.set(draft, validate)
  return validate
}

/** ajv compares the entries of a list that must be unique in pairs, so long lists are counted. */
function spendOnLists(value: JsonValue, budget: WorkBudget): void {
  budget.spend()
  if (Array.isArray(value)) budget.spend(Math.ceil(value.length ** 2 / 20))
  const children = value instanceof Map ? value.values() : Array.isArray(value) ? value : []
  for (const child of children) spendOnLists(child, budget)
}

/** The meta-schema of draft 04 in the form that ajv understands. */
function asDraft07({ id: _id, $schema: _schema, ...rest }: typeof draft04): object {
  const multipleOf = { type: 'number', exclusiveMinimum: 0 }
  return { ...rest, properties: { ...rest.properties, multipleOf } }
}
