import { SchemaProblem } from '../formats/tasks.ts'
import { failure, type RegistryError } from '../model/errors.ts'
import type { Reference } from '../model/schema.ts'
import { formatSubject, type Subject } from '../model/subject.ts'
import { ReferenceProblem } from './references.ts'

/** What the message of a refused schema repeats of the request. */
export type Submitted = {
  readonly type: string
  readonly text: string
  readonly references: readonly Reference[]
}

const longestText = 10_240

/**
 * Turns an engine's or a reference's problem into 42201 with the layers of text that Confluent
 * wraps it in (contract 2.3); any other error is returned as it is.
 */
export function asFailure(error: unknown, subject: Subject, schema: Submitted): unknown {
  const message = messageOf(error, subject, schema)
  return message === undefined
    ? error
    : Object.assign(failure('invalidSchema', message), { cause: error })
}

/** Runs the step and rethrows its schema problems as catalogue errors. */
export async function explained<T>(
  subject: Subject,
  schema: Submitted,
  step: () => Promise<T>,
): Promise<T> {
  try {
    return await step()
  } catch (error) {
    throw asFailure(error, subject, schema)
  }
}

/** 42201 for a type that no engine reads. */
export function unknownType(type: string): RegistryError {
  return failure('invalidSchema', `Invalid schema type ${type}`)
}

function messageOf(error: unknown, subject: Subject, schema: Submitted): string | undefined {
  if (error instanceof ReferenceProblem) {
    return parseMessage('AVRO', error.message, subject, schema)
  }
  if (!(error instanceof SchemaProblem)) return undefined
  if (error.stage === 'parse') return parseMessage(schema.type, error.message, subject, schema)
  return `Invalid schema ${describe(subject, schema, '0', '-1')}, details: ${error.message}`
}

function parseMessage(shape: string, detail: string, subject: Subject, schema: Submitted): string {
  const outer = `Invalid schema of type ${schema.type}, details:`
  if (shape !== 'AVRO') return `${outer} ${outer} ${detail}`
  const text = describe(subject, schema, 'null', 'null')
  const references = describeReferences(schema.references)
  return `${outer} Invalid schema ${text} with refs ${references} of type ${schema.type}, details: ${detail}`
}

/** The rendering of Confluent's Schema entity (Schema.toString). */
function describe(subject: Subject, schema: Submitted, version: string, id: string): string {
  const text =
    schema.text.length > longestText ? `${schema.text.slice(0, longestText)}...` : schema.text
  return (
    `{subject=${formatSubject(subject)},version=${version},id=${id},guid=null,` +
    `schemaType=${schema.type},references=${describeReferences(schema.references)},` +
    `metadata=null,ruleSet=null,schema=${text},schemaTags=null,ts=null,deleted=null}`
  )
}

function describeReferences(references: readonly Reference[]): string {
  const items = references.map(
    ({ name, subject, version }) => `{name='${name}', subject='${subject}', version=${version}}`,
  )
  return `[${items.join(', ')}]`
}
