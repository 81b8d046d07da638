import type { Given, Golden } from './golden.ts'
import {
  base,
  put,
  record,
  referred,
  register,
  registerKept,
  remove,
  softDelete,
  type,
} from './requests.ts'

const two = [register('{s}'), register('{s}', type('long'))]
const notFound = "Subject '{S}' not found."
const invalid = (text: string) =>
  `The specified version '${text}' is not a valid version id. Allowed values are between [1, 2^31-1] and the string "latest"`

const path = '/subjects/{s}/versions'
const tagged: readonly Given[] = [
  register('{s}', record({ f: 'int' })),
  {
    when: `POST ${path}/1/tags`,
    send: {
      tagsToAdd: [{ schemaEntity: { entityPath: 'R.f', entityType: 'sr_field' }, tags: ['PII'] }],
    },
  },
]

/** The refusals that every route with `{v}` shares. */
function refusals(method: string, suffix: string): readonly Golden[] {
  return [
    {
      name: `${method} version 0${suffix}`,
      when: `${method} ${path}/0${suffix}`,
      code: 42202,
      message: invalid('0'),
    },
    {
      name: `${method} a version that is a word${suffix}`,
      when: `${method} ${path}/first${suffix}`,
      code: 42202,
      message: invalid('first'),
    },
    {
      name: `${method} a version of an unknown subject${suffix}`,
      when: `${method} ${path}/1${suffix}`,
      code: 40401,
      message: notFound,
    },
    {
      name: `${method} an unknown version${suffix}`,
      given: two,
      when: `${method} ${path}/9${suffix}`,
      code: 40402,
      message: 'Version 9 not found.',
    },
  ]
}

