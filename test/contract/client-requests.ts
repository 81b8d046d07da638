import type { OutgoingHttpHeaders } from 'node:http'
import { mediaType } from './golden.ts'

/** One request as a client sends it, and what the client needs of the answer. */
export type Step = {
  readonly ask: string
  readonly send?: unknown
  readonly status?: number
  readonly code?: number
  readonly body?: unknown
  readonly includes?: unknown
  /** Fields of the answer remembered as `{name}`. */
  readonly keep?: Readonly<Record<string, string>>
}

export type Conversation = {
  readonly client: string
  /** Sent with every request, those without a body included. */
  readonly headers: OutgoingHttpHeaders
  /** Type that the client's `Accept` leads to. */
  readonly type?: string
  /** Type of requests with a body, where the headers do not say. */
  readonly bodyType?: string
  /** The base URL is a context's. */
  readonly context?: boolean
  readonly steps: readonly Step[]
}

export const json = 'application/json'
const all = `${mediaType}, application/vnd.schemaregistry+json, ${json}`
export const int = { schema: '"int"' }
export const long = { schema: '"long"' }
export const unset = { status: 404, code: 40408 }
export const register: Step = {
  ask: 'POST /subjects/{s}/versions',
  send: int,
  includes: { id: '<int>', version: 1 },
  keep: { id: 'id' },
}
const probe: Step = {
  ask: 'GET /associations/resources/-/{s}?resourceType=topic&associationType=value',
  body: [],
}

export const java: OutgoingHttpHeaders = {
  'content-type': mediaType,
  accept: 'text/html, image/gif, image/jpeg, */*; q=0.2',
  'user-agent': 'Java/17.0.12',
}

