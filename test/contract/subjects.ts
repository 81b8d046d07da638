import type { Golden } from './golden.ts'
import {
  base,
  listOfBase,
  put,
  record,
  refer,
  referred,
  register,
  registerKept,
  remove,
  softDelete,
  type,
} from './requests.ts'

const int = { schema: type('int') }
const two = [register('{s}'), register('{s}', type('long'))]
const notFound = "Subject '{S}' not found."

export const subjects: readonly Golden[] = [
  {
    name: 'subjects with a prefix are listed in order',
    given: [register('{s}-b'), register('{s}-a'), register('{s}')],
    when: 'GET /subjects?subjectPrefix={s}',
    body: ['{S}', '{S}-a', '{S}-b'],
  },
  {
    name: 'subjects are paged',
    given: [register('{s}-b'), register('{s}-a'), register('{s}')],
    when: 'GET /subjects?subjectPrefix={s}&offset=1&limit=1',
    body: ['{S}-a'],
  },
  {
    name: 'deleted subjects are listed on request',
    given: [register('{s}-a'), register('{s}-b'), softDelete('{s}-a')],
    when: 'GET /subjects?subjectPrefix={s}&deleted=true',
    body: ['{S}-a', '{S}-b'],
  },
  {
    name: 'deleted subjects are listed alone on request',
    given: [register('{s}-a'), register('{s}-b'), softDelete('{s}-a')],
    when: 'GET /subjects?subjectPrefix={s}&deletedOnly=true&deleted=false',
    body: ['{S}-a'],
  },
  {
    name: 'subjectPrefix=:*: lists every context',
    given: [register(':.{ns}:{s}'), register(':.{ns}x:{s}')],
    when: 'GET @/subjects?subjectPrefix=:*:{s}',
    body: [':.{ns}:{s}', ':.{ns}x:{s}'],
    at: 'root',
  },
  {
    name: 'a new registry has no subjects',
    when: 'GET /subjects',
    body: [],
    at: 'root',
    alone: 'at the root',
  },

  {
    name: 'a lookup answers the version without its time',
    given: [registerKept('{s}', type('int'))],
    when: 'POST /subjects/{s}',
    send: int,
    body: {
      subject: '{S}',
      version: 1,
      id: '{#id}',
      guid: 'ef524ea1-b91e-7317-3d93-8ade36c1db32',
      schemaType: 'AVRO',
      schema: '"int"',
    },
  },
  {
    name: 'a lookup with normalize finds the normal form',
    given: [
      {
        when: 'POST /subjects/{s}/versions?normalize=true',
        send: { schema: '{"type":"int","b":1,"a":2}' },
      },
    ],
    when: 'POST /subjects/{s}?normalize=true',
    send: { schema: '{"type":"int","a":2,"b":1}' },
    includes: { subject: '{S}', version: 1 },
  },
  {
    name: 'a lookup in another format keeps the guid',
    given: [register('{s}-b', base), registerKept('{s}', listOfBase, refer('{s}-b'))],
    when: 'POST /subjects/{s}?format=resolved',
    send: { schema: listOfBase, ...refer('{s}-b') },
    includes: { version: 1, guid: '{guid}' },
  },
  {
    name: 'a lookup finds deleted versions on request',
    given: [register('{s}'), softDelete('{s}')],
    when: 'POST /subjects/{s}?deleted=true',
    send: int,
    includes: { version: 1 },
  },
  {
    name: 'a lookup of an invalid schema',
    when: 'POST /subjects/{s}',
    send: { schema: '{"type":"nonsense"}' },
    code: 42201,
  },
  {
    name: 'a lookup of an unknown type',
    when: 'POST /subjects/{s}',
    send: { schema: 'x', schemaType: 'XML' },
    code: 42201,
    message: 'Invalid schema type XML',
  },
  {
    name: 'a lookup under an unknown subject',
    when: 'POST /subjects/{s}',
    send: int,
    code: 40401,
    message: notFound,
  },
  {
    name: 'a lookup of an unknown schema',
    given: [register('{s}', type('long'))],
    when: 'POST /subjects/{s}',
    send: int,
    code: 40403,
    message: 'Schema not found',
  },

  {
    name: 'the latest version with given metadata',
    given: [
      register('{s}', type('int'), { metadata: { properties: { a: '1', b: '2' } } }),
      register('{s}', type('long'), { metadata: { properties: { a: '1', b: '3' } } }),
    ],
    when: 'GET /subjects/{s}/metadata?key=a&value=1&key=b&value=2',
    includes: {
      subject: '{S}',
      version: 1,
      id: '<int>',
      guid: '<guid>',
      schemaType: 'AVRO',
      metadata: { properties: { a: '1', b: '2' } },
      schema: '"int"',
    },
  },
  {
    name: 'metadata with the references resolved',
    given: [
      register('{s}-b', base),
      register('{s}', listOfBase, { ...refer('{s}-b'), metadata: { properties: { a: '1' } } }),
    ],
    when: 'GET /subjects/{s}/metadata?key=a&value=1&format=resolved',
    includes: { schema: JSON.stringify({ type: 'array', items: JSON.parse(base) }) },
  },
  {
    name: 'metadata of a deleted version',
    given: [
      register('{s}', type('int'), { metadata: { properties: { a: '1' } } }),
      softDelete('{s}'),
    ],
    when: 'GET /subjects/{s}/metadata?key=a&value=1&deleted=true',
    includes: { version: 1, deleted: true },
  },
  {
    name: 'metadata of an unknown subject',
    when: 'GET /subjects/{s}/metadata?key=a&value=1',
    code: 40401,
    message: notFound,
  },
  {
    name: 'metadata that no version has',
    given: [register('{s}')],
    when: 'GET /subjects/{s}/metadata',
    code: 40403,
    message: 'Schema not found',
  },

  {
    name: 'deleting a subject answers its versions',
    given: two,
    when: 'DELETE /subjects/{s}',
    body: [1, 2],
  },
  {
    name: 'deleting a subject for good answers all its versions',
    given: [...two, remove('/subjects/{s}/versions/1'), softDelete('{s}')],
    when: 'DELETE /subjects/{s}?permanent=true',
    body: [1, 2],
  },
  {
    name: 'deleting an unknown subject',
    when: 'DELETE /subjects/{s}',
    code: 40401,
    message: notFound,
  },
  {
    name: 'deleting a subject twice',
    given: [register('{s}'), softDelete('{s}')],
    when: 'DELETE /subjects/{s}',
    code: 40404,
    message: "Subject '{S}' was soft deleted.Set permanent=true to delete permanently",
  },
  {
    name: 'deleting a live subject for good',
    given: [register('{s}')],
    when: 'DELETE /subjects/{s}?permanent=true',
    code: 40405,
    message: "Subject '{S}' was not deleted first before being permanently deleted",
  },
  {
    name: 'deleting an associated subject',
    given: [
      register('{s}', record({ f: 'int' })),
      {
        when: 'POST /associations',
        send: {
          resourceName: '{n}',
          resourceNamespace: '{ns}',
          resourceId: '{n}',
          associations: [{ subject: '{s}', lifecycle: 'WEAK' }],
        },
      },
    ],
    when: 'DELETE /subjects/{s}',
    code: 40904,
    message: "An association already exists for subject '{S}'",
  },
  {
    name: 'deleting a read-only subject',
    given: [register('{s}'), put('/mode/{s}', { mode: 'READONLY' })],
    when: 'DELETE /subjects/{s}',
    code: 42205,
    message: 'Subject {S} in context {C} is in read-only mode',
  },
  {
    name: 'deleting a subject that others refer to',
    given: referred,
    when: 'DELETE /subjects/{s}-b',
    code: 42206,
    message:
      'One or more references exist to the schema {magic=1,keytype=SCHEMA,subject={S}-b,version=1}.',
  },
]
