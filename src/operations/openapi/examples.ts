import { pino } from 'pino'
import { buildServer } from '../../http/server.ts'
import { openRegistry } from '../../registry/open.ts'
import { memoryStorage } from '../../storage/memory.ts'

/** A request on a route, and what it was really answered with. */
export type Example = {
  readonly route: string
  readonly target: string
  readonly send?: unknown
  readonly status: number
  /** Parsed JSON, or a text; undefined for no body. */
  readonly answer: unknown
}

type Request = readonly [route: string, target: string, send?: unknown]

const record = (...fields: readonly object[]) =>
  JSON.stringify({ type: 'record', name: 'Order', namespace: 'com.example', fields })

const customer = {
  schema:
    '{"type":"record","name":"Customer","namespace":"com.example","fields":[{"name":"id","type":"long"}]}',
}
const order = {
  schema: record({ name: 'id', type: 'long' }, { name: 'customer', type: 'Customer' }),
  references: [{ name: 'com.example.Customer', subject: 'customer', version: 1 }],
}
const note = { name: 'note', type: ['null', 'string'], default: null }
const noted = {
  schema: record({ name: 'id', type: 'long' }, { name: 'customer', type: 'Customer' }, note),
  references: order.references,
}
const incompatible = { schema: record({ name: 'number', type: 'string' }) }
const topic = {
  resourceName: 'payments',
  resourceNamespace: 'lkc-1',
  resourceId: 'topic-1',
  resourceType: 'topic',
}
const owned = { subject: 'payments-value', associationType: 'value', lifecycle: 'WEAK' }

/** One story, told in this order to an empty registry. */
const story: readonly Request[] = [
  ['GET /', '/'],
  ['POST /', '/', {}],
  ['GET /v1/metadata/id', '/v1/metadata/id'],
  ['GET /v1/metadata/version', '/v1/metadata/version'],
  ['GET /v1/metadata/deployment', '/v1/metadata/deployment'],
  ['GET /schemas/types', '/schemas/types'],
  ['POST /subjects/:subject/versions', '/subjects/customer/versions', customer],
  ['POST /subjects/:subject/versions', '/subjects/orders-value/versions', order],
  [
    'POST /compatibility/subjects/:subject/versions/:version',
    '/compatibility/subjects/orders-value/versions/latest?verbose=true',
    incompatible,
  ],
  [
    'POST /compatibility/subjects/:subject/versions',
    '/compatibility/subjects/orders-value/versions',
    noted,
  ],
  ['POST /subjects/:subject/versions', '/subjects/orders-value/versions', noted],
  ['POST /subjects/:subject', '/subjects/orders-value', order],
  ['GET /subjects', '/subjects'],
  ['GET /subjects/:subject/versions', '/subjects/orders-value/versions'],
  ['GET /subjects/:subject/versions/:version', '/subjects/orders-value/versions/latest'],
  ['GET /subjects/:subject/versions/:version/schema', '/subjects/orders-value/versions/1/schema'],
  [
    'GET /subjects/:subject/versions/:version/referencedby',
    '/subjects/customer/versions/1/referencedby',
  ],
  [
    'POST /subjects/:subject/versions/:version/tags',
    '/subjects/customer/versions/latest/tags',
    { metadata: { properties: { owner: 'sales' } } },
  ],
  ['GET /subjects/:subject/metadata', '/subjects/customer/metadata?key=owner&value=sales'],
  ['GET /schemas', '/schemas?latestOnly=true&limit=1'],
  ['GET /schemas/ids/:id', '/schemas/ids/1'],
  ['GET /schemas/ids/:id/schema', '/schemas/ids/1/schema'],
  ['GET /schemas/ids/:id/subjects', '/schemas/ids/1/subjects'],
  ['GET /schemas/ids/:id/versions', '/schemas/ids/1/versions'],
  ['GET /schemas/guids/:guid', '/schemas/guids/{guid}'],
  ['GET /schemas/guids/:guid/ids', '/schemas/guids/{guid}/ids'],
  ['GET /config', '/config'],
  ['PUT /config', '/config', { compatibility: 'FULL' }],
  ['DELETE /config', '/config'],
  ['PUT /config/:subject', '/config/orders-value', { compatibility: 'BACKWARD_TRANSITIVE' }],
  ['GET /config/:subject', '/config/orders-value'],
  ['DELETE /config/:subject', '/config/orders-value'],
  ['PUT /mode', '/mode', { mode: 'READWRITE' }],
  ['GET /mode', '/mode'],
  ['DELETE /mode', '/mode'],
  ['PUT /mode/:subject', '/mode/orders-value', { mode: 'READONLY' }],
  ['GET /mode/:subject', '/mode/orders-value'],
  ['DELETE /mode/:subject', '/mode/orders-value'],
  ['POST /subjects/:subject/versions', '/subjects/payments-value/versions', { schema: '"long"' }],
  ['POST /associations', '/associations', { ...topic, associations: [owned] }],
  [
    'PUT /associations/resources/:resourceId',
    '/associations/resources/topic-1',
    { ...topic, associations: [owned] },
  ],
  ['GET /associations/subjects/:subject', '/associations/subjects/payments-value'],
  ['GET /associations/resources/:resourceId', '/associations/resources/topic-1'],
  ['GET /associations/resources/:namespace/:name', '/associations/resources/lkc-1/payments'],
  [
    'POST /associations::batchGet',
    '/associations:batchGet',
    { requests: [{ resourceId: 'topic-1', resourceType: 'topic' }] },
  ],
  [
    'POST /associations::batchMutate',
    '/associations:batchMutate',
    { requests: [{ ...topic, associations: [{ opType: 'UPSERT', ...owned }] }] },
  ],
  ['DELETE /associations/resources/:resourceId', '/associations/resources/topic-1'],
  ['DELETE /subjects/:subject/versions/:version', '/subjects/orders-value/versions/1'],
  ['DELETE /subjects/:subject', '/subjects/orders-value'],
  ['POST /subjects/:subject/versions', '/contexts/.team/subjects/s/versions', { schema: '"int"' }],
  ['GET /contexts', '/contexts'],
  ['DELETE /subjects/:subject', '/contexts/.team/subjects/s'],
  ['DELETE /subjects/:subject', '/contexts/.team/subjects/s?permanent=true'],
  ['DELETE /contexts/:context', '/contexts/.team'],
]

