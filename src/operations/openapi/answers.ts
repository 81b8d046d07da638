import { z } from 'zod'

const names = z.array(z.string())
const integers = z.array(z.int())
const integer = z.int()

const reference = z
  .object({ name: z.string(), subject: z.string(), version: integer })
  .meta({ id: 'Reference', description: 'A schema that the text refers to by `name`.' })

const metadata = z
  .object({
    tags: z.record(z.string(), names).optional().describe('Sets of tags by path.'),
    properties: z.record(z.string(), z.string()).optional().describe('Free properties.'),
    sensitive: names.optional().describe('Properties whose values are secret.'),
  })
  .meta({ id: 'StoredMetadata' })

const rule = z
  .object({
    name: z.string(),
    doc: z.string().optional(),
    kind: z.enum(['TRANSFORM', 'CONDITION']),
    mode: z.enum(['UPGRADE', 'DOWNGRADE', 'UPDOWN', 'WRITE', 'READ', 'WRITEREAD']),
    type: z.string(),
    tags: names.optional(),
    params: z.record(z.string(), z.string()).optional(),
    expr: z.string().optional(),
    onSuccess: z.string().optional(),
    onFailure: z.string().optional(),
    disabled: z.boolean(),
  })
  .meta({ id: 'StoredRule' })

const rules = z.array(rule).optional()

const ruleSet = z
  .object({
    migrationRules: rules,
    domainRules: rules,
    encodingRules: rules,
    enableAt: z.string().optional(),
  })
  .meta({ id: 'StoredRuleSet' })

const schemaTags = z
  .object({
    schemaEntity: z.object({
      entityPath: z.string(),
      entityType: z.enum(['sr_record', 'sr_field']),
    }),
    tags: names,
  })
  .meta({ id: 'SchemaTags' })

const content = {
  schemaType: z.enum(['AVRO', 'JSON', 'PROTOBUF']),
  references: z.array(reference).optional(),
  metadata: metadata.optional(),
  ruleSet: ruleSet.optional(),
  schema: z.string().optional().describe('Canonical text of the schema.'),
}

const marks = {
  ts: integer.optional().describe('When it was registered, milliseconds since 1970.'),
  deleted: z.boolean().optional().describe('Whether it is soft-deleted.'),
}

const guid = z.string().describe('The same for the same content in every context.')
const id = integer.describe('Id within the context.')
const tags = z.array(schemaTags).optional().describe('Inline tags, if they were asked for.')

const stored = {
  subject: z.string().describe('Qualified outside the default context.'),
  version: integer,
  ...{ id, guid, ...content },
  schemaTags: tags,
  ...marks,
}

export const schema = z
  .object(stored)
  .meta({ id: 'Schema', description: 'A version of a subject.' })

export const registered = z
  .object({ id, version: integer.optional(), guid, ...content, ...marks })
  .meta({ id: 'RegisterSchemaResponse', description: 'What a registration came to.' })

export const schemaString = z
  .object({
    subject: z.string().optional().describe('The subject that the id was found under.'),
    version: integer.optional(),
    guid,
    ...content,
    schemaTags: tags,
    maxId: integer.optional().describe('Highest id of the context.'),
    ...marks,
  })
  .meta({ id: 'SchemaString', description: 'What an id stands for.' })

const tie = {
  associationType: z.string(),
  lifecycle: z.enum(['STRONG', 'WEAK']),
  frozen: z.boolean().optional(),
}

const resource = {
  resourceName: z.string().optional(),
  resourceNamespace: z.string().optional(),
  resourceId: z.string().optional(),
  resourceType: z.string().optional(),
}

const association = z
  .object({
    subject: z.string(),
    guid: z.string(),
    ...resource,
    ...tie,
    createTs: integer,
    updateTs: integer,
  })
  .meta({ id: 'Association', description: 'A resource and a subject that belong together.' })

export const associations = z.array(association)

const inlineSchema = z.object({ ...stored, id: id.optional() }).meta({ id: 'InlineSchema' })

export const resourceAssociations = z
  .object({
    ...resource,
    associations: z
      .array(z.object({ subject: z.string(), ...tie, schema: inlineSchema.optional() }))
      .optional(),
  })
  .meta({ id: 'ResourceAssociations', description: 'The associations of one resource.' })

export const error = z
  .object({
    error_code: integer.describe('Its first three digits are the HTTP status.'),
    message: z.string(),
  })
  .meta({ id: 'Error', description: 'The body of every answer that is not a success.' })

export const batchResults = z
  .object({
    results: z.array(z.union([z.object({ result: resourceAssociations }), z.object({ error })])),
  })
  .meta({ id: 'BatchResults', description: 'A result or an error for each request, in order.' })

export const listedSchemas = z.array(
  z
    .object({
      ...stored,
      aliases: names.optional().describe('Aliases of the subject, if they were asked for.'),
      associations: associations.optional(),
    })
    .meta({ id: 'ListedSchema' }),
)

const level = z.enum([
  'NONE',
  'BACKWARD',
  'BACKWARD_TRANSITIVE',
  'FORWARD',
  'FORWARD_TRANSITIVE',
  'FULL',
  'FULL_TRANSITIVE',
])

const settings = {
  alias: z.string().optional(),
  aliasForDeks: z.string().optional(),
  normalize: z.boolean().optional(),
  validateFields: z.boolean().optional(),
  validateNewSchemas: z.boolean().optional(),
  validateRules: z.boolean().optional(),
  compatibilityPolicy: z.enum(['STRICT', 'LENIENT', 'LOGICAL']).optional(),
  compatibilityGroup: z.string().optional(),
  defaultMetadata: metadata.optional(),
  overrideMetadata: metadata.optional(),
  defaultRuleSet: ruleSet.optional(),
  overrideRuleSet: ruleSet.optional(),
}

export const config = z
  .object({ ...settings, compatibilityLevel: level.optional() })
  .meta({ id: 'Config' })

export const updatedConfig = z
  .object({ ...settings, compatibility: level.optional() })
  .meta({ id: 'ConfigUpdateResponse', description: 'A config, the level by another name.' })

export const mode = z
  .object({
    mode: z.enum(['READWRITE', 'READONLY', 'READONLY_OVERRIDE', 'IMPORT', 'FORWARD']).optional(),
  })
  .meta({ id: 'Mode' })

export const echoedMode = z.object({
  mode: z.string().nullable().describe('As it was sent.'),
})

export const verdict = z
  .object({ is_compatible: z.boolean(), messages: names.optional().describe('With `verbose`.') })
  .meta({ id: 'CompatibilityCheckResponse' })

export const subjectVersions = z.array(
  z.object({ subject: z.string(), version: integer }).meta({ id: 'SubjectVersion' }),
)

export const contextIds = z.array(
  z.object({ context: z.string(), id: integer }).meta({ id: 'ContextId' }),
)

export const serverIds = z.object({
  scope: z.object({ path: names, clusters: z.record(z.string(), z.string()) }),
})

export const serverVersion = z.object({ version: z.string(), commitId: z.string() })
export const deployment = z.object({ attributes: names })
export const empty = z.object({})

export { integer, integers, names }
