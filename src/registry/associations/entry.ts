import { type ContextName, DEFAULT_CONTEXT } from '../../model/context.ts'
import { formatSubject, parseSubject, type Subject } from '../../model/subject.ts'
import { aliasOf } from '../config.ts'
import type { Freshness } from '../contexts.ts'
import type { Registry } from '../registry.ts'
import type { SchemaRequest } from '../schema-request.ts'
import {
  checkWithSchema,
  invalid,
  type Lifecycle,
  type Resource,
  typeOf,
  type WantedAssociation,
} from './request.ts'
import type { FoundAssociation } from './search.ts'

/** A wanted association with everything filled in. */
export type Entry = {
  readonly opType: WantedAssociation['opType']
  readonly associationType: string
  readonly subject: Subject
  readonly lifecycle: Lifecycle
  readonly frozen: boolean
  readonly schema: SchemaRequest | undefined
  readonly normalize: boolean
  /** The association of that type which the resource has already. */
  readonly existing: FoundAssociation | undefined
}

/** The subject that a topic's own schemas lie under (contract 8.2). */
export function defaultSubject({ namespace, name }: Resource, associationType: string): string {
  return `:.${namespace}:${name}-${associationType}`
}

/**
 * Fills in what the request leaves open: an upsert of an existing association from that one,
 * anything else by the rules of a new one. Throws `invalidAssociation`.
 */
export async function completeEntry(
  registry: Registry,
  { op, resource, existing }: Wish,
  context: ContextName,
  freshness: Freshness,
): Promise<Entry> {
  const subject =
    op.subject === undefined
      ? undefined
      : await namedSubject(registry, op.subject, context, freshness)
  const { opType, schema, normalize } = op
  const associationType = typeOf(op)
  const filled =
    opType === 'UPSERT' && existing
      ? likeExisting(op, subject, existing)
      : asNew(op, subject, resource)
  return { opType, associationType, ...filled, schema, normalize, existing }
}

type Wish = {
  readonly op: WantedAssociation
  readonly resource: Resource
  readonly existing: FoundAssociation | undefined
}

type Filled = Pick<Entry, 'subject' | 'lifecycle' | 'frozen'>

/** The subject of a request's body; its alias is followed once. */
async function namedSubject(
  registry: Registry,
  text: string,
  context: ContextName,
  freshness: Freshness,
): Promise<Subject> {
  const subject = parseSubject(text, context)
  const alias = await aliasOf(registry, subject, freshness)
  return alias === undefined || alias === '' ? subject : parseSubject(alias, subject.context)
}

function likeExisting(
  op: WantedAssociation,
  subject: Subject | undefined,
  { context, row }: FoundAssociation,
): Filled {
  const lifecycle = op.lifecycle ?? row.lifecycle
  const frozen = op.frozen ?? row.frozen
  if (op.schema) checkWithSchema({ lifecycle, frozen })
  refuseContradiction(lifecycle, frozen)
  return { subject: subject ?? { context, name: row.subject }, lifecycle, frozen }
}

function asNew(op: WantedAssociation, subject: Subject | undefined, resource: Resource): Filled {
  if (op.opType === 'UPSERT' && op.schema) {
    const detail =
      'cannot be provided when adding an association to an existing topic; an association with a schema must be created with the topic'
    throw invalid('schema', detail)
  }
  const lifecycle = op.schema ? 'STRONG' : (op.lifecycle ?? 'WEAK')
  const frozen = op.frozen ?? lifecycle === 'STRONG'
  refuseContradiction(lifecycle, frozen)
  const own = defaultSubject(resource, typeOf(op))
  return { subject: subjectFor(subject, frozen, own), lifecycle, frozen }
}

function refuseContradiction(lifecycle: Lifecycle, frozen: boolean): void {
  if (frozen === (lifecycle === 'STRONG')) return
  throw invalid('frozen', `association with lifecycle of ${lifecycle} cannot be frozen=${frozen}`)
}

/** A frozen association owns the default subject; another one leaves it alone. */
function subjectFor(subject: Subject | undefined, frozen: boolean, own: string): Subject {
  if (!subject && !frozen) throw invalid('subject', 'must be provided for WEAK associations')
  // The default subject names its context; which one stands for the mount is of no consequence.
  const chosen = subject ?? parseSubject(own, DEFAULT_CONTEXT)
  const isOwn = formatSubject(chosen) === own
  if (frozen && !isOwn) throw invalid('subject', `frozen associations must use subject '${own}'`)
  if (!frozen && isOwn) throw invalid('subject', `WEAK associations cannot use subject '${own}'`)
  return chosen
}
