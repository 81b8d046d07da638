import { z } from 'zod'
import type {
  AssociationOp,
  ResourceRequest,
  WantedAssociation,
} from '../../registry/associations/request.ts'
import { boolean, optional, string } from './json.ts'
import { schemaBody, schemaRequest } from './schema-body.ts'

const lifecycle = optional(z.enum(['STRONG', 'WEAK']))

const wanted = {
  subject: optional(string).describe('The subject; the default one of the topic if left out.'),
  associationType: optional(string).describe('`key` or `value`, which is the default.'),
  lifecycle: lifecycle.describe('STRONG if the topic owns the subject, else WEAK.'),
  frozen: optional(boolean),
  schema: optional(schemaBody).describe('A schema to register under the subject.'),
  normalize: optional(boolean).describe('Normalise that schema first.'),
}

const wantedBody = z.object(wanted)

const opBody = z.discriminatedUnion('opType', [
  z.object({ opType: z.literal('CREATE'), ...wanted }),
  z.object({ opType: z.literal('UPSERT'), ...wanted }),
  z.object({
    opType: z.literal('DELETE'),
    associationType: wanted.associationType,
    cascadeLifecycle: optional(boolean).describe('Delete subjects that the topic owns too.'),
  }),
])

const head = {
  resourceName: optional(string).describe('Name of the topic.'),
  resourceNamespace: optional(string).describe('Where the topic lies, as the id of its cluster.'),
  resourceId: optional(string).describe('Id of the topic.'),
  resourceType: optional(string).describe('`topic`.'),
}

/** A resource with the associations it is to have. */
export const associationsBody = z.object({ ...head, associations: optional(z.array(wantedBody)) })

/** Several resources with what is to be done to the associations of each. */
export const mutationsBody = z.object({
  requests: optional(z.array(z.object({ ...head, associations: optional(z.array(opBody)) }))),
})

/** Several resources that are asked for. */
export const questionsBody = z.object({
  requests: optional(
    z.array(z.object({ ...head, associationTypes: optional(z.array(string)), lifecycle })),
  ),
})

export type AssociationsBody = z.output<typeof associationsBody>
export type MutationBody = NonNullable<z.output<typeof mutationsBody>['requests']>[number]

/** The request as the registry takes it. Throws `invalidRuleSet` for a schema's rules. */
export function associationsRequest(
  { associations, ...resource }: AssociationsBody,
  opType: WantedAssociation['opType'],
): ResourceRequest<WantedAssociation> {
  return { ...resource, ops: (associations ?? []).map((item) => wantedOp(item, opType)) }
}

/** One resource's part of a batch as the registry takes it; throws likewise. */
export function mutationRequest({ associations, ...resource }: MutationBody): ResourceRequest {
  const ops = (associations ?? []).map((op): AssociationOp => {
    if (op.opType !== 'DELETE') return wantedOp(op, op.opType)
    const { opType, associationType, cascadeLifecycle } = op
    return { opType, associationType, cascade: cascadeLifecycle ?? false }
  })
  return { ...resource, ops }
}

function wantedOp(
  { subject, associationType, lifecycle, frozen, schema, normalize }: z.output<typeof wantedBody>,
  opType: WantedAssociation['opType'],
): WantedAssociation {
  return {
    ...{ opType, subject, associationType, lifecycle, frozen },
    // A part of the body stands for more than itself: it is not to be recognised again.
    schema: schema && schemaRequest(schema, ''),
    normalize: normalize ?? false,
  }
}
