import { failure } from '../../model/errors.ts'
import type { SchemaContent } from '../../model/schema.ts'
import { schemaTypes } from '../../model/schema.ts'
import { formatSubject, type Subject } from '../../model/subject.ts'
import { parseLifecycle } from '../../registry/associations/request.ts'
import type { SubjectAssociationFilter } from '../../registry/associations/search.ts'
import { type ListedSchema, listSchemas } from '../../registry/schema-listing.ts'
import {
  type FoundId,
  findGuid,
  findId,
  holderFor,
  holdersOf,
  idInMemory,
  idsOfGuid,
} from '../../registry/schemas.ts'
import { parsePrefix } from '../../registry/subject-listing.ts'
import { arrayAnswer } from '../long-answer.ts'
import { boundsOf, flag, list, pageOf, paging, parseInteger, text } from '../query.ts'
import { type Call, finished, type Quick, type Route, route } from '../route.ts'
import { followAlias, idOfPath, prefixIn, querySubject } from '../target.ts'
import { associationAnswer } from '../wire/association-answer.ts'
import { schemaAnswer, schemaStringAnswer } from '../wire/schema-answer.ts'
import { qualifiedReferences, rendered, tagsFound, textIn } from './rendering.ts'

const format = text('How the schema text is written; each engine knows its own formats.')
const deleted = flag('Take soft-deleted ones too.')
const subject = text('A subject that holds the id, or a context.')

/** Schemas in one answer. */
const mostSchemas = 1000

/** What by-id reads of plain clients ask besides the subject, without any effect. */
const effectless: Readonly<Record<string, string>> = { fetchMaxId: 'false', deleted: 'true' }

/** An id, alone or with a subject: its content never changes, so memory may answer at once. */
const quickId: Quick = {
  contexts: () => [],
  answer: (call) => {
    const { registry, query, params } = call
    for (const name in query) {
      if (name !== 'subject' && query[name] !== effectless[name]) return undefined
    }
    const id = parseInteger(params.id ?? '')
    if (id === undefined) return undefined
    const asked = querySubject(call)
    const found = idInMemory(registry, asked, id)
    if (!found || found.state.configs.get(asked.name)?.value.alias) return undefined
    const key = `id ${id} ${asked.name}`
    const known = found.state.memo.get(key)
    // The memo holds under this key what this function put there.
    if (known !== undefined) return known as string
    const content = registry.contents.cached(found.state.context, found.entry.digest)
    if (!content) return undefined
    const answer = JSON.stringify(idAnswer(found, asked.name, { content }))
    found.state.memo.set(key, answer, answer.length)
    return answer
  },
}

export const schemaRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/schemas',
    summary: 'List schemas',
    query: {
      subjectPrefix: text('What subjects begin with; `:*:` for all contexts.'),
      aliases: flag('Answer the aliases of each subject.'),
      deleted,
      latestOnly: flag('Only the latest version of each subject.'),
      ruleType: text('Only schemas with a rule of this type.'),
      resourceType: text('Only schemas of subjects associated with such a resource.'),
      associationType: list('Only schemas of subjects associated as `key` or `value`.'),
      lifecycle: list('Only schemas of subjects associated so: `STRONG`, `WEAK` or `NONE`.'),
      ...paging,
    },
    handle: async ({ registry, context, mounted, asked, freshness }) => {
      const prefix = parsePrefix(prefixIn(asked.subjectPrefix, context, mounted))
      const page = { ...boundsOf(asked, mostSchemas), freshness }
      const filter = { ...asked, association: associationFilter(asked) }
      return arrayAnswer(answersFor(await listSchemas(registry, prefix, filter, page)))
    },
  }),
  route({
    method: 'GET',
    path: '/schemas/types',
    summary: 'List the schema types',
    handle: () => schemaTypes,
  }),
  route({
    method: 'GET',
    path: '/schemas/ids/:id',
    summary: 'Get the schema of an id',
    query: {
      subject,
      format,
      referenceFormat: text('`qualified` for references with their context.'),
      findTags: list('Answer the inline tags: `*` for all of them.'),
      fetchMaxId: flag('Answer the highest id of the context too.'),
    },
    quick: quickId,
    handle: async (call) => {
      const { asked } = call
      const { found, name } = await foundId(call)
      const place = await placeOf(call, found)
      const schemaTags = await tagsFound(call, place, asked.findTags)
      const content = await rendered(call, place, asked.format)
      const { context } = found.state
      return idAnswer(found, name, {
        content: qualifiedReferences(content, context, asked.referenceFormat),
        schemaTags,
        maxId: asked.fetchMaxId ? found.state.nextId - 1 : undefined,
      })
    },
  }),
  route({
    method: 'GET',
    path: '/schemas/ids/:id/schema',
    summary: 'Get the schema text of an id',
    query: { subject, format },
    handle: async (call) => {
      const { found } = await foundId(call)
      return finished(await textIn(call, await placeOf(call, found), call.asked.format))
    },
  }),
  route({
    method: 'GET',
    path: '/schemas/ids/:id/subjects',
    summary: 'List subjects that hold an id',
    query: { subject, deleted, ...paging },
    handle: async (call) => {
      const { found } = await holderId(call)
      const { context } = found.state
      const holders = holdersOf(found, call.asked.deleted)
      return pageOf(
        holders.map(({ name }) => formatSubject({ context, name })),
        call.asked,
      )
    },
  }),
  route({
    method: 'GET',
    path: '/schemas/ids/:id/versions',
    summary: 'List versions that hold an id',
    query: { subject, deleted, ...paging },
    handle: async (call) => {
      const { found } = await holderId(call)
      const { context } = found.state
      const holders = holdersOf(found, call.asked.deleted)
      const versions = holders.map(({ name, version }) => ({
        subject: formatSubject({ context, name }),
        version,
      }))
      return pageOf(versions, call.asked)
    },
  }),
  route({
    method: 'GET',
    path: '/schemas/guids/:guid',
    summary: 'Get the schema of a guid',
    query: { format },
    handle: async (call) => {
      const found = await findGuid(call.registry, call.params.guid ?? '', call.freshness)
      const content = await rendered(call, await placeOf(call, found), call.asked.format)
      return schemaStringAnswer({ guid: found.entry.guid, content })
    },
  }),
  route({
    method: 'GET',
    path: '/schemas/guids/:guid/ids',
    summary: 'List contexts and ids that a guid stands for',
    handle: ({ registry, params, freshness }) => idsOfGuid(registry, params.guid ?? '', freshness),
  }),
]

