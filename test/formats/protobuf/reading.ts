import { WorkBudget } from '../../../src/formats/budget.ts'
import type { ParsedSchema, ResolvedReference } from '../../../src/formats/format.ts'
import { protobuf } from '../../../src/formats/protobuf/protobuf.ts'
import { SchemaError } from '../../../src/formats/schema-error.ts'
import { limits } from '../../../src/model/limits.ts'

/** Referenced files by import path; each is version 1 of a subject of that name. */
export type Files = Readonly<Record<string, string>>

/** A budget as the registry gives one. */
export function budget(): WorkBudget {
  return new WorkBudget(limits.workSteps)
}

/** A parsed schema; `files` are its references in dependency order. */
export function read(text: string, files: Files = {}): ParsedSchema {
  const references = Object.entries(files).map(
    ([name, file]): ResolvedReference => ({ name, subject: name, version: 1, text: file }),
  )
  return protobuf.parse(text, references, { asNew: true, budget: budget() })
}

/** A parsed schema that has passed validation. */
export function valid(text: string, files: Files = {}): ParsedSchema {
  const schema = read(text, files)
  schema.validate({ fields: false, strict: false, budget: budget() })
  return schema
}

/** Why a text is refused; undefined where it is not. */
export function refusal(
  text: string,
  { fields = false, strict = false, files = {} as Files } = {},
): string | undefined {
  try {
    read(text, files).validate({ fields, strict, budget: budget() })
    return undefined
  } catch (error) {
    if (error instanceof SchemaError) return error.message
    throw error
  }
}

/** A proto3 file. */
export function proto3(...lines: readonly string[]): string {
  return ['syntax = "proto3";', ...lines, ''].join('\n')
}

/** Type and path of each difference found when `reader` reads what `writer` wrote. */
export function differences(reader: ParsedSchema, writer: ParsedSchema): readonly string[] {
  const words = { reader: 'new', writer: 'old' }
  const messages = reader.unreadable(writer, { policy: 'STRICT', words, budget: budget() })
  return messages.map((message) => {
    const [, type, path] = /^\{errorType:"(\w+)", description:".*?'(.*?)'/.exec(message) ?? []
    return `${type} ${path}`
  })
}
