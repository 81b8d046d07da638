import type { Associated } from '../model/changes.ts'
import type { Hint } from '../storage/storage.ts'
import { resourceLink, resourceNameLink, subjectLink } from './apply.ts'
import type { ContextState } from './state.ts'

/** Associations of a subject of the context. */
export function associationsOfSubject(state: ContextState, name: string): readonly Associated[] {
  return linked(state, subjectLink(name))
}

/** Associations of a resource that the context holds. */
export function associationsOfResource(state: ContextState, id: string): readonly Associated[] {
  return linked(state, resourceLink(id))
}

/** Associations of all resources of a name that the context holds. */
export function associationsOfName(state: ContextState, name: string): readonly Associated[] {
  return linked(state, resourceNameLink(name))
}

/** The STRONG association of a subject: it belongs to one topic alone. */
export function strongAssociationOf(state: ContextState, name: string): Associated | undefined {
  return associationsOfSubject(state, name).find(({ lifecycle }) => lifecycle === 'STRONG')
}

function linked(state: ContextState, key: string): readonly Associated[] {
  const guids = state.associationsOf.get(key) ?? []
  return guids.map((guid) => state.associations.get(guid)).filter((found) => found !== undefined)
}

/** Index keys that lead to the contexts with associations of a resource or of several. */
export const resourceKeys = {
  id: (id: string) => `id ${id}`,
  name: (name: string) => `name ${name}`,
  namespace: (namespace: string) => `namespace ${namespace}`,
  any: 'any',
} as const

/** What an association adds to the index over all contexts. */
export function resourceHints(association: Associated): readonly Hint[] {
  const { resourceId, resourceName, resourceNamespace } = association
  return [
    resourceKeys.id(resourceId),
    resourceKeys.name(resourceName),
    resourceKeys.namespace(resourceNamespace),
    resourceKeys.any,
  ].map((key) => ({ kind: 'resource', key }))
}
