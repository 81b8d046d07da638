import { failure, RegistryError } from '../../model/errors.ts'
import {
  associationsAsked,
  type KeptAssociation,
  mutateResource,
  type ResourceQuestion,
} from '../../registry/associations/batch.ts'
import { invalid, topic } from '../../registry/associations/request.ts'
import type { FoundAssociation } from '../../registry/associations/search.ts'
import { freshState } from '../../registry/registry.ts'
import { rowOf } from '../../registry/versions.ts'
import { flag } from '../query.ts'
import { Answer, type Call, type Route, route } from '../route.ts'
import { headAnswer, ownAssociationAnswer } from '../wire/association-answer.ts'
import { mutationRequest, mutationsBody, questionsBody } from '../wire/association-body.ts'
import { schemaAnswer } from '../wire/schema-answer.ts'
import { changeOptions, changing, schemaOf, searchOptions } from './association-calls.ts'

export const associationBatchRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/associations::batchGet',
    summary: 'Get the associations of several resources',
    query: { includeSchemas: flag('Answer the latest schema of each subject too.') },
    body: { type: questionsBody, name: 'batchGetAssociations' },
    handle: (call) =>
      eachOf(call.body.requests, 'getting associations', async (question) => {
        const options = searchOptions(call, question.resourceNamespace)
        const found = await associationsAsked(call.registry, question, options)
        const { includeSchemas } = call.asked
        const answers = found.map((one) => questionAnswer(call, one, includeSchemas))
        return resourceAnswer(found[0]?.row ?? question, await Promise.all(answers))
      }),
  }),
  route({
    method: 'POST',
    path: '/associations::batchMutate',
    summary: 'Change the associations of several resources',
    query: changing,
    body: { type: mutationsBody, name: 'mutateAssociations' },
    handle: (call) =>
      eachOf(call.body.requests, 'creating association', async (body) => {
        const request = mutationRequest(body)
        const kept = await mutateResource(call.registry, request, changeOptions(call))
        return resourceAnswer(body, kept.map(keptAnswer))
      }),
  }),
]

/** One result for each of the requests, in their order and one after the other, with status 207. */
async function eachOf<T>(
  requests: readonly T[] | undefined,
  doing: string,
  answer: (request: T) => Promise<object>,
): Promise<Answer> {
  if (!requests || requests.length === 0) throw invalid('requests', 'cannot be null or empty')
  const results: object[] = []
  for (const request of requests) {
    results.push(
      await answer(request).then(
        (result) => ({ result }),
        (error) => ({ error: errorAnswer(error, doing) }),
      ),
    )
  }
  return new Answer(207, JSON.stringify({ results }))
}

/** An unreadable schema is an invalid association here, and a failure says what was being done. */
function errorAnswer(error: unknown, doing: string): object {
  if (!(error instanceof RegistryError)) throw error
  const { code, message, status } = error
  if (error.kind === 'invalidSchema') {
    return { error_code: failure('invalidAssociation', '', '').code, message }
  }
  if (status < 500) return { error_code: code, message }
  return { error_code: status, message: `Error while ${doing}: ${message}` }
}

function resourceAnswer(
  { resourceType = topic, ...resource }: ResourceQuestion,
  associations: readonly object[],
): object {
  const head = headAnswer({ ...resource, resourceType })
  return associations.length > 0 ? { ...head, associations } : head
}

async function questionAnswer(
  { registry, freshness }: Call,
  { context, row }: FoundAssociation,
  withSchema: boolean,
): Promise<object> {
  const subject = { context, name: row.subject }
  if (!withSchema) return ownAssociationAnswer(subject, row, undefined)
  const found = rowOf(await freshState(registry, context, freshness), row.subject, 'latest', false)
  if (!found) return ownAssociationAnswer(subject, row, undefined)
  const content = await registry.contents.one(context, found.row.digest)
  const { version, row: marks } = found
  const { id, guid } = marks
  return ownAssociationAnswer(
    subject,
    row,
    schemaAnswer({ subject, version, id, guid, content, marks }),
  )
}

function keptAnswer({ context, row, registration }: KeptAssociation): object {
  const subject = { context, name: row.subject }
  return ownAssociationAnswer(subject, row, registration && schemaOf(registration))
}
