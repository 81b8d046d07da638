import type { Associated } from '../../model/changes.ts'
import type { ContextName } from '../../model/context.ts'
import { failure } from '../../model/errors.ts'
import { limits } from '../../model/limits.ts'
import { fitsName } from '../../model/names.ts'
import type { Subject } from '../../model/subject.ts'
import {
  associationsOfName,
  associationsOfResource,
  associationsOfSubject,
  resourceKeys,
} from '../association-state.ts'
import type { Freshness } from '../contexts.ts'
import { freshState, type Registry } from '../registry.ts'
import type { ContextState } from '../state.ts'
import type { Lifecycle } from './request.ts'

/** An association with the context whose log holds it: that of its subject. */
export type FoundAssociation = { readonly context: ContextName; readonly row: Associated }

/** Which resources are meant: one by its id, or all with the name and namespace, if given. */
export type ResourceSelector =
  | { readonly id: string }
  | { readonly name: string | undefined; readonly namespace: string | undefined }

/** Which of the associations; an empty text or list lets all through. */
export type AssociationFilter = {
  readonly resourceType: string
  readonly associationTypes: readonly string[]
  readonly lifecycle: Lifecycle | undefined
}

/** Which subjects, by their associations; `NONE` is a subject without one. */
export type SubjectAssociationFilter = Omit<AssociationFilter, 'lifecycle'> & {
  /** Empty for subjects with any association. */
  readonly lifecycles: readonly (Lifecycle | 'NONE')[]
}

/**
 * The subject's associations that let it through, none where there is no filter; undefined if the
 * filter holds it back.
 */
export function matchingAssociations(
  state: ContextState,
  name: string,
  wanted: SubjectAssociationFilter | undefined,
): readonly Associated[] | undefined {
  if (!wanted) return []
  const { lifecycles, ...filter } = wanted
  const rows = associationsOfSubject(state, name).filter(
    passes({ ...filter, lifecycle: undefined }),
  )
  if (rows.length === 0) return lifecycles.includes('NONE') ? [] : undefined
  const matching = rows.filter(
    ({ lifecycle }) => lifecycles.length === 0 || lifecycles.includes(lifecycle),
  )
  return matching.length > 0 ? matching : undefined
}

export type SearchOptions = {
  /** Contexts that the request names, and the only ones looked at where contexts are strangers. */
  readonly within: readonly ContextName[]
  /** Whether no other context is looked at in any case. */
  readonly confined?: boolean
  readonly freshness: Freshness
}

/** Associations of exactly this subject, sorted. */
export async function associationsOf(
  registry: Registry,
  subject: Subject,
  filter: AssociationFilter,
  freshness: Freshness,
): Promise<readonly FoundAssociation[]> {
  const state = await freshState(registry, subject.context, freshness)
  const rows = associationsOfSubject(state, subject.name)
  return sorted(rows.filter(passes(filter)).map((row) => ({ context: state.context, row })))
}

/**
 * Associations of the resources, of whatever context, sorted. A resource has one of each type:
 * of several (two servers may write in the same moment, and one of them may die before it takes
 * its own back) the oldest counts.
 */
export async function findAssociations(
  registry: Registry,
  selector: ResourceSelector,
  filter: AssociationFilter,
  options: SearchOptions,
): Promise<readonly FoundAssociation[]> {
  const all = await everyAssociation(registry, selector, options)
  const oldest = new Map<string, FoundAssociation>()
  for (const found of all.filter(({ row }) => passes({ ...filter, lifecycle: undefined })(row))) {
    const key = JSON.stringify(keyOf(found.row))
    const known = oldest.get(key)
    if (!known || isOlder(found.row, known.row)) oldest.set(key, found)
  }
  return sorted([...oldest.values()].filter(({ row }) => passes(filter)(row)))
}

/** The same with every duplicate, unsorted. */
export async function everyAssociation(
  registry: Registry,
  selector: ResourceSelector,
  options: SearchOptions,
): Promise<readonly FoundAssociation[]> {
  const found: FoundAssociation[] = []
  for await (const state of statesWith(registry, selector, options)) {
    for (const row of rowsIn(state, selector)) found.push({ context: state.context, row })
  }
  return found
}

/** Whether the filter lets an association through. */
export function passes({
  resourceType,
  associationTypes,
  lifecycle,
}: AssociationFilter): (row: Associated) => boolean {
  return (row) =>
    (resourceType === '' || row.resourceType === resourceType) &&
    (associationTypes.length === 0 || associationTypes.includes(row.associationType)) &&
    (lifecycle === undefined || row.lifecycle === lifecycle)
}

async function* statesWith(
  registry: Registry,
  selector: ResourceSelector,
  options: SearchOptions,
): AsyncGenerator<ContextState> {
  const contexts = await contextsWith(registry, selector, options)
  if (contexts.length === 0) return
  if ('id' in selector || selector.name !== undefined) {
    yield* await registry.contexts.fresh(contexts, options.freshness)
    return
  }
  // All of a namespace may lie in many contexts: they are looked at and not kept.
  const heads = await asked(() => registry.contexts.readIndex.read(contexts))
  for (const context of contexts) {
    const head = heads.get(context)
    if (head) yield await registry.contexts.visit(context, head)
  }
}

async function contextsWith(
  { storage, defaults }: Registry,
  selector: ResourceSelector,
  { within, confined }: SearchOptions,
): Promise<readonly ContextName[]> {
  if (confined || !defaults.crossContext) return [...new Set(within)]
  const key = indexKey(selector)
  // What could not have been stored need not be looked for, and not every store could.
  if (!fitsName(key, limits.subjectBytes)) return []
  return [...(await asked(() => storage.find('resource', key)))].sort()
}

function indexKey(selector: ResourceSelector): string {
  if ('id' in selector) return resourceKeys.id(selector.id)
  if (selector.name !== undefined) return resourceKeys.name(selector.name)
  if (selector.namespace !== undefined) return resourceKeys.namespace(selector.namespace)
  return resourceKeys.any
}

function rowsIn(state: ContextState, selector: ResourceSelector): readonly Associated[] {
  if ('id' in selector) return associationsOfResource(state, selector.id)
  const { name, namespace } = selector
  const rows =
    name === undefined
      ? [...state.associations.entries()].map(([, row]) => row)
      : associationsOfName(state, name)
  return rows.filter((row) => namespace === undefined || row.resourceNamespace === namespace)
}

async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (cause) {
    throw Object.assign(failure('storeFailed', 'Error while reading from the store'), { cause })
  }
}

function keyOf({ resourceType, resourceId, associationType }: Associated): readonly string[] {
  return [resourceType, resourceId, associationType]
}

function isOlder(a: Associated, b: Associated): boolean {
  return a.createTs === b.createTs ? a.guid < b.guid : a.createTs < b.createTs
}

/** By namespace, name, id and type, then subject. */
function sorted(found: readonly FoundAssociation[]): readonly FoundAssociation[] {
  const keys = new Map(found.map((one) => [one, orderOf(one)]))
  return [...found].sort((a, b) => ((keys.get(a) ?? '') < (keys.get(b) ?? '') ? -1 : 1))
}

function orderOf({ context, row }: FoundAssociation): string {
  const { resourceNamespace, resourceName, resourceId, associationType, subject } = row
  const parts = [resourceNamespace, resourceName, resourceId, associationType, context, subject]
  return parts.join('\u0000')
}
