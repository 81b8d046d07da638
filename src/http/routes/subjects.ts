import { deleteSubject } from '../../registry/deletion.ts'
import { lookUp } from '../../registry/lookup.ts'
import { guidOfFound } from '../../registry/same-schema.ts'
import { listSubjects, parsePrefix } from '../../registry/subject-listing.ts'
import { findByMetadata } from '../../registry/versions.ts'
import { flag, list, pageOf, paging, text } from '../query.ts'
import { finished, type Route, route } from '../route.ts'
import { prefixIn, targetSubject } from '../target.ts'
import { schemaAnswer } from '../wire/schema-answer.ts'
import { schemaBody, schemaRequest } from '../wire/schema-body.ts'
import { recalledAnswer } from './recalled.ts'
import { foundAnswer, rendered } from './rendering.ts'

const format = text('How the schema text is written; each engine knows its own formats.')
const deleted = flag('Take soft-deleted ones too.')

/** Lists are kept with the state as long as nothing changes; so are their texts. */
const texts = new WeakMap<readonly string[], string>()

function textOf(names: readonly string[]): string {
  const known = texts.get(names)
  if (known !== undefined) return known
  const text = JSON.stringify(names)
  texts.set(names, text)
  return text
}

export const subjectRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/subjects',
    summary: 'List subjects',
    query: {
      subjectPrefix: text('What names begin with; `:*:` for all contexts.', ':*:'),
      deleted,
      deletedOnly: flag('Only subjects whose versions are all soft-deleted.'),
      ...paging,
    },
    handle: async ({ registry, context, mounted, query, asked, freshness }) => {
      const given = query.subjectPrefix === undefined && mounted ? '' : asked.subjectPrefix
      const prefix = parsePrefix(prefixIn(given, context, mounted))
      const page = pageOf(await listSubjects(registry, prefix, asked, freshness), asked)
      return finished(textOf(page))
    },
  }),
  route({
    method: 'POST',
    path: '/subjects/:subject',
    summary: 'Look up a schema under a subject',
    query: { normalize: flag('Normalise the schema first.'), format, deleted },
    body: { type: schemaBody, name: 'lookUpSchemaUnderSubject' },
    quick: recalledAnswer('lookup', (subject, version, row, content) =>
      schemaAnswer({ subject, version, id: row.id, guid: row.guid, content }),
    ),
    handle: async (call) => {
      const { registry, asked, freshness } = call
      const request = schemaRequest(call.body, call.text)
      const subject = await targetSubject(call)
      const { normalize } = asked
      const matching = { normalize, deleted: asked.deleted, latestOnly: false, freshness }
      const found = await lookUp(registry, subject, request, matching)
      const { version, row, stored } = found
      const content = await rendered(call, found, asked.format)
      const parts = {
        subject: found.subject,
        version,
        id: row.id,
        guid: guidOfFound(found),
        content,
      }
      return schemaAnswer(stored ? { ...parts, marks: row } : parts)
    },
  }),
  route({
    method: 'GET',
    path: '/subjects/:subject/metadata',
    summary: 'Find the latest version with given metadata properties',
    query: {
      key: list('Names of properties, each with the value at the same place.'),
      value: list('Values of the properties.'),
      format,
      deleted,
    },
    handle: async (call) => {
      const { registry, asked, freshness } = call
      const pairs = asked.key.slice(0, asked.value.length).map((key, at) => {
        return [key, asked.value[at] ?? ''] as const
      })
      const options = { deleted: asked.deleted, freshness }
      const found = await findByMetadata(registry, await targetSubject(call), pairs, options)
      return foundAnswer(call, found, { format: asked.format })
    },
  }),
  route({
    method: 'DELETE',
    path: '/subjects/:subject',
    summary: 'Delete a subject',
    query: { permanent: flag('Remove what was soft-deleted, for good.') },
    handle: async (call) => {
      const { registry, asked, freshness } = call
      const options = { permanent: asked.permanent, freshness }
      return deleteSubject(registry, await targetSubject(call), options)
    },
  }),
]