export const versions: readonly Golden[] = [
  { name: 'the versions of a subject', given: two, when: `GET ${path}`, body: [1, 2] },
  { name: 'a page of the versions', given: two, when: `GET ${path}?offset=1&limit=5`, body: [2] },
  {
    name: 'the versions with the deleted ones',
    given: [...two, remove(`${path}/1`)],
    when: `GET ${path}?deleted=true`,
    body: [1, 2],
  },
  {
    name: 'the deleted versions alone',
    given: [...two, remove(`${path}/1`)],
    when: `GET ${path}?deletedOnly=true`,
    body: [1],
  },
  {
    name: 'the deleted versions as negative numbers',
    given: [...two, remove(`${path}/1`)],
    when: `GET ${path}?deletedAsNegative=true`,
    body: [-1, 2],
  },
  {
    name: 'the versions of an unknown subject',
    when: `GET ${path}`,
    code: 40401,
    message: notFound,
  },

  {
    name: 'one version with all its fields',
    given: [registerKept('{s}', type('int'))],
    when: `GET ${path}/1`,
    body: {
      subject: '{S}',
      version: 1,
      id: '{#id}',
      guid: 'ef524ea1-b91e-7317-3d93-8ade36c1db32',
      schemaType: 'AVRO',
      schema: '"int"',
      ts: '<int>',
      deleted: false,
    },
  },
  {
    name: 'the latest version',
    given: two,
    when: `GET ${path}/latest`,
    includes: { subject: '{S}', version: 2 },
  },
  {
    name: 'the latest version called -1',
    given: two,
    when: `GET ${path}/-1`,
    includes: { subject: '{S}', version: 2 },
  },
  {
    name: 'a deleted version',
    given: [...two, remove(`${path}/1`)],
    when: `GET ${path}/1?deleted=true`,
    includes: { version: 1, deleted: true },
  },
  {
    name: 'a version with its references resolved',
    given: referred,
    when: `GET ${path}/1?format=resolved`,
    includes: { schema: JSON.stringify({ type: 'array', items: JSON.parse(base) }) },
  },
  {
    name: 'a version with its references as stored',
    given: referred,
    when: `GET ${path}/1?referenceFormat=`,
    includes: { references: [{ name: 'Base', subject: '{s}-b', version: 1 }] },
  },
  {
    name: 'a version with its references qualified',
    given: referred,
    when: `GET ${path}/1?referenceFormat=qualified`,
    includes: { references: [{ name: 'Base', subject: '{S}-b', version: 1 }] },
  },
  {
    name: 'a version with its tags',
    given: tagged,
    when: `GET ${path}/2?findTags=PII`,
    includes: {
      schemaTags: [{ schemaEntity: { entityPath: 'R.f', entityType: 'sr_field' }, tags: ['PII'] }],
    },
  },
  ...refusals('GET', ''),

  { name: 'the text of a version', given: two, when: `GET ${path}/2/schema`, text: '"long"' },
  {
    name: 'the text of a deleted version',
    given: [...two, remove(`${path}/1`)],
    when: `GET ${path}/1/schema?deleted=true`,
    text: '"int"',
  },
  {
    name: 'the text with its references resolved',
    given: referred,
    when: `GET ${path}/1/schema?format=resolved`,
    text: JSON.stringify({ type: 'array', items: JSON.parse(base) }),
  },
  ...refusals('GET', '/schema'),

  {
    name: 'who refers to a version',
    given: [...referred.slice(0, 1), { ...registerReferrer(), keep: { id: 'id' } }],
    when: 'GET /subjects/{s}-b/versions/1/referencedby',
    body: ['{#id}'],
  },
  {
    name: 'who referred to a version',
    given: [
      ...referred.slice(0, 1),
      { ...registerReferrer(), keep: { id: 'id' } },
      softDelete('{s}'),
    ],
    when: 'GET /subjects/{s}-b/versions/1/referencedby?deleted=true',
    body: ['{#id}'],
  },
  {
    name: 'a page of those who refer to a version',
    given: referred,
    when: 'GET /subjects/{s}-b/versions/1/referencedby?offset=1&limit=1',
    body: [],
  },
  ...refusals('GET', '/referencedby'),

  { name: 'deleting a version', given: two, when: `DELETE ${path}/1`, body: 1 },
  { name: 'deleting the latest version', given: two, when: `DELETE ${path}/latest`, body: 2 },
  {
    name: 'deleting a version for good',
    given: [...two, remove(`${path}/1`)],
    when: `DELETE ${path}/1?permanent=true`,
    body: 1,
  },
  ...refusals('DELETE', ''),
  {
    name: 'deleting a version twice',
    given: [...two, remove(`${path}/1`)],
    when: `DELETE ${path}/1`,
    code: 40406,
    message: "Subject '{S}' Version 1 was soft deleted.Set permanent=true to delete permanently",
  },
  {
    name: 'deleting a live version for good',
    given: two,
    when: `DELETE ${path}/1?permanent=true`,
    code: 40407,
    message: "Subject '{S}' Version 1 was not deleted first before being permanently deleted",
  },
  {
    name: 'deleting the latest version when all are deleted',
    given: [...two, softDelete('{s}')],
    when: `DELETE ${path}/latest`,
    code: 40402,
    message: 'Version -1 not found.',
  },
  {
    name: 'deleting the last live version of an associated subject',
    given: [
      register('{s}'),
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
    when: `DELETE ${path}/1`,
    code: 40907,
  },
  {
    name: 'deleting a read-only version',
    given: [...two, put('/mode/{s}', { mode: 'READONLY' })],
    when: `DELETE ${path}/1`,
    code: 42205,
    message: 'Subject {S} in context {C} is in read-only mode',
  },
  {
    name: 'deleting a version that others refer to',
    given: referred,
    when: 'DELETE /subjects/{s}-b/versions/latest',
    code: 42206,
    message:
      'One or more references exist to the schema {magic=1,keytype=SCHEMA,subject={S}-b,version=1}.',
  },
]

function registerReferrer(): Given {
  const [, referrer] = referred
  if (referrer === undefined) throw new Error('nobody refers')
  return referrer
}
