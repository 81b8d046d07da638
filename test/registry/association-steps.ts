import { DEFAULT_CONTEXT } from '../../src/model/context.ts'
import { RegistryError } from '../../src/model/errors.ts'
import { parseSubject, type Subject } from '../../src/model/subject.ts'
import { type AssociateOptions, associate } from '../../src/registry/associations/associate.ts'
import { disassociate } from '../../src/registry/associations/disassociate.ts'
import type { ResourceRequest, WantedAssociation } from '../../src/registry/associations/request.ts'
import {
  type FoundAssociation,
  findAssociations,
  type ResourceSelector,
} from '../../src/registry/associations/search.ts'
import { register } from '../../src/registry/register.ts'
import type { Registry } from '../../src/registry/registry.ts'
import type { SchemaRequest } from '../../src/registry/schema-request.ts'

export const subject = (text: string): Subject => parseSubject(text, DEFAULT_CONTEXT)

/** An Avro primitive as a whole schema, with what else a request may carry. */
export function schemaOf(type: string, more: Partial<SchemaRequest> = {}): SchemaRequest {
  return {
    ...{ body: '', type: 'AVRO', text: JSON.stringify(type), references: [], version: 0 },
    ...{ tagsToAdd: [], tagsToRemove: [], propagateTags: false },
    ...more,
  }
}

export function registered(registry: Registry, name: string, type: string) {
  const options = { normalize: false, force: false, freshness: { stale: false } }
  return register(registry, subject(name), schemaOf(type), options)
}

/** A topic of namespace `ns` whose id is its name. */
export function topic(
  name: string,
  ...ops: readonly Partial<WantedAssociation>[]
): ResourceRequest<WantedAssociation> {
  return {
    ...{ resourceName: name, resourceNamespace: 'ns', resourceId: name, resourceType: 'topic' },
    ops: ops.map((op) => ({ opType: 'CREATE', normalize: false, ...op })),
  }
}

export const weak = (name: string, associationType = 'value'): Partial<WantedAssociation> => ({
  ...{ subject: name, associationType, lifecycle: 'WEAK' },
})

export const strong = (type: string, associationType = 'value'): Partial<WantedAssociation> => ({
  ...{ associationType, schema: schemaOf(type) },
})

export const upsert = (op: Partial<WantedAssociation>): Partial<WantedAssociation> => ({
  ...op,
  opType: 'UPSERT',
})

export function optionsOf(more: Partial<AssociateOptions> = {}): AssociateOptions {
  const freshness = { stale: false }
  return { context: DEFAULT_CONTEXT, within: [DEFAULT_CONTEXT], dryRun: false, freshness, ...more }
}

export function tie(
  registry: Registry,
  request: ResourceRequest<WantedAssociation>,
  more: Partial<AssociateOptions> = {},
) {
  return associate(registry, request, optionsOf(more))
}

export function untie(
  registry: Registry,
  resourceId: string,
  { cascade = false, dryRun = false, associationTypes = [] as readonly string[] } = {},
) {
  const removal = { resourceId, resourceType: 'topic', associationTypes }
  return disassociate(registry, removal, { ...optionsOf(), cascade, dryRun })
}

export function found(
  registry: Registry,
  selector: ResourceSelector,
  within = [DEFAULT_CONTEXT],
): Promise<readonly FoundAssociation[]> {
  const filter = { resourceType: '', associationTypes: [], lifecycle: undefined }
  return findAssociations(registry, selector, filter, { within, freshness: { stale: false } })
}

export const everything: ResourceSelector = { name: undefined, namespace: undefined }

/** Associations as `topic type -> subject lifecycle`. */
export async function ties(registry: Registry): Promise<readonly string[]> {
  const all = await found(registry, everything)
  return all.map(({ context, row }) => {
    const name = context === DEFAULT_CONTEXT ? row.subject : `:${context}:${row.subject}`
    return `${row.resourceId} ${row.associationType} -> ${name} ${row.lifecycle}`
  })
}

/** Code of the error that a step ends in, `ok` without one. */
export async function outcome(step: Promise<unknown>): Promise<number | 'ok'> {
  try {
    await step
    return 'ok'
  } catch (error) {
    if (error instanceof RegistryError) return error.code
    throw error
  }
}

/** What a refusal of a property's value looks like. */
export const invalid = (property: string, detail: string) => ({
  code: 42212,
  message: `The association specified an invalid value for property: '${property}', detail: ${detail}`,
})
