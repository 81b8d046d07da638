import { z } from 'zod'
import { offered } from '../../http/media-types.ts'
import type { Parameter } from '../../http/query.ts'
import type { Route } from '../../http/route.ts'
import { routeTable } from '../../http/route-table.ts'
import { metadataBody, ruleSetBody } from '../../http/wire/annotations.ts'
import { associationsBody, mutationsBody, questionsBody } from '../../http/wire/association-body.ts'
import { configBody } from '../../http/wire/config-body.ts'
import { boolean, integer, string } from '../../http/wire/json.ts'
import { schemaBody } from '../../http/wire/schema-body.ts'
import { tagsBody } from '../../http/wire/tags-body.ts'
import { type FailureKind, failureKinds } from '../../model/errors.ts'
import { error } from './answers.ts'
import type { Example } from './examples.ts'
import { operatorPaths } from './operator-paths.ts'
import { pathTexts, type RouteText, routeTexts } from './routes.ts'

/** JSON of an OpenAPI document; only its outermost form is of interest here. */
export type Json = { readonly [key: string]: unknown }

export type OpenApi = {
  readonly openapi: string
  readonly info: Json
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Json>> }
} & Json

/** Bodies with a name of their own. */
const bodies: readonly (readonly [z.ZodType, string])[] = [
  [schemaBody, 'RegisterSchemaRequest'],
  [configBody, 'ConfigUpdateRequest'],
  [tagsBody, 'TagSchemaRequest'],
  [associationsBody, 'AssociationsRequest'],
  [mutationsBody, 'AssociationsMutateRequest'],
  [questionsBody, 'AssociationsGetRequest'],
  [metadataBody, 'Metadata'],
  [ruleSetBody, 'RuleSet'],
]
const namedBodies = new Map<z.core.$ZodType, string>(bodies)

/** What the JSON mapper lets pass for a text, a number or a boolean is described as just that. */
const lenient = new Map<z.core.$ZodType, Json>([
  [string, { type: 'string' }],
  [integer, { type: 'integer', format: 'int32' }],
  [boolean, { type: 'boolean' }],
])

const description = `The HTTP interface of Schemarium, compatible with Confluent's Schema Registry.

Every route below \`/\` also exists below \`/contexts/{context}\`, where it works in that context,
except where its servers say otherwise. HEAD works wherever GET does.

Bodies are JSON; numbers and booleans pass for texts, texts for numbers and booleans, and unknown
fields are ignored. An answer comes as the media type that \`Accept\` prefers, by default
\`${offered[0]}\`. Every answer carries \`X-Request-ID\`. An answer from memory during an outage of
the store carries \`Warning: 110 - "Response is Stale"\`.

Besides what is listed, any request can be answered 408 (sent too slowly), 414 (target above 8 KiB),
431 (headers above 16 KiB) or 503 (overloaded).`

/** Describes the whole interface, with an example for each route that has one. */
export function openApiDocument(version: string, examples: readonly Example[]): OpenApi {
  const schemas: Record<string, Json> = {}
  const paths: Record<string, Record<string, Json>> = {}
  for (const route of routeTable) {
    const path = route.path.replaceAll('::', ':').replaceAll(/\/:(\w+)/g, '/{$1}')
    const item = paths[path] ?? {}
    paths[path] = item
    item[route.method.toLowerCase()] = operation(route, examples, schemas)
  }
  schemaOf(error, 'output', schemas)
  return {
    openapi: '3.1.0',
    info: { title: 'Schemarium', version, description, license: { name: 'Apache-2.0' } },
    servers: [{ url: '/' }, contextServer],
    paths: { ...paths, ...operatorPaths },
    components: { schemas: sorted(schemas) },
  }
}

const contextServer = {
  url: '/contexts/{context}',
  description: 'The same in one context.',
  variables: { context: { default: '.', description: pathTexts.context } },
}

function operation(
  route: Route,
  examples: readonly Example[],
  schemas: Record<string, Json>,
): Json {
  const key = `${route.method} ${route.path}`
  const text = routeTexts.get(key)
  if (!text) throw new Error(`nothing is said of ${key}`)
  const example = examples.find((one) => one.route === key)
  return {
    tags: [text.tag],
    operationId: operationId(route),
    summary: route.summary,
    description: text.description,
    ...(route.rootOnly && { servers: [{ url: '/' }] }),
    parameters: [...pathParameters(route), ...queryParameters(route)],
    ...(route.body && { requestBody: requestBody(route.body, example, schemas) }),
    responses: { ...success(text, example, schemas), ...failures(kindsOf(route, text)) },
  }
}

/** Method and path in one word, as in `getSubjectsSubjectVersions`. */
function operationId({ method, path }: Route): string {
  const words = path.split(/[^a-zA-Z0-9]+/).filter((word) => word !== '')
  const rest = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  return method.toLowerCase() + (rest === '' ? 'Root' : rest)
}

