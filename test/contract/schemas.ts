import type { Given, Golden } from './golden.ts'
import {
  base,
  listOfBase,
  put,
  record,
  refer,
  register,
  registerKept,
  softDelete,
  type,
} from './requests.ts'

/** A content that no other row has, so that its id and guid belong to the row alone. */
const own = '{"type":"enum","name":"{n}","symbols":[]}'
const kept = [registerKept('{s}', own)]
const resolved = JSON.stringify({ type: 'array', items: JSON.parse(base) })
const referring: readonly Given[] = [
  register('{s}-b', base),
  registerKept('{s}', listOfBase, refer('{s}-b')),
]
const id = '/schemas/ids/{id}'
const missing = '/schemas/ids/99999999'

function usersOfId(route: 'subjects' | 'versions'): readonly Golden[] {
  const user = (subject: string) => (route === 'subjects' ? subject : { subject, version: 1 })
  return [
    { name: `the ${route} of an id`, given: kept, when: `GET ${id}/${route}`, body: [user('{S}')] },
    {
      name: `the ${route} of an id in the subject's context`,
      given: [...kept, register('{s}-b', own)],
      when: `GET ${id}/${route}?subject={S}&offset=0&limit=2`,
      includes: ['<any>', '<any>'],
    },
    {
      name: `the deleted ${route} of an id`,
      given: [...kept, softDelete('{s}')],
      when: `GET ${id}/${route}?deleted=true`,
      body: [user('{S}')],
    },
    {
      name: `the ${route} of an id whose versions are all deleted`,
      given: [...kept, softDelete('{s}')],
      when: `GET ${id}/${route}`,
      body: [],
    },
    {
      name: `a page after the ${route} of an id`,
      given: kept,
      when: `GET ${id}/${route}?offset=5`,
      body: [],
    },
    {
      name: `the ${route} of an unknown id`,
      when: `GET ${missing}/${route}`,
      code: 40403,
      message: 'Schema not found',
    },
  ]
}

