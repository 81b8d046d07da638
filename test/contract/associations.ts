import type { Given, Golden } from './golden.ts'
import { base, listOfBase, put, refer, register, remove } from './requests.ts'

type Entry = Readonly<Record<string, unknown>>

/** The body that ties topic `{n}` to subjects. */
const topic = (entries: readonly Entry[], more: object = {}) => ({
  resourceName: '{n}',
  resourceNamespace: '{ns}',
  resourceId: '{n}',
  resourceType: 'topic',
  associations: entries,
  ...more,
})
const weak: Entry = { subject: '{s}', associationType: 'value', lifecycle: 'WEAK' }
const strong: Entry = { lifecycle: 'STRONG', schema: { schema: '"int"' } }
const tied: readonly Given[] = [
  register('{s}'),
  { when: 'POST /associations', send: topic([weak]) },
]
const owned: readonly Given[] = [{ when: 'POST /associations', send: topic([strong]) }]
/** The subject that a strong association owns. */
const own = ':.{ns}:{n}-value'

const row = {
  subject: '{S}',
  guid: '<guid>',
  resourceName: '{n}',
  resourceNamespace: '{ns}',
  resourceId: '{n}',
  resourceType: 'topic',
  associationType: 'value',
  lifecycle: 'WEAK',
  createTs: '<int>',
  updateTs: '<int>',
}
const filters = 'resourceType=topic&associationType=value&lifecycle=WEAK&offset=0&limit=10'
const invalid = (property: string, detail: string) =>
  `The association specified an invalid value for property: '${property}', detail: ${detail}`

const lists: readonly Golden[] = [
  {
    name: 'associations of a subject',
    given: tied,
    when: `GET /associations/subjects/{s}?${filters}`,
    body: [row],
  },
  { name: 'no association of a subject', when: 'GET /associations/subjects/{s}', body: [] },
  {
    name: 'associations of a topic by name',
    given: tied,
    when: `GET /associations/resources/{ns}/{n}?${filters}`,
    body: [row],
  },
  {
    name: 'associations of a namespace',
    given: tied,
    when: 'GET /associations/resources/{ns}/-',
    body: [row],
  },
  {
    name: 'associations of a topic in any namespace',
    given: tied,
    when: 'GET /associations/resources/-/{n}?resourceType=topic',
    body: [row],
  },
  {
    name: 'associations of a topic by id',
    given: tied,
    when: `GET /associations/resources/{n}?${filters}`,
    body: [row],
  },
  { name: 'no association of a topic', when: 'GET /associations/resources/-/{n}', body: [] },
]

const creation: readonly Golden[] = [
  {
    name: 'tying a topic to a subject',
    given: [register('{s}')],
    when: 'POST /associations',
    send: topic([weak]),
    includes: {
      resourceName: '{n}',
      resourceNamespace: '{ns}',
      resourceId: '{n}',
      resourceType: 'topic',
      associations: [{ subject: '{S}', associationType: 'value', lifecycle: 'WEAK' }],
    },
  },
  {
    name: 'tying a topic to a subject of the context in the query',
    given: [register(':.{ns}:{s}')],
    when: 'POST @/associations?context=:.{ns}:',
    send: topic([weak]),
    includes: { associations: [{ subject: ':.{ns}:{s}' }] },
    at: 'root',
  },
  {
    name: 'trying to tie a topic',
    given: [register('{s}')],
    when: 'POST /associations?dryRun=true',
    send: topic([weak]),
    includes: { resourceName: '{n}' },
  },
  {
    name: 'owning a subject that has other schemas',
    given: [register(own, '"long"')],
    when: 'POST /associations',
    send: topic([strong]),
    code: 42212,
    message: invalid(
      'frozen',
      'cannot create a frozen association when schemas already exist in the subject',
    ),
  },
  {
    name: 'a further schema of an owned subject',
    given: owned,
    when: 'PUT /associations/resources/{n}',
    send: topic([{ schema: { schema: '"long"' } }]),
    includes: { resourceId: '{n}' },
  },
  {
    name: 'an incompatible schema of an owned subject',
    given: owned,
    when: 'PUT /associations/resources/{n}',
    send: topic([{ schema: { schema: '"string"' } }]),
    code: 40901,
  },
  {
    name: 'tying a topic twice',
    given: [...tied, register('{s}-b')],
    when: 'POST /associations',
    send: topic([{ ...weak, subject: '{s}-b' }]),
    code: 40903,
    message: "An association of type 'value' already exists for resource '{n}'",
  },
  {
    name: 'a strong association of a subject that has another',
    given: [
      register(own),
      {
        when: 'POST /associations',
        send: topic([{ ...weak, subject: own }], { resourceName: '{n}x', resourceId: '{n}x' }),
      },
    ],
    when: 'POST /associations',
    send: topic([strong]),
    code: 40904,
    message: `An association already exists for subject '${own}'`,
  },
  {
    name: 'a weak association of a subject that is owned',
    given: owned,
    when: 'POST /associations',
    send: topic([{ ...weak, subject: own }], { resourceName: '{n}x', resourceId: '{n}x' }),
    code: 40905,
    message: `A strong association already exists for subject '${own}'`,
  },
  {
    name: 'a weak association of an unknown subject',
    when: 'POST /associations',
    send: topic([weak]),
    code: 40907,
    message: "No active (non-deleted) version exists for subject '{S}'",
  },
  {
    name: 'tying a topic to a read-only subject, which prints the default context as a dot',
    given: [register('{s}'), put('/mode/{s}', { mode: 'READONLY' })],
    when: 'POST /associations',
    send: topic([weak]),
    code: 42205,
    message: 'Subject {s} in context . is in read-only mode',
    at: 'root',
  },
  {
    name: 'owning a subject that others refer to',
    given: [register(own, base), register(':.{ns}:{s}', listOfBase, refer('{n}-value'))],
    when: 'POST /associations',
    send: topic([{ lifecycle: 'STRONG', schema: { schema: base } }]),
    code: 42206,
    message: `One or more references exist to the schema ${own}.`,
  },
]

