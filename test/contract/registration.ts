import type { Golden } from './golden.ts'
import { base, listOfBase, put, record, refer, register, registerKept, type } from './requests.ts'

const path = '/subjects/{s}/versions'
const tag = {
  schemaEntity: { entityPath: 'R.f', entityType: 'sr_field' },
  tags: ['PII'],
}
const wide = (bytes: number) =>
  JSON.stringify({
    type: 'record',
    name: 'R',
    doc: 'x'.repeat(bytes),
    fields: [{ name: 'f', type: 'int' }],
  })

/** Schemas that only a check would refuse. */
const dangling = [
  ['JSON', '{"$ref":"nowhere.json"}'],
  ['PROTOBUF', 'syntax = "proto3";\nmessage M {\n  Nowhere f = 1;\n}'],
] as const

export const registration: readonly Golden[] = [
  {
    name: 'a registration answers id, version, guid and text',
    when: `POST ${path}`,
    send: { schema: '{"type":"enum","name":"{n}","symbols":[]}' },
    body: {
      id: '<int>',
      version: 1,
      guid: '<guid>',
      schemaType: 'AVRO',
      schema: '{"type":"enum","name":"{n}","symbols":[]}',
    },
  },
  {
    name: 'a registration with references and metadata answers them',
    given: [register('{s}-b', base)],
    when: `POST ${path}`,
    send: { schema: listOfBase, ...refer('{s}-b'), metadata: { properties: { a: 'b' } } },
    body: {
      id: '<int>',
      version: 1,
      guid: '<guid>',
      schemaType: 'AVRO',
      ...refer('{s}-b'),
      metadata: { properties: { a: 'b' } },
      schema: listOfBase,
    },
  },
  {
    name: 'the same schema again',
    given: [registerKept('{s}', type('int'))],
    when: `POST ${path}`,
    send: { schema: '"int"' },
    body: { id: '{#id}', version: 1, guid: '{guid}', schemaType: 'AVRO', schema: '"int"' },
  },
  {
    name: 'a normalised registration',
    when: `POST ${path}?normalize=TRUE`,
    send: { schema: '{"type":"int","b":1,"a":2}' },
    includes: { version: 1, schema: '{"type":"int","a":2,"b":1}' },
  },
  {
    name: 'a registration with an unknown format',
    when: `POST ${path}?format=odd`,
    send: { schema: '"int"' },
    includes: { version: 1, schema: '"int"' },
  },
  {
    name: 'numbers as metadata are the texts that were sent',
    when: `POST ${path}`,
    raw: '{"schema":"\\"int\\"","metadata":{"properties":{"a":12345678901234567890,"b":1.0,"c":7}}}',
    includes: { metadata: { properties: { a: '12345678901234567890', b: '1.0', c: '7' } } },
  },
  {
    name: 'a forced registration',
    given: [register('{s}')],
    when: `POST ${path}?force=true`,
    send: { schema: '"string"' },
    includes: { version: 2 },
  },
  {
    name: 'registering an invalid schema',
    when: `POST ${path}`,
    send: { schema: '["int","int"]' },
    code: 42201,
    message:
      'Invalid schema of type AVRO, details: Invalid schema {subject={S},version=null,id=null,guid=null,schemaType=AVRO,references=[],metadata=null,ruleSet=null,schema=["int","int"],schemaTags=null,ts=null,deleted=null} with refs [] of type AVRO, details: Duplicate in union:int',
  },
  {
    name: 'registering nothing under an unknown subject',
    when: `POST ${path}`,
    send: {},
    code: 42201,
    message: 'Empty schema',
  },
  {
    name: 'registering a version out of turn',
    given: [register('{s}')],
    when: `POST ${path}`,
    send: { schema: '"long"', version: 5 },
    code: 42201,
    message: 'Version is not one more than previous version',
  },
  {
    name: 'registering with an id of one’s own',
    when: `POST ${path}`,
    send: { schema: '"int"', id: 7 },
    code: 42205,
    message: 'Subject {S} in context {C} is not in import mode',
  },
  {
    name: 'registering under a read-only subject',
    given: [put('/mode/{s}', { mode: 'READONLY' })],
    when: `POST ${path}`,
    send: { schema: '"int"' },
    code: 42205,
    message: 'Subject {S} in context {C} is in read-only mode',
  },
  {
    name: 'registering without an id under an importing subject',
    given: [put('/mode/{s}', { mode: 'IMPORT' })],
    when: `POST ${path}`,
    send: { schema: '"int"' },
    code: 42205,
    message: 'Subject {S} in context {C} is not in read-write mode',
  },
  {
    name: 'importing another content under a used id',
    given: [
      put('/mode/{s}', { mode: 'IMPORT' }),
      register('{s}', type('int'), { id: 900_000, version: 1 }),
    ],
    when: `POST ${path}`,
    send: { schema: '"long"', id: 900_000, version: 2 },
    code: 42205,
    message: 'Overwrite new schema with id 900000 in context {C} is not permitted.',
    at: 'context',
  },
  {
    name: 'importing a blank text, which inherits nothing',
    given: [
      put('/mode/{s}', { mode: 'IMPORT' }),
      register('{s}', type('int'), { id: 900_000, version: 1 }),
    ],
    when: `POST ${path}`,
    send: { schema: '', id: 900_001 },
    code: 42201,
    message: 'Empty schema',
    at: 'context',
  },
  ...dangling.map(([schemaType, schema]) => ({
    name: `importing ${schemaType} with a reference that leads nowhere`,
    given: [put('/mode/{s}', { mode: 'IMPORT' })],
    when: `POST ${path}`,
    send: { schemaType, schema, id: 900_000, version: 3 },
    includes: { id: 900_000, version: 3, schemaType },
    at: 'context' as const,
  })),
  {
    name: 'importing without normalising, whatever is asked',
    given: [put('/config/{s}', { normalize: true }), put('/mode/{s}', { mode: 'IMPORT' })],
    when: `POST ${path}?normalize=true`,
    send: { schemaType: 'JSON', schema: '{"type":"string","b":1,"a":2}', id: 900_000 },
    includes: { schema: '{"type":"string","b":1,"a":2}' },
    at: 'context',
  },
  {
    name: 'registering under a name that is no subject',
    when: 'POST /subjects/__GLOBAL/versions',
    send: { schema: '"int"' },
    code: 42208,
    message: "The specified subject '{C}__GLOBAL' is not a valid.",
  },
  {
    name: 'registering a schema above the limit',
    when: `POST ${path}`,
    send: { schema: wide(1_048_576) },
    code: 42209,
    message: 'Register operation failed because schema is too large',
  },
  {
    name: 'registering a wrong rule set',
    when: `POST ${path}`,
    send: { schema: '"int"', ruleSet: { domainRules: [{ name: 'a' }] } },
    code: 42210,
    message: 'Missing rule type',
  },
  {
    name: 'registering an incompatible schema',
    given: [register('{s}', type('long'))],
    when: `POST ${path}`,
    send: { schema: '"int"' },
    code: 40901,
    message: `Schema being registered is incompatible with an earlier schema for subject "{S}", details: [{errorType:'TYPE_MISMATCH', description:'The type (path '/') of a field in the new schema does not match with the old schema', additionalInfo:'reader type: INT not compatible with writer type: LONG'}, {oldSchemaVersion: 1}, {oldSchema: '"long"'}, {validateFields: 'false', compatibility: 'BACKWARD'}]`,
  },

  {
    name: 'tagging makes a version',
    given: [register('{s}', record({ f: 'int' }))],
    when: `POST ${path}/1/tags`,
    send: { newVersion: 2, tagsToAdd: [tag] },
    includes: {
      id: '<int>',
      version: 2,
      metadata: { properties: { 'confluent:version': '2' } },
      schema:
        '{"type":"record","name":"R","fields":[{"name":"f","type":"int","confluent:tags":["PII"]}]}',
    },
  },
  {
    name: 'tagging under a name that is no subject',
    when: 'POST /subjects/__EMPTY/versions/1/tags',
    send: { tagsToAdd: [tag] },
    code: 42208,
  },
  { name: 'tagging version 0', when: `POST ${path}/0/tags`, send: {}, code: 42202 },
  { name: 'tagging an unknown subject', when: `POST ${path}/1/tags`, send: {}, code: 40401 },
  {
    name: 'tagging an unknown version',
    given: [register('{s}')],
    when: `POST ${path}/2/tags`,
    send: {},
    code: 40402,
  },
  {
    name: 'tagging with a wrong rule',
    given: [register('{s}', record({ f: 'int' }))],
    when: `POST ${path}/1/tags`,
    send: { tagsToAdd: [tag], rulesToMerge: { domainRules: [{ type: 'T' }] } },
    code: 42210,
    message: 'Missing rule name',
  },
  {
    name: 'tagging an unknown field',
    given: [register('{s}', record({ f: 'int' }))],
    when: `POST ${path}/1/tags`,
    send: { tagsToAdd: [{ ...tag, schemaEntity: { entityPath: 'R.x', entityType: 'sr_field' } }] },
    code: 42201,
    message: "java.lang.IllegalArgumentException: No matching path 'R.x' found in the schema",
  },
  {
    name: 'tagging an old version that the latest cannot follow',
    given: [
      put('/config/{s}', { compatibility: 'NONE' }),
      register('{s}', record({ f: 'int' })),
      register('{s}', type('string')),
      put('/config/{s}', { compatibility: 'BACKWARD' }),
    ],
    when: `POST ${path}/1/tags`,
    send: { tagsToAdd: [tag] },
    code: 40901,
  },
  {
    name: 'tagging a read-only subject',
    given: [register('{s}', record({ f: 'int' })), put('/mode/{s}', { mode: 'READONLY' })],
    when: `POST ${path}/1/tags`,
    send: { tagsToAdd: [tag] },
    code: 42205,
  },
  {
    name: 'tagging a schema that is then too large',
    given: [register('{s}', wide(1_048_500))],
    when: `POST ${path}/1/tags`,
    send: { tagsToAdd: [tag] },
    code: 42209,
  },
]