export const schemas: readonly Golden[] = [
  {
    name: 'schemas with a prefix, all fields',
    given: kept,
    when: 'GET /schemas?subjectPrefix={s}',
    body: [
      {
        subject: '{S}',
        version: 1,
        id: '{#id}',
        guid: '{guid}',
        schemaType: 'AVRO',
        schema: own,
        ts: '<int>',
        deleted: false,
      },
    ],
  },
  {
    name: 'a page of the schemas',
    given: [register('{s}'), register('{s}', type('long'))],
    when: 'GET /schemas?subjectPrefix={s}&offset=1&limit=1',
    includes: [{ version: 2 }],
  },
  {
    name: 'the latest schemas',
    given: [register('{s}'), register('{s}', type('long'))],
    when: 'GET /schemas?subjectPrefix={s}&latestOnly=true',
    includes: [{ version: 2 }],
  },
  {
    name: 'deleted schemas',
    given: [register('{s}'), softDelete('{s}')],
    when: 'GET /schemas?subjectPrefix={s}&deleted=true',
    includes: [{ version: 1, deleted: true }],
  },
  {
    name: 'schemas with their aliases',
    given: [register('{s}'), put('/config/{s}-a', { alias: '{s}' })],
    when: 'GET /schemas?subjectPrefix={s}&aliases=true',
    includes: [{ subject: '{S}', aliases: ['{S}-a'] }],
  },
  {
    name: 'schemas with a rule of a type',
    given: [
      register('{s}-a', type('int'), { ruleSet: { domainRules: [{ name: 'r', type: 'CEL' }] } }),
      register('{s}-b', type('int'), { ruleSet: { domainRules: [{ name: 'r', type: 'DQ' }] } }),
    ],
    when: 'GET /schemas?subjectPrefix={s}&ruleType=CEL',
    includes: [{ subject: '{S}-a' }],
  },
  {
    name: 'schemas by their association',
    given: [
      register('{s}-a'),
      register('{s}-b'),
      {
        when: 'POST /associations',
        send: {
          resourceName: '{n}',
          resourceNamespace: '{ns}',
          resourceId: '{n}',
          associations: [{ subject: '{s}-a', lifecycle: 'WEAK' }],
        },
      },
    ],
    when: 'GET /schemas?subjectPrefix={s}&resourceType=topic&associationType=value&lifecycle=WEAK',
    includes: [{ subject: '{S}-a', associations: [{ resourceId: '{n}' }] }],
  },
  {
    name: 'schemas without an association',
    given: [register('{s}')],
    when: 'GET /schemas?subjectPrefix={s}&lifecycle=NONE',
    includes: [{ subject: '{S}' }],
  },
  {
    name: 'schemas by an unknown lifecycle',
    when: 'GET /schemas?lifecycle=LAZY',
    code: 404,
    message: 'HTTP 404 Not Found',
  },

  {
    name: 'a schema by id, all fields',
    given: kept,
    when: `GET ${id}`,
    body: {
      subject: '{S}',
      version: 1,
      guid: '{guid}',
      schemaType: 'AVRO',
      schema: own,
      ts: '<int>',
      deleted: false,
    },
  },
  {
    name: 'a schema by id and subject, with the highest id',
    given: kept,
    when: `GET ${id}?subject={S}&fetchMaxId=true`,
    includes: { subject: '{S}', maxId: '<int>' },
  },
  {
    name: 'a schema by id with its references resolved',
    given: referring,
    when: `GET ${id}?format=resolved`,
    includes: { schema: resolved },
  },
  {
    name: 'a schema by id with its references qualified',
    given: referring,
    when: `GET ${id}?referenceFormat=qualified`,
    includes: { references: [{ subject: '{S}-b' }] },
  },
  {
    name: 'a schema by id with its tags',
    given: [
      {
        when: 'POST /subjects/{s}/versions',
        send: {
          schema: record({ f: 'int' }),
          schemaTagsToAdd: [
            { schemaEntity: { entityPath: 'R', entityType: 'sr_record' }, tags: ['PII'] },
          ],
        },
        keep: { id: 'id' },
      },
    ],
    when: `GET ${id}?findTags=*`,
    includes: { schemaTags: [{ tags: ['PII'] }] },
  },
  {
    name: 'an unknown id',
    when: `GET ${missing}`,
    code: 40403,
    message: 'Schema 99999999 not found',
  },
  {
    name: 'an id that is a word',
    when: 'GET /schemas/ids/first',
    code: 404,
    message: 'HTTP 404 Not Found',
  },
  { name: 'the text of an id', given: kept, when: `GET ${id}/schema`, text: own },
  {
    name: 'the text of an id with its references resolved',
    given: referring,
    when: `GET ${id}/schema?format=resolved&subject={S}`,
    text: resolved,
  },
  {
    name: 'the text of an unknown id',
    when: `GET ${missing}/schema`,
    code: 40403,
    message: 'Schema 99999999 not found',
  },
  ...usersOfId('subjects'),
  ...usersOfId('versions'),

  {
    name: 'a schema by guid',
    given: kept,
    when: 'GET /schemas/guids/{guid}?format=',
    includes: { guid: '{guid}', schemaType: 'AVRO', schema: own },
  },
  {
    name: 'an unknown guid',
    when: 'GET /schemas/guids/00000000-0000-4000-8000-000000000000',
    code: 40403,
    message: 'Schema 00000000-0000-4000-8000-000000000000 not found',
  },
  {
    name: 'the ids of a guid',
    given: kept,
    when: 'GET /schemas/guids/{guid}/ids',
    body: [{ context: '{c}', id: '{#id}' }],
  },
  { name: 'the ids of a text that is no guid', when: 'GET /schemas/guids/first/ids', body: [] },
  { name: 'the types', when: 'GET /schemas/types', body: ['JSON', 'PROTOBUF', 'AVRO'] },
]