const changes: readonly Golden[] = [
  {
    name: 'tying a topic again with PUT',
    given: tied,
    when: 'PUT /associations/resources/{n}?dryRun=false',
    send: topic([weak]),
    includes: { resourceName: '{n}', resourceId: '{n}' },
  },
  {
    name: 'tying a topic with PUT to the context in the query',
    given: [register(':.{ns}:{s}')],
    when: 'PUT @/associations/resources/{n}?context=:.{ns}:',
    send: topic([weak]),
    includes: { associations: [{ subject: ':.{ns}:{s}' }] },
    at: 'root',
  },
  {
    name: 'another id in the path than in the body',
    when: 'PUT /associations/resources/{n}x',
    send: topic([weak]),
    code: 42212,
    message: invalid(
      'resourceId',
      'Resource ID in the path parameter does not match the resource ID in the request body',
    ),
  },
  {
    name: 'owning a subject again with PUT',
    given: owned,
    when: 'PUT /associations/resources/{n}',
    send: topic([{ associationType: 'value', lifecycle: 'STRONG', frozen: true, subject: own }]),
    includes: { resourceId: '{n}' },
  },
  {
    name: 'loosening a frozen association',
    given: owned,
    when: 'PUT /associations/resources/{n}',
    send: topic([{ associationType: 'value', lifecycle: 'WEAK', frozen: false }]),
    code: 42212,
    message: invalid('subject', `WEAK associations cannot use subject '${own}'`),
  },
  {
    name: 'loosening a frozen association from its subject',
    given: owned,
    when: 'PUT /associations/resources/{n}',
    send: topic([{ associationType: 'value', lifecycle: 'WEAK', frozen: false, subject: '{s}' }]),
    code: 42212,
    message: invalid('subject', `subject of association cannot be changed from '${own}' to '{S}'`),
  },
  {
    name: 'removing an association',
    given: tied,
    when: 'DELETE /associations/resources/{n}?resourceType=topic&associationType=value&dryRun=false',
    status: 204,
    text: '',
  },
  {
    name: 'removing an association with its subject',
    given: owned,
    when: 'DELETE /associations/resources/{n}?cascadeLifecycle=true',
    status: 204,
    text: '',
  },
  {
    name: 'removing no association',
    when: 'DELETE /associations/resources/{n}',
    code: 40410,
    message: "Association for '{n}' not found.",
  },
  {
    name: 'removing a frozen association',
    given: owned,
    when: 'DELETE /associations/resources/{n}',
    code: 40908,
    message: `The association of type  'value' is frozen for subject '${own}'`,
  },
  {
    name: 'removing an association of a read-only subject',
    given: [...tied, put('/mode/{s}', { mode: 'READONLY' })],
    when: 'DELETE /associations/resources/{n}',
    code: 42205,
  },
  {
    name: 'an association after its removal',
    given: [...tied, remove('/associations/resources/{n}')],
    when: 'GET /associations/resources/{n}',
    body: [],
  },
]

const batches: readonly Golden[] = [
  {
    name: 'the associations of several topics',
    given: tied,
    when: 'POST /associations:batchGet?includeSchemas=true',
    send: { requests: [{ resourceId: '{n}' }, { resourceId: '{n}x' }] },
    status: 207,
    includes: {
      results: [
        { result: { resourceName: '{n}', associations: [{ subject: '{S}' }] } },
        { result: { resourceId: '{n}x', resourceType: 'topic' } },
      ],
    },
  },
  {
    name: 'the associations of no topics',
    when: 'POST /associations:batchGet',
    send: { requests: [] },
    code: 42212,
    message: invalid('requests', 'cannot be null or empty'),
  },
  {
    name: 'changing several topics',
    given: [register('{s}')],
    when: 'POST /associations:batchMutate?dryRun=false',
    send: {
      requests: [
        topic([{ opType: 'CREATE', ...weak }]),
        topic([{ opType: 'DELETE', associationType: 'value' }], {
          resourceId: '{n}x',
          resourceName: '{n}x',
        }),
      ],
    },
    status: 207,
    includes: {
      results: [
        { result: { resourceName: '{n}' } },
        { error: { error_code: 40410, message: '<text>' } },
      ],
    },
  },
  {
    name: 'changing topics in the context in the query',
    given: [register(':.{ns}:{s}')],
    when: 'POST @/associations:batchMutate?context=:.{ns}:',
    send: { requests: [topic([{ opType: 'CREATE', ...weak }])] },
    status: 207,
    includes: { results: [{ result: { associations: [{ subject: ':.{ns}:{s}' }] } }] },
    at: 'root',
  },
  {
    name: 'changing no topics',
    when: 'POST /associations:batchMutate',
    send: {},
    code: 42212,
    message: invalid('requests', 'cannot be null or empty'),
  },
]

export const associations: readonly Golden[] = [...lists, ...creation, ...changes, ...batches]