/**
 * Tells the story to a registry of its own and answers what it answered, with times and random
 * guids replaced so that the same program gives the same examples. Throws for an answer that is no
 * success.
 */
export async function realExamples(): Promise<readonly Example[]> {
  const registry = openRegistry(memoryStorage(), { report: rethrow })
  const app = buildServer({ registry, logger: pino({ level: 'silent' }) })
  const examples: Example[] = []
  let guid = ''
  for (const [route, path, send] of story) {
    const target = path.replace('{guid}', guid)
    const answer = await app.inject({
      method: route.split(' ', 1)[0] as 'GET',
      url: target,
      ...(send !== undefined && {
        headers: { 'content-type': 'application/json' },
        payload: JSON.stringify(send),
      }),
    })
    const { statusCode: status, body } = answer
    if (status >= 300) throw new Error(`${route} ${target} answered ${status} ${body}`)
    const value = body === '' ? undefined : frozen(JSON.parse(body), route)
    guid ||= /"guid":"([^"]+)"/.exec(body)?.[1] ?? ''
    examples.push({ route, target, status, answer: value, ...(send !== undefined && { send }) })
  }
  await app.close()
  await registry.close()
  return examples
}

function rethrow(doing: string, cause: unknown): never {
  throw new Error(doing, { cause })
}

const someTime = 1_767_225_600_000
const someGuid = '7d0ab5a1-8c1e-4c9e-9a63-0f0f3c1d2b45'

function frozen(value: unknown, route: string): unknown {
  if (Array.isArray(value)) return value.map((item) => frozen(item, route))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, inner]) => {
    if (/^(ts|createTs|updateTs)$/.test(key)) return [key, someTime]
    if (key === 'guid' && route.includes('/associations')) return [key, someGuid]
    return [key, frozen(inner, route)]
  })
  return Object.fromEntries(entries)
}
