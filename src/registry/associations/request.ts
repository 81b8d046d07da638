import type { Associated } from '../../model/changes.ts'
import { failure, type RegistryError } from '../../model/errors.ts'
import type { SchemaRequest } from '../schema-request.ts'

export type Lifecycle = Associated['lifecycle']

/** An association as a client wants it; what is absent follows from the rest. */
export type WantedAssociation = {
  /** CREATE for a new topic; UPSERT also takes an association that is there. */
  readonly opType: 'CREATE' | 'UPSERT'
  readonly subject?: string | undefined
  readonly associationType?: string | undefined
  readonly lifecycle?: Lifecycle | undefined
  readonly frozen?: boolean | undefined
  readonly schema?: SchemaRequest | undefined
  readonly normalize: boolean
}

export type UnwantedAssociation = {
  readonly opType: 'DELETE'
  readonly associationType?: string | undefined
  /** Takes a STRONG association's subject along. */
  readonly cascade: boolean
}

export type AssociationOp = WantedAssociation | UnwantedAssociation

/** What is asked of one resource, shape checked and nothing more. */
export type ResourceRequest<Op extends AssociationOp = AssociationOp> = {
  readonly resourceName?: string | undefined
  readonly resourceNamespace?: string | undefined
  readonly resourceId?: string | undefined
  readonly resourceType?: string | undefined
  readonly ops: readonly Op[]
}

/** A topic; without an id (trying out only) it is known by its name. */
export type Resource = {
  readonly name: string
  readonly namespace: string
  readonly id: string | undefined
  readonly type: string
}

const longestName = 256
const illegal = /[^\p{L}\p{Nd}_-]/u

/** A topic's records have keys and values. */
export const associationTypes: readonly string[] = ['key', 'value']

/** The only kind of resource there is. */
export const topic = 'topic'

/** 42212 for a property of an association request. */
export function invalid(property: string, detail: string): RegistryError {
  return failure('invalidAssociation', property, detail)
}

/**
 * The resource of a request whose head and entries are well-formed on their own (contract 8.2, in
 * that order). Throws `invalidAssociation`.
 */
export function checkRequest(
  request: ResourceRequest,
  { idOptional }: { readonly idOptional: boolean },
): Resource {
  const name = checkName('resourceName', request.resourceName)
  const namespace = checkName('resourceNamespace', request.resourceNamespace)
  const id = request.resourceId === '' ? undefined : request.resourceId
  if (id === undefined && !idOptional) throw invalid('resourceId', 'cannot be null or empty')
  if (id !== undefined) checkId(id)
  const type = request.resourceType ?? topic
  if (type !== topic) throw invalid('resourceType', `must be '${topic}'`)
  if (request.ops.length === 0) throw invalid('associations', 'cannot be null or empty')
  for (const op of request.ops) checkOp(op)
  return { name, namespace, id, type }
}

function checkName(property: string, name: string | undefined): string {
  if (name === undefined || name === '') throw invalid(property, 'cannot be null or empty')
  if (name.length > longestName) throw invalid(property, tooLong)
  const character = illegal.exec(name)?.[0]
  if (character !== undefined) throw invalid(property, `illegal character '${character}'`)
  return name
}

const tooLong = `exceeds max length of ${longestName}`

/** Ids are free text on the reference; here they are bounded and printable. */
function checkId(id: string): void {
  if (id.length > longestName) throw invalid('resourceId', tooLong)
  const character = /[\p{Cc}\p{Cs}]/u.exec(id)
  if (character) throw invalid('resourceId', 'illegal character')
}

function checkOp(op: AssociationOp): void {
  if (op.opType !== 'DELETE' && op.subject === '') throw invalid('subject', 'must not be empty')
  if (!associationTypes.includes(typeOf(op))) {
    throw invalid('associationType', "must be either 'key' or 'value'")
  }
  if (op.opType !== 'DELETE' && op.schema) checkWithSchema(op)
}

/** A schema belongs to a STRONG and frozen association. */
export function checkWithSchema({
  lifecycle,
  frozen,
}: {
  readonly lifecycle?: Lifecycle | undefined
  readonly frozen?: boolean | undefined
}): void {
  if (lifecycle === 'WEAK') throw invalid('lifecycle', 'cannot be WEAK when schema is provided')
  if (frozen === false) throw invalid('frozen', 'cannot be false when a schema is provided')
}

/** Whether the association is one of keys or of values, the latter unless it says so. */
export function typeOf(op: AssociationOp): string {
  return op.associationType ?? 'value'
}

/** Throws `invalidAssociation` where a type is spoken of twice. */
export function refuseDuplicates(types: readonly string[]): void {
  const seen = new Set<string>()
  for (const type of types) {
    if (seen.has(type)) {
      const detail = `may only appear once per request, but '${type}' appears more than once`
      throw invalid('associationType', detail)
    }
    seen.add(type)
  }
}

/** The lifecycle that a text names. Throws `notFound` for an unknown one, as enums in queries do. */
export function parseLifecycle(text: string): Lifecycle | undefined {
  if (text === '') return undefined
  if (text === 'STRONG' || text === 'WEAK') return text
  throw failure('notFound')
}
