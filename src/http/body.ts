import type { z } from 'zod'
import { readRequestJson } from '../formats/request-json.ts'
import { SchemaError } from '../formats/schema-error.ts'
import { SchemaProblem } from '../formats/tasks.ts'
import { type ContextName, DEFAULT_CONTEXT } from '../model/context.ts'
import { failure } from '../model/errors.ts'
import type { Registry } from '../registry/registry.ts'
import type { Route } from './route.ts'

/** Characters up to which a body is read on the event loop. */
const inlineCharacters = 256 * 1024

/**
 * The body as the route's handler takes it. Throws `bodyMissing` where a body is mandatory and
 * there is none (or null), `badRequest` for text or shape that cannot be read.
 */
export async function readBody(
  registry: Registry,
  context: ContextName,
  { body }: Route,
  text: string,
): Promise<unknown> {
  if (!body) return undefined
  const value = await readJson(registry, context, text)
  if (value === undefined || value === null) {
    const name = context === DEFAULT_CONTEXT ? body.name : (body.nameInContext ?? body.name)
    if (name !== undefined) throw failure('bodyMissing', name)
    return undefined
  }
  const read = body.type.safeParse(value)
  if (!read.success) throw failure('badRequest', describe(read.error))
  return read.data
}

async function readJson(registry: Registry, context: ContextName, text: string): Promise<unknown> {
  try {
    if (text.length <= inlineCharacters) return readRequestJson(text)
    return await registry.formats.run(context, 'json', { text })
  } catch (error) {
    if (!(error instanceof SchemaError || error instanceof SchemaProblem)) throw error
    throw failure('badRequest', error.message)
  }
}

function describe(error: z.ZodError): string {
  const issue = error.issues[0]
  const path = issue?.path.join('.') ?? ''
  return `Unexpected value${path === '' ? '' : ` of ${path}`}: ${issue?.message ?? error.message}`
}
