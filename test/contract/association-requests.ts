import type { Golden } from './golden.ts'
import { register } from './requests.ts'

const int = { schema: { schema: '"int"' } }
const weak = { subject: '{s}', lifecycle: 'WEAK' }
const strong = { lifecycle: 'STRONG', ...int }
const own = ':.{ns}:{n}-value'

const topic = (associations: readonly object[], more: object = {}) => ({
  resourceName: '{n}',
  resourceNamespace: '{ns}',
  resourceId: '{n}',
  associations,
  ...more,
})

/** What a request lacks or has too much of, the property that is named, and the detail. */
const refusals: readonly (readonly [string, object, string, string])[] = [
  ['no name', topic([weak], { resourceName: '' }), 'resourceName', 'cannot be null or empty'],
  ['a wrong name', topic([weak], { resourceName: 'a.b' }), 'resourceName', "illegal character '.'"],
  [
    'a long name',
    topic([weak], { resourceName: 'a'.repeat(257) }),
    'resourceName',
    'exceeds max length of 256',
  ],
  [
    'no namespace',
    topic([weak], { resourceNamespace: null }),
    'resourceNamespace',
    'cannot be null or empty',
  ],
  ['no id', topic([weak], { resourceId: '' }), 'resourceId', 'cannot be null or empty'],
  ['another type', topic([weak], { resourceType: 'queue' }), 'resourceType', "must be 'topic'"],
  ['no associations', topic([]), 'associations', 'cannot be null or empty'],
  [
    'an association of a header',
    topic([{ ...weak, associationType: 'header' }]),
    'associationType',
    "must be either 'key' or 'value'",
  ],
  [
    'two associations of a type',
    topic([weak, weak]),
    'associationType',
    "may only appear once per request, but 'value' appears more than once",
  ],
  [
    'a weak schema',
    topic([{ ...weak, ...int }]),
    'lifecycle',
    'cannot be WEAK when schema is provided',
  ],
  [
    'a schema that may change',
    topic([{ ...int, frozen: false }]),
    'frozen',
    'cannot be false when a schema is provided',
  ],
  [
    'a frozen weak association',
    topic([{ ...weak, frozen: true }]),
    'frozen',
    'association with lifecycle of WEAK cannot be frozen=true',
  ],
  [
    'a strong association that may change',
    topic([{ lifecycle: 'STRONG', frozen: false }]),
    'frozen',
    'association with lifecycle of STRONG cannot be frozen=false',
  ],
  [
    'a weak association of nothing',
    topic([{ lifecycle: 'WEAK' }]),
    'subject',
    'must be provided for WEAK associations',
  ],
  [
    'a weak association of its own subject',
    topic([{ ...weak, subject: own }]),
    'subject',
    `WEAK associations cannot use subject '${own}'`,
  ],
  [
    'a strong association of another subject',
    topic([{ ...strong, subject: '{s}' }]),
    'subject',
    `frozen associations must use subject '${own}'`,
  ],
  [
    'a strong association without a schema',
    topic([{ lifecycle: 'STRONG' }]),
    'schema',
    'schema must be provided when creating a frozen association',
  ],
]

const invalid = (property: string, detail: string) =>
  `The association specified an invalid value for property: '${property}', detail: ${detail}`

export const associationRequests: readonly Golden[] = [
  ...refusals.map(
    ([what, send, property, detail]): Golden => ({
      name: `a topic with ${what}`,
      given: [register('{s}')],
      when: 'POST /associations',
      send,
      code: 42212,
      message: invalid(property, detail),
    }),
  ),
  {
    name: 'a schema for a topic that exists already',
    when: 'PUT /associations/resources/{n}',
    send: topic([int]),
    code: 42212,
    message: invalid(
      'schema',
      'cannot be provided when adding an association to an existing topic; an association with a schema must be created with the topic',
    ),
  },
  {
    name: 'a weak and a strong association of one topic',
    given: [register('{s}')],
    when: 'POST /associations',
    send: topic([{ ...weak, associationType: 'key' }, strong]),
    code: 42212,
  },
  {
    name: 'an unknown lifecycle',
    when: 'POST /associations',
    send: topic([{ ...weak, lifecycle: 'ODD' }]),
    code: 400,
  },
  {
    name: 'an unknown operation',
    when: 'POST /associations:batchMutate',
    send: { requests: [topic([{ opType: 'ODD' }])] },
    code: 400,
  },
  {
    name: 'an invalid schema in a batch',
    when: 'POST /associations:batchMutate',
    send: {
      requests: [topic([{ opType: 'CREATE', ...strong, schema: { schema: '["int","int"]' } }])],
    },
    status: 207,
    includes: { results: [{ error: { error_code: 42212, message: '<text>' } }] },
  },
  {
    name: 'an invalid schema by itself',
    when: 'POST /associations',
    send: topic([{ ...strong, schema: { schema: '["int","int"]' } }]),
    code: 42201,
  },
]
