import { associate, type WrittenAssociation } from '../../registry/associations/associate.ts'
import { disassociate } from '../../registry/associations/disassociate.ts'
import { invalid, parseLifecycle, topic } from '../../registry/associations/request.ts'
import {
  type AssociationFilter,
  associationsOf,
  findAssociations,
  type ResourceSelector,
} from '../../registry/associations/search.ts'
import { flag, list, pageOf, paging, text } from '../query.ts'
import { type Call, noContent, type Route, route } from '../route.ts'
import { targetSubject } from '../target.ts'
import { associationAnswer, headAnswer, ownAssociationAnswer } from '../wire/association-answer.ts'
import {
  type AssociationsBody,
  associationsBody,
  associationsRequest,
} from '../wire/association-body.ts'
import { changeOptions, changing, schemaOf, searchOptions } from './association-calls.ts'

const resourceType = text('Kind of the resource.')
const associationType = list('`key`, `value` or both.')
const filters = {
  resourceType,
  associationType,
  lifecycle: text('`STRONG` or `WEAK`.'),
  ...paging,
}

/** Associations in one answer. */
const mostAssociations = 1000

type ListCall = Call & {
  readonly asked: {
    readonly resourceType: string
    readonly associationType: readonly string[]
    readonly lifecycle: string
    readonly offset: number
    readonly limit: number
  }
}

export const associationRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/associations/subjects/:subject',
    summary: 'List the associations of a subject',
    query: filters,
    handle: async (call) => {
      const { registry, asked, freshness } = call
      const filter = filterOf(asked)
      const found = await associationsOf(registry, await targetSubject(call), filter, freshness)
      return pageOf(found, asked, mostAssociations).map(associationAnswer)
    },
  }),
  route({
    method: 'GET',
    path: '/associations/resources/:namespace/:name',
    summary: 'List the associations of a resource by its name, or with `-` of several',
    query: filters,
    handle: (call) => {
      const { name = '', namespace = '' } = call.params
      const selector = { name: unlessAll(name), namespace: unlessAll(namespace) }
      return listed(call, selector, filterOf(call.asked))
    },
  }),
  route({
    method: 'GET',
    path: '/associations/resources/:resourceId',
    summary: 'List the associations of a resource',
    query: filters,
    handle: (call) =>
      listed(call, { id: call.params.resourceId ?? '' }, filterOf(call.asked, topic)),
  }),
  route({
    method: 'POST',
    path: '/associations',
    summary: 'Associate a new resource with subjects',
    query: changing,
    body: { type: associationsBody, name: 'createAssociation' },
    handle: (call) => associated(call, call.body, 'CREATE'),
  }),
  route({
    method: 'PUT',
    path: '/associations/resources/:resourceId',
    summary: 'Associate a resource with subjects',
    query: changing,
    body: { type: associationsBody, name: 'createOrUpdateAssociation' },
    handle: (call) => {
      const resourceId = call.params.resourceId ?? ''
      if ((call.body.resourceId ?? resourceId) !== resourceId) {
        const detail =
          'Resource ID in the path parameter does not match the resource ID in the request body'
        throw invalid('resourceId', detail)
      }
      return associated(call, { ...call.body, resourceId }, 'UPSERT')
    },
  }),
  route({
    method: 'DELETE',
    path: '/associations/resources/:resourceId',
    summary: 'Remove associations of a resource',
    query: {
      resourceType,
      associationType,
      cascadeLifecycle: flag('Delete subjects that the resource owns too.'),
      dryRun: flag('Only check.'),
    },
    handle: async (call) => {
      const { resourceId = '' } = call.params
      const { associationTypes, resourceType } = filterOf({ ...call.asked, lifecycle: '' }, topic)
      const { cascadeLifecycle: cascade, dryRun } = call.asked
      const options = { ...searchOptions(call), cascade, dryRun }
      await disassociate(call.registry, { resourceId, resourceType, associationTypes }, options)
      return noContent
    },
  }),
]

/** `-` stands for every name and every namespace. */
const unlessAll = (text: string) => (text === '-' ? undefined : text)

function filterOf(
  asked: Pick<ListCall['asked'], 'resourceType' | 'associationType' | 'lifecycle'>,
  fallback = '',
): AssociationFilter {
  return {
    resourceType: asked.resourceType === '' ? fallback : asked.resourceType,
    associationTypes: asked.associationType,
    lifecycle: parseLifecycle(asked.lifecycle),
  }
}

async function listed(
  call: ListCall,
  selector: ResourceSelector,
  filter: AssociationFilter,
): Promise<readonly object[]> {
  const namespace = 'namespace' in selector ? selector.namespace : undefined
  // Which resource is meant by a name in whatever namespace is the tenant's own affair.
  const confined = call.mounted && !('id' in selector) && namespace === undefined
  const options = { ...searchOptions(call, namespace), confined }
  const found = await findAssociations(call.registry, selector, filter, options)
  return pageOf(found, call.asked, mostAssociations).map(associationAnswer)
}

async function associated(
  call: Call & { readonly asked: { readonly context: string; readonly dryRun: boolean } },
  body: AssociationsBody,
  opType: 'CREATE' | 'UPSERT',
): Promise<object> {
  const request = associationsRequest(body, opType)
  const written = await associate(call.registry, request, changeOptions(call))
  return {
    ...headAnswer({ ...body, resourceType: body.resourceType ?? topic }),
    ...(written.length > 0 && { associations: written.map(writtenAnswer) }),
  }
}

function writtenAnswer({ subject, row, registration }: WrittenAssociation): object {
  return ownAssociationAnswer(subject, row, registration && schemaOf(registration))
}
