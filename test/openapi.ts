import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { parse } from 'yaml'

type Json = Readonly<Record<string, unknown>>
type Operation = { readonly responses: Readonly<Record<string, { readonly content?: Content }>> }
type Content = Readonly<Record<string, { readonly schema?: Json }>>

type Description = Json & {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Json>> }
}

/** What openapi.yaml describes. */
export const description = parse(
  readFileSync(new URL('../openapi.yaml', import.meta.url), 'utf8'),
) as Description

const ajv = new Ajv2020({ strict: false })
ajv.addSchema({ $id: 'api', components: closed(description.components) })
const validators = new Map<string, ValidateFunction>()

const paths = Object.keys(description.paths)
  .map((path) => ({
    path,
    names: path.split('/').filter((part) => part.startsWith('{')).length,
    pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]*')}$`),
  }))
  // The more of a path is literal, the better it describes a target.
  .sort((a, b) => a.names - b.names)

/** The path template that describes a request target; undefined for none. */
export function pathOf(target: string): string | undefined {
  const path = target.split('?', 1)[0]?.replaceAll(/\/{2,}/g, '/') ?? ''
  const bare = path === '/' ? path : path.replace(/\/$/, '')
  const direct = paths.find(({ pattern }) => pattern.test(bare))
  if (direct) return direct.path
  const below = /^\/contexts\/[^/]+(\/.*)$/.exec(bare)?.[1]
  return below === undefined ? undefined : paths.find(({ pattern }) => pattern.test(below))?.path
}

/** What the description tells of all routes at once. */
const anywhere: ReadonlySet<number> = new Set([408, 414, 431, 503])

/**
 * What is wrong with an answer by the description, in words; undefined if it fits, or for a path
 * or method that is not described and was answered so.
 */
export function misfit(
  method: string,
  target: string,
  { status, text }: { readonly status: number; readonly text: string },
): string | undefined {
  if (method === 'HEAD' || method === 'OPTIONS') return undefined
  // The root is there below a context too, by its slash.
  const isRoot = method !== 'DELETE' && /^\/contexts\/[^/]+\/$/.test(target)
  const path = isRoot ? '/' : pathOf(target)
  const operation = path === undefined ? undefined : description.paths[path]?.[method.toLowerCase()]
  if (path === undefined || !operation) {
    return status >= 400 ? errorMisfit(text) : `${method} ${target} is not described`
  }
  const response = operation.responses[String(status)]
  if (!response && !anywhere.has(status)) {
    return `${method} ${path} does not describe status ${status}`
  }
  if (status >= 400 || !response) return errorMisfit(text)
  const [content] = Object.values(response.content ?? {})
  if (!content) return text === '' ? undefined : `${method} ${path} describes no body`
  if (!content.schema?.type && !content.schema?.$ref && !content.schema?.anyOf) return undefined
  return schemaMisfit(`${method} ${path} ${status}`, content.schema, text)
}

function errorMisfit(text: string): string | undefined {
  return schemaMisfit('an error', { $ref: '#/components/schemas/Error' }, text)
}

function schemaMisfit(key: string, schema: Json, text: string): string | undefined {
  let validate = validators.get(key)
  if (!validate) {
    const local = JSON.stringify(closed(schema)).replaceAll('#/components', 'api#/components')
    validate = ajv.compile(JSON.parse(local))
    validators.set(key, validate)
  }
  return validate(JSON.parse(text))
    ? undefined
    : `${key}: ${ajv.errorsText(validate.errors)} in ${text}`
}

/** The schema without room for properties that it does not name. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const entries = Object.entries(schema).map(([key, value]) => [key, closed(value)])
  const isOpen = 'properties' in schema && !('additionalProperties' in schema)
  return { ...Object.fromEntries(entries), ...(isOpen && { additionalProperties: false }) }
}
