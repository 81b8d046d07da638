import { z } from 'zod'
import { checkAnnotationSize, checkRuleSet } from '../../model/rules.ts'
import type { Reference } from '../../model/schema.ts'
import type { SchemaRequest } from '../../registry/schema-request.ts'
import { metadataBody, ruleSetBody } from './annotations.ts'
import { boolean, integer, optional, string } from './json.ts'

const referenceBody = z
  .object({ name: optional(string), subject: optional(string), version: optional(integer) })
  .nullable()
  .transform((reference): Reference => {
    const { name, subject, version } = reference ?? {}
    return { name: name ?? '', subject: subject ?? '', version: version ?? 0 }
  })

export const schemaTagsBody = z.object({
  schemaEntity: z.object({
    entityPath: string,
    entityType: z.enum(['sr_record', 'sr_field']),
  }),
  tags: z.array(string),
})

/** Body of registration, lookup and compatibility checks. */
export const schemaBody = z.object({
  schema: optional(string).describe('Text of the schema.'),
  schemaType: optional(string).describe('AVRO (the default), JSON or PROTOBUF.'),
  references: optional(z.array(referenceBody)).describe('Schemas that the text refers to.'),
  metadata: optional(metadataBody).describe('Tags and properties kept with the schema.'),
  ruleSet: optional(ruleSetBody).describe('Data contract rules kept with the schema.'),
  version: optional(integer).describe('Version to register as; -1 for the next one.'),
  id: optional(integer).describe('Id to register under, in import mode.'),
  schemaTagsToAdd: optional(z.array(schemaTagsBody)),
  schemaTagsToRemove: optional(z.array(schemaTagsBody)),
  propagateSchemaTags: optional(boolean),
})

export type SchemaBody = z.output<typeof schemaBody>

/**
 * The request as the registry takes it; `text` is the body it was read from. Throws `invalidRuleSet` for rules and metadata that cannot
 * be kept.
 */
export function schemaRequest(body: SchemaBody, text: string): SchemaRequest {
  const { metadata, ruleSet, id } = body
  if (ruleSet) checkRuleSet(ruleSet)
  const tagsToAdd = body.schemaTagsToAdd ?? []
  const tagsToRemove = body.schemaTagsToRemove ?? []
  checkAnnotationSize(metadata, ruleSet, tagsToAdd, tagsToRemove)
  return {
    body: text,
    type: body.schemaType ?? 'AVRO',
    text: body.schema ?? '',
    references: body.references ?? [],
    ...(metadata && { metadata }),
    ...(ruleSet && { ruleSet }),
    version: body.version ?? 0,
    ...(id !== undefined && id >= 0 && { id }),
    ...{ tagsToAdd, tagsToRemove },
    propagateTags: body.propagateSchemaTags ?? false,
  }
}
