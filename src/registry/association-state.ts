import type { Associated } from '../model/changes.ts'
import { resourceLink, subjectLink } from './apply.ts'
import type { ContextState } from './state.ts'

/** Associations of a subject of the context. */
export function associationsOfSubject(state: ContextState, name: string): readonly Associated[] {
  return linked(state, subjectLink(name))
}

/** Associations of a resource that the context holds. */
export function associationsOfResource(state: ContextState, id: string): readonly Associated[] {
  return linked(state, resourceLink(id))
}

/** The STRONG association of a subject: it belongs to one topic alone. */
export function strongAssociationOf(state: ContextState, name: string): Associated | undefined {
  return associationsOfSubject(state, name).find(({ lifecycle }) => lifecycle === 'STRONG')
}

function linked(state: ContextState, key: string): readonly Associated[] {
  const guids = state.associationsOf.get(key) ?? []
  return guids.map((guid) => state.associations.get(guid)).filter((found) => found !== undefined)
}