function pathParameters({ path }: Route): readonly Json[] {
  return [...path.replaceAll('::', '').matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    ...{ name, in: 'path', required: true, description: pathTexts[name] },
    schema: { type: 'string' },
  }))
}

function queryParameters({ query = {} }: Route): readonly Json[] {
  return Object.entries(query).map(([name, parameter]) => ({
    ...{ name, in: 'query', description: parameter.description },
    schema: parameterSchema(parameter),
  }))
}

function parameterSchema({ kind, fallback }: Parameter<unknown>): Json {
  if (kind === 'list') return { type: 'array', items: { type: 'string' } }
  return { type: kind, ...(fallback !== '' && { default: fallback }) }
}

function requestBody(
  { type, name }: NonNullable<Route['body']>,
  example: Example | undefined,
  schemas: Record<string, Json>,
): Json {
  const schema = schemaOf(type, 'input', schemas)
  return { required: name !== undefined, content: contents(schema, example?.send) }
}

/** A body in each of the media types, with its example in the first. */
function contents(schema: Json, example?: unknown): Json {
  return Object.fromEntries(
    offered.map((type, at) => [
      type,
      { schema, ...(at === 0 && example !== undefined && { example }) },
    ]),
  )
}

function success(
  { answer, status = 200 }: RouteText,
  example: Example | undefined,
  schemas: Record<string, Json>,
): Json {
  if (answer === 'none') return { [status]: { description: 'Done' } }
  const schema =
    answer === 'text'
      ? { description: "The schema's text, JSON or not, as it is." }
      : schemaOf(answer, 'output', schemas)
  return { [status]: { description: 'Success', content: contents(schema, example?.answer) } }
}

const codes = new Map(failureKinds())
const everywhere = [
  ...(['badRequest', 'notAcceptable', 'unsupportedMediaType'] as const),
  ...(['storeFailed', 'storeTimeout'] as const),
]

/** What a route may fail with: what its text names, and what follows from its parts. */
function kindsOf({ path, query = {}, body }: Route, { errors }: RouteText): readonly FailureKind[] {
  const numbers = Object.values(query).some(({ kind }) => kind === 'integer')
  return [
    ...errors,
    ...(numbers || path.includes('/:id') ? (['notFound'] as const) : []),
    ...(body ? (['bodyTooLarge'] as const) : []),
    ...(body?.name === undefined ? [] : (['bodyMissing'] as const)),
    ...everywhere,
  ]
}

/** Failures by status; each tells the codes that may stand in it. */
function failures(kinds: readonly FailureKind[]): Json {
  const all = kinds.map((kind) => codes.get(kind) ?? 500)
  const byStatus = Map.groupBy(all, (code) => Number(String(code).slice(0, 3)))
  const responses = [...byStatus].sort(([a], [b]) => a - b)
  const schema = { $ref: '#/components/schemas/Error' }
  return Object.fromEntries(
    responses.map(([status, found]) => [
      status,
      {
        description: `error_code ${[...new Set(found)].sort((a, b) => a - b).join(', ')}`,
        content: contents(schema),
      },
    ]),
  )
}

/** The JSON schema of a type; types with a name become components and are referred to. */
function schemaOf(type: z.ZodType, io: 'input' | 'output', schemas: Record<string, Json>): Json {
  const name = namedBodies.get(type)
  if (name !== undefined && schemas[name]) return reference(name)
  const { $schema, $defs, ...schema } = z.toJSONSchema(type, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => simplify(zodSchema, jsonSchema, type),
  })
  // Types that the answers name (`meta({ id })`) come as definitions.
  for (const [id, definition] of Object.entries($defs ?? {})) schemas[id] = hoisted(definition)
  if (name === undefined) return hoisted(schema)
  schemas[name] = hoisted(schema)
  for (const [inner, innerName] of bodies) {
    if (JSON.stringify(schema).includes(`/${innerName}"`)) schemaOf(inner, io, schemas)
  }
  return reference(name)
}

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` })

function simplify(type: z.core.$ZodType, schema: Record<string, unknown>, root: z.ZodType): void {
  const plain = lenient.get(type)
  const name = type === root ? undefined : namedBodies.get(type)
  const instead = plain ?? (name === undefined ? undefined : reference(name))
  if (instead) {
    for (const key of Object.keys(schema)) delete schema[key]
    Object.assign(schema, instead)
  }
  // A later version may answer more.
  if (schema.additionalProperties === false) delete schema.additionalProperties
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
}

/** References to definitions become references to components. */
function hoisted(schema: object): Json {
  const { id: _id, ...rest } = JSON.parse(
    JSON.stringify(schema).replaceAll('#/$defs/', '#/components/schemas/'),
  ) as Json
  return rest
}

function sorted(schemas: Readonly<Record<string, Json>>): Record<string, Json> {
  return Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)))
}
