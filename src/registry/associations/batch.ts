import type { Registration } from '../register-decision.ts'
import type { Registry } from '../registry.ts'
import { type AssociateOptions, associate, newestResource } from './associate.ts'
import { disassociate } from './disassociate.ts'
import {
  type AssociationOp,
  checkRequest,
  invalid,
  type Lifecycle,
  type ResourceRequest,
  refuseDuplicates,
  topic,
  typeOf,
  type UnwantedAssociation,
  type WantedAssociation,
} from './request.ts'
import { type FoundAssociation, findAssociations, type SearchOptions } from './search.ts'

/** An association of a resource, with the schema that the request registered, if any. */
export type KeptAssociation = FoundAssociation & { readonly registration: Registration | undefined }

/**
 * Applies one resource's part of a batch and answers what the resource has then; nothing for a dry
 * run. Adjacent operations of a kind are applied together, the others one after the other: what
 * was done before one fails stays done.
 */
export async function mutateResource(
  registry: Registry,
  request: ResourceRequest,
  options: AssociateOptions,
): Promise<readonly KeptAssociation[]> {
  const { dryRun } = options
  const create = request.ops.every(({ opType }) => opType === 'CREATE')
  const resource = checkRequest(request, { idOptional: dryRun && create })
  refuseDuplicates(request.ops.map(typeOf))
  const registrations = new Map<string, Registration>()
  for (const run of runsOf(request.ops)) {
    for (const [guid, registration] of await applyRun(
      registry,
      { ...request, ops: run },
      options,
    )) {
      registrations.set(guid, registration)
    }
  }
  if (dryRun || resource.id === undefined) return []
  const filter = { resourceType: resource.type, associationTypes: [], lifecycle: undefined }
  const kept = await findAssociations(registry, { id: resource.id }, filter, options)
  return kept.map((found) => ({ ...found, registration: registrations.get(found.row.guid) }))
}

/** Operations of one kind that stand side by side, together; removals by whether they cascade. */
function runsOf(ops: readonly AssociationOp[]): readonly (readonly AssociationOp[])[] {
  const runs: AssociationOp[][] = []
  for (const op of ops) {
    const run = runs.at(-1)
    const first = run?.[0]
    if (run && first && kindOf(first) === kindOf(op)) run.push(op)
    else runs.push([op])
  }
  return runs
}

function kindOf(op: AssociationOp): string {
  return op.opType === 'DELETE' ? `${op.opType} ${op.cascade}` : op.opType
}

/** Answers the schemas that were registered, by the guid of their association. */
async function applyRun(
  registry: Registry,
  request: ResourceRequest,
  options: AssociateOptions,
): Promise<ReadonlyMap<string, Registration>> {
  const removals = request.ops.filter((op): op is UnwantedAssociation => op.opType === 'DELETE')
  const [first] = removals
  if (first) {
    const removal = {
      resourceId: request.resourceId ?? '',
      resourceType: topic,
      associationTypes: removals.map(typeOf),
    }
    await disassociate(registry, removal, { ...options, cascade: first.cascade })
    return new Map()
  }
  const ops = request.ops.filter((op): op is WantedAssociation => op.opType !== 'DELETE')
  const written = await associate(registry, { ...request, ops }, options)
  const registered = written.flatMap(({ row, registration }) =>
    registration ? [[row.guid, registration] as const] : [],
  )
  return new Map(registered)
}

/** A resource as a batch asks for it: by its id, or by name and namespace. */
export type ResourceQuestion = {
  readonly resourceName?: string | undefined
  readonly resourceNamespace?: string | undefined
  readonly resourceId?: string | undefined
  readonly resourceType?: string | undefined
  readonly associationTypes?: readonly string[] | undefined
  readonly lifecycle?: Lifecycle | undefined
}

/** The associations of the resource asked for. Throws `invalidAssociation`. */
export async function associationsAsked(
  registry: Registry,
  asked: ResourceQuestion,
  options: SearchOptions,
): Promise<readonly FoundAssociation[]> {
  const filter = {
    resourceType: asked.resourceType ?? topic,
    associationTypes: asked.associationTypes ?? [],
    lifecycle: asked.lifecycle,
  }
  const { resourceId: id = '', resourceName: name = '', resourceNamespace: namespace = '' } = asked
  if (id !== '') return findAssociations(registry, { id }, filter, options)
  if (name === '') {
    throw invalid('resourceId', 'either resourceId or resourceName must be specified')
  }
  if (namespace === '') {
    const detail = 'resourceNamespace is required when resourceName is specified'
    throw invalid('resourceNamespace', detail)
  }
  const found = await findAssociations(registry, { name, namespace }, filter, options)
  return newestResource(found)
}
