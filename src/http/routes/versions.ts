import { checkSubject } from '../../model/subject.ts'
import { deleteVersion } from '../../registry/deletion.ts'
import { register } from '../../registry/register.ts'
import { withKeyParams } from '../../registry/rule-params.ts'
import { findVersion, listVersions, referencedBy, rowOf } from '../../registry/versions.ts'
import { flag, list, pageOf, paging, text } from '../query.ts'
import { finished, type Quick, type Route, route } from '../route.ts'
import { namedSubject, targetSubject, versionSpec } from '../target.ts'
import { registrationAnswer, schemaAnswer } from '../wire/schema-answer.ts'
import { schemaBody, schemaRequest } from '../wire/schema-body.ts'
import { recalledAnswer } from './recalled.ts'
import { foundAnswer, refuseLogical, rendered, textIn } from './rendering.ts'

const format = text('How the schema text is written; each engine knows its own formats.')
const deleted = flag('Take soft-deleted ones too.')
const permanent = flag('Remove what was soft-deleted, for good.')

/** Entries of `referencedby` in one answer. */
const mostReferrers = 1000

/** A version without a query: the finished answer is kept until the next commit. */
const quickVersion: Quick = {
  contexts: (call) => [namedSubject(call).context],
  answer: (call, stateOf) => {
    const { registry, query } = call
    for (const _ in query) return undefined
    const subject = namedSubject(call)
    const state = stateOf(subject.context)
    if (!state) return undefined
    const spec = versionSpec(call)
    const key = `version ${spec} ${subject.name}`
    const known = state.memo.get(key)
    // The memo holds under this key what this function put there.
    if (known !== undefined) return known as string
    if (state.configs.get(subject.name)?.value.alias) return undefined
    const found = rowOf(state, subject.name, spec, false)
    const content = found && registry.contents.cached(state.context, found.row.digest)
    if (!found || !content) return undefined
    const { version, row } = found
    const answer = JSON.stringify(
      schemaAnswer({ subject, version, id: row.id, guid: row.guid, content, marks: row }),
    )
    state.memo.set(key, answer, answer.length + key.length)
    return answer
  },
}

export const versionRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/subjects/:subject/versions',
    summary: 'List the versions of a subject',
    query: {
      deleted,
      deletedOnly: flag('Only soft-deleted versions.'),
      deletedAsNegative: flag('All versions, soft-deleted ones as negative numbers.'),
      ...paging,
    },
    handle: async (call) => {
      const { registry, asked, freshness } = call
      const subject = await targetSubject(call)
      return pageOf(await listVersions(registry, subject, asked, freshness), asked)
    },
  }),
  route({
    method: 'POST',
    path: '/subjects/:subject/versions',
    summary: 'Register a schema under a subject',
    query: {
      normalize: flag('Normalise the schema first.'),
      format,
      force: flag('Skip the compatibility check.'),
    },
    body: { type: schemaBody, name: 'register' },
    quick: recalledAnswer('register', (subject, version, row, content) =>
      registrationAnswer({ subject, version, id: row.id, guid: row.guid, content }),
    ),
    handle: async (call) => {
      const { registry, asked, freshness } = call
      const request = withKeyParams(schemaRequest(call.body, call.text))
      const { normalize, force } = asked
      const subject = await targetSubject(call)
      checkSubject(subject)
      refuseLogical(asked.format)
      const done = await register(registry, subject, request, { normalize, force, freshness })
      return registrationAnswer({ ...done, content: await rendered(call, done, asked.format) })
    },
  }),
  route({
    method: 'GET',
    path: '/subjects/:subject/versions/:version',
    summary: 'Get a version of a subject',
    query: {
      format,
      referenceFormat: text('`qualified` for references with their context.'),
      deleted,
      findTags: list('Answer the inline tags: `*` for all of them.'),
    },
    quick: quickVersion,
    handle: async (call) => {
      const { registry, asked, freshness } = call
      const spec = versionSpec(call)
      const options = { deleted: asked.deleted, freshness }
      const found = await findVersion(registry, await targetSubject(call), spec, options)
      return foundAnswer(call, found, asked)
    },
  }),
  route({
    method: 'GET',
    path: '/subjects/:subject/versions/:version/schema',
    summary: 'Get the schema text of a version',
    query: { format, deleted },
    handle: async (call) => {
      const { registry, asked, freshness } = call
      const spec = versionSpec(call)
      const options = { deleted: asked.deleted, freshness }
      const found = await findVersion(registry, await targetSubject(call), spec, options)
      return finished(await textIn(call, found, asked.format))
    },
  }),
  route({
    method: 'GET',
    path: '/subjects/:subject/versions/:version/referencedby',
    summary: 'List ids of schemas that refer to a version',
    query: { deleted, ...paging },
    handle: async (call) => {
      const { registry, asked, freshness } = call
      const spec = versionSpec(call)
      const options = { deleted: asked.deleted, freshness }
      const ids = await referencedBy(registry, await targetSubject(call), spec, options)
      return pageOf(ids, asked, mostReferrers)
    },
  }),
  route({
    method: 'DELETE',
    path: '/subjects/:subject/versions/:version',
    summary: 'Delete a version of a subject',
    query: { permanent },
    handle: async (call) => {
      const { registry, asked, freshness } = call
      const spec = versionSpec(call)
      const options = { permanent: asked.permanent, freshness }
      return deleteVersion(registry, await targetSubject(call), spec, options)
    },
  }),
]