function idAnswer(
  found: FoundId,
  name: string,
  parts: Omit<Parameters<typeof schemaStringAnswer>[0], 'guid' | 'holder' | 'marks'>,
): object {
  const holder = holderFor(found, name)
  const { context } = found.state
  return schemaStringAnswer({
    ...parts,
    guid: found.entry.guid,
    holder: holder && { subject: { context, name: holder.name }, version: holder.version },
    marks: holder && { ts: holder.ts, deleted: holder.deleted },
  })
}

/** The id of the path under the subject of the query. Throws `schemaIdNotFound`. */
async function foundId(call: Call): Promise<{ readonly found: FoundId; readonly name: string }> {
  const id = idOfPath(call)
  const subject = await querySubjectFollowed(call)
  const found =
    idInMemory(call.registry, subject, id) ??
    (await findId(call.registry, subject, id, call.freshness))
  if (!found) throw failure('schemaIdNotFound', id)
  return { found, name: subject.name }
}

/** As {@link foundId} on fresh state; the error does not name the id. */
async function holderId(call: Call): Promise<{ readonly found: FoundId }> {
  const id = idOfPath(call)
  const subject = await querySubjectFollowed(call)
  const found = await findId(call.registry, subject, id, call.freshness)
  if (!found) throw failure('schemaNotFound')
  return { found }
}

async function querySubjectFollowed(call: Call): Promise<Subject> {
  const subject = querySubject(call)
  return subject.name === '' ? subject : followAlias(call, subject)
}

async function placeOf(
  { registry }: Call,
  { state, entry }: FoundId,
): Promise<{ readonly subject: Subject; readonly content: SchemaContent }> {
  const content = await registry.contents.one(state.context, entry.digest)
  return { subject: { context: state.context, name: '' }, content }
}

/** The filter by association; none where the query does not speak of them. */
function associationFilter({
  resourceType,
  associationType: associationTypes,
  lifecycle,
}: {
  readonly resourceType: string
  readonly associationType: readonly string[]
  readonly lifecycle: readonly string[]
}): SubjectAssociationFilter | undefined {
  const lifecycles = lifecycle
    .map((text) => (text === 'NONE' ? text : parseLifecycle(text)))
    .filter((value) => value !== undefined)
  if (resourceType === '' && associationTypes.length === 0 && lifecycles.length === 0) {
    return undefined
  }
  return { resourceType, associationTypes, lifecycles }
}

async function* answersFor(schemas: AsyncIterable<ListedSchema>): AsyncGenerator<object> {
  for await (const listed of schemas) yield listedAnswer(listed)
}

function listedAnswer({ associations, aliases, ...listed }: ListedSchema): object {
  const { subject, version, row, content } = listed
  const { context } = subject
  return {
    ...schemaAnswer({ subject, version, id: row.id, guid: row.guid, content, marks: row }),
    ...(aliases.length > 0 && { aliases }),
    ...(associations.length > 0 && {
      associations: associations.map((row) => associationAnswer({ context, row })),
    }),
  }
}