export const libraries: readonly Conversation[] = [
  {
    client: 'Java serializers',
    headers: { ...java, 'confluent-accept-unknown-properties': 'true' },
    steps: [
      probe,
      { ...register, ask: 'POST /subjects/{s}/versions?normalize=false' },
      {
        ask: 'POST /subjects/{s}?normalize=false&deleted=false',
        send: int,
        includes: { version: 1 },
      },
      { ask: 'GET /schemas/ids/{id}?fetchMaxId=false&subject={s}', includes: { schema: '"int"' } },
      { ask: 'GET /schemas/ids/{id}?fetchMaxId=false&subject=', includes: { schema: '"int"' } },
      { ask: 'GET /schemas/ids/{id}?subject=another-topic-value', includes: { schema: '"int"' } },
      { ask: 'GET /subjects/{s}/versions/latest?format=', includes: { version: 1 } },
      {
        ask: 'POST /compatibility/subjects/{s}/versions/?normalize=false&verbose=true',
        send: long,
        body: { is_compatible: true, messages: [] },
      },
      { ask: 'GET /config/?defaultToGlobal=true', includes: { compatibilityLevel: '<text>' } },
      { ask: 'GET /subjects/{s}/versions/2', status: 404, code: 40402 },
      { ask: 'GET /subjects/{s}-none/versions/1', status: 404, code: 40401 },
      { ask: 'DELETE /subjects/{s}/versions/1', body: 1 },
      { ask: 'DELETE /subjects/{s}?permanent=true', body: [1] },
    ],
  },
  {
    client: 'confluent-kafka for Python',
    headers: { accept: all },
    steps: [
      probe,
      { ...register, ask: 'POST /subjects/{s}/versions?normalize=False' },
      {
        ask: 'POST /subjects/{s}?normalize=False&deleted=True',
        send: int,
        includes: { version: 1 },
      },
      {
        ask: 'GET /subjects?subjectPrefix={s}&deleted=false&deleted_only=false&offset=0&limit=-1',
        body: ['{s}'],
      },
      { ask: 'GET /subjects/{s}/versions?deleted=false', body: [1] },
      {
        ask: 'POST /compatibility/subjects/{s}/versions/latest?normalize=False&verbose=False',
        send: long,
        body: { is_compatible: true },
      },
      { ask: 'DELETE /subjects/{s}', body: [1] },
      { ask: 'DELETE /subjects/{s}?permanent=true', body: [1] },
    ],
  },
  {
    client: 'confluent-kafka for Python, which looks up what it has read',
    headers: { accept: all },
    steps: [
      {
        ask: 'POST /subjects/{s}/versions?normalize=False',
        send: {
          ...int,
          metadata: { properties: { major: '1' } },
          ruleSet: { domainRules: [{ name: 'r', doc: '', type: 'CEL', expr: 'true' }] },
        },
        includes: { version: 1 },
        keep: { id: 'id' },
      },
      {
        ask: 'POST /subjects/{s}?normalize=False&deleted=True',
        send: {
          ...int,
          metadata: { properties: { major: '1' }, sensitive: [] },
          ruleSet: {
            migrationRules: [],
            domainRules: [
              { name: 'r', type: 'CEL', expr: 'true', params: {}, tags: [], onFailure: '' },
            ],
            encodingRules: [],
          },
        },
        includes: { id: '{#id}', version: 1 },
      },
      {
        ask: 'POST /subjects/{s}/versions?normalize=False',
        send: {
          ...int,
          metadata: { tags: {}, properties: { major: '1' }, sensitive: [] },
          ruleSet: { domainRules: [{ name: 'r', type: 'CEL', expr: 'true' }], enableAt: '' },
        },
        includes: { id: '{#id}', version: 1 },
      },
    ],
  },
  {
    client: 'confluent-kafka-go',
    headers: { 'content-type': mediaType },
    steps: [
      probe,
      { ...register, ask: 'POST /subjects/{s}+a&b/versions?normalize=false' },
      { ask: 'GET /schemas/ids/{id}?subject={s}+a&b', includes: { schema: '"int"' } },
      { ask: 'GET /subjects/{s}+a&b/versions', body: [1] },
      { ask: 'GET /subjects/{s}/metadata?key=a:b&value=c&deleted=true', status: 404, code: 40401 },
      { ask: 'DELETE /subjects/{s}+a&b?permanent=false', body: [1] },
    ],
  },
  {
    client: 'Confluent.SchemaRegistry for .NET',
    headers: { accept: all },
    steps: [
      {
        ...register,
        ask: 'POST /subjects/{s}/versions?normalize=False',
        send: { ...int, references: [], schemaType: 'AVRO', metadata: null, ruleSet: null },
      },
      {
        ask: 'POST /subjects/{s}?normalize=False&deleted=True',
        send: { ...int, references: [], schemaType: 'AVRO', metadata: null, ruleSet: null },
        includes: { subject: '{s}', version: 1, schemaType: 'AVRO' },
      },
      { ask: 'GET /config/{s}', ...unset },
      { ask: 'PUT /config/{s}', send: { compatibility: 'FULL' }, body: { compatibility: 'FULL' } },
    ],
  },
  {
    client: '@confluentinc/schemaregistry',
    headers: {
      'content-type': mediaType,
      accept: 'application/json, text/plain, */*',
      'accept-encoding': 'gzip, compress, deflate, br',
    },
    steps: [
      probe,
      {
        ...register,
        ask: 'POST /subjects/{s}/versions?normalize=false',
        send: { ...int, metadata: { properties: { major: '1' } } },
      },
      {
        ask: 'GET /subjects/{s}/metadata?deleted=false&&key=major&value=1',
        includes: { version: 1 },
      },
      { ask: 'GET /schemas/ids/{id}?subject={s}', includes: { schema: '"int"' } },
      { ask: 'GET /schemas/ids/{id}?subject={s}&format=serialized', includes: { schema: '"int"' } },
      { ask: 'GET /subjects/:.:{s}/versions', body: [1] },
      { ask: 'DELETE /subjects/{s}?permanent=false', body: [1] },
    ],
  },
  {
    client: '@kafkajs/confluent-schema-registry',
    headers: {
      'content-type': mediaType,
      'user-agent': '@kafkajs/confluent-schema-registry (app)',
    },
    steps: [
      { ask: 'GET /config/{s}', ...unset },
      register,
      {
        ask: 'PUT /config/{s}',
        send: { compatibility: 'BACKWARD' },
        body: { compatibility: 'BACKWARD' },
      },
      { ask: 'GET /config/{s}', body: { compatibilityLevel: 'BACKWARD' } },
      { ask: 'GET /subjects/{s}/versions/1?name=reference', includes: { schema: '"int"' } },
      { ask: 'GET /schemas/ids/{id}', includes: { schema: '"int"', schemaType: 'AVRO' } },
    ],
  },
  {
    client: 'franz-go, in a context',
    headers: { accept: mediaType, 'content-type': mediaType, 'user-agent': 'franz-go' },
    context: true,
    steps: [
      {
        ...register,
        send: {
          ...int,
          ruleSet: {
            domainRules: [{ name: 'r', type: 'CEL', mode: 'WRITE', tags: null, params: null }],
          },
        },
        includes: { id: 1, version: 1 },
      },
      { ask: 'GET /schemas/ids/1/versions', body: [{ subject: '{S}', version: 1 }] },
      { ask: 'GET /subjects', body: ['{S}'] },
      { ask: 'GET /config', ...unset },
      { ask: 'GET /config?defaultToGlobal=true', includes: { compatibilityLevel: 'BACKWARD' } },
      { ask: 'GET /mode', status: 404, code: 40409 },
    ],
  },
  {
    client: 'srclient',
    headers: { 'content-type': mediaType },
    steps: [
      register,
      { ask: 'GET /schemas/ids/{id}', includes: { schema: '"int"' } },
      {
        ask: 'POST /compatibility/subjects/{s}/versions/latest',
        send: long,
        body: { is_compatible: true },
      },
      { ask: 'DELETE /config/{s}', status: 404, code: 40401 },
      { ask: 'DELETE /subjects/{s}/versions/1', body: 1 },
    ],
  },
  {
    client: 'schema_registry_converter',
    headers: {},
    steps: [
      { ...register, ask: 'POST /subjects/{s}-base/versions' },
      {
        ask: 'POST /subjects/{s}/versions',
        send: {
          schema: '{"type":"array","items":"int"}',
          references: [
            { name: 'a', subject: '{s}-base', version: 1, properties: null, tags: null },
          ],
        },
        includes: { references: [{ name: 'a', subject: '{s}-base', version: 1 }] },
      },
      { ask: 'GET /schemas/ids/{id}?deleted=true', includes: { schema: '"int"' } },
    ],
  },
  {
    client: 'schema-registry-client for Rust',
    headers: { 'content-type': mediaType },
    steps: [
      { ask: 'GET /associations?resourceName={s}&resourceType=topic', status: 405, code: 405 },
    ],
  },
  {
    client: 'python-schema-registry-client, which looks up first',
    headers: { accept: all },
    steps: [
      { ask: 'POST /subjects/{s}', send: int, status: 404, code: 40401 },
      register,
      { ask: 'POST /subjects/{s}', send: int, includes: { id: '{#id}' } },
    ],
  },
]
