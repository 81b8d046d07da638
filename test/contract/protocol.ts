import type { Golden } from './golden.ts'
import { mediaType } from './golden.ts'
import { register } from './requests.ts'

const json = 'application/json'
const v1 = mediaType
const plain = 'application/vnd.schemaregistry+json'

/** `Accept` and the type that is answered. */
const negotiations: readonly (readonly [string, string])[] = [
  ['*/*', v1],
  ['application/*', v1],
  [v1, v1],
  [plain, plain],
  [json, json],
  ['application/json; charset=utf-8', 'application/json;charset=utf-8'],
  ['application/json, text/plain, */*', v1],
  ['application/json, text/plain, */*;q=0.5', json],
  ['application/json, application/vnd.schemaregistry.v1+json', v1],
  ['application/json;q=0.5, application/vnd.schemaregistry+json;q=0.9', plain],
  ['text/html, */*;q=0.1', v1],
  ['text/html, image/gif, image/jpeg, */*; q=0.2', v1],
  ['text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2', v1],
  [`${v1}, ${plain}, ${json}`, v1],
  [`${v1}; q=0.9, ${json}; q=0.5`, v1],
  [`${v1}, ${plain}; q=0.9, ${json}; q=0.8`, v1],
  ['*/*;q=0', v1],
  [`${v1};q=0`, v1],
]

const negotiated: readonly Golden[] = negotiations.map(([accept, type]) => ({
  name: `Accept: ${accept}`,
  when: 'GET /schemas/types',
  headers: { accept },
  type,
  includes: ['<text>', '<text>', '<text>'],
}))

const sent: readonly Golden[] = [
  v1,
  plain,
  json,
  'application/octet-stream',
  'application/json; charset=utf-8',
  `${v1}; charset=UTF-8`,
  'APPLICATION/JSON',
].map((type) => ({
  name: `Content-Type: ${type}`,
  when: 'POST /subjects/{s}/versions',
  send: { schema: '"int"' },
  headers: { 'content-type': type },
  includes: { version: 1 },
}))

const requiredBodies: readonly (readonly [string, string])[] = [
  ['POST /subjects/{s}/versions', 'register'],
  ['POST /subjects/{s}', 'lookUpSchemaUnderSubject'],
  ['POST /compatibility/subjects/{s}/versions/1', 'testCompatibilityBySubjectName'],
  ['POST /compatibility/subjects/{s}/versions', 'testCompatibilityForSubject'],
  ['PUT /config/{s}', 'updateSubjectLevelConfig'],
  ['PUT /mode/{s}', 'updateMode'],
  ['POST /subjects/{s}/versions/1/tags', 'modifyTags'],
  ['POST /associations', 'createAssociation'],
  ['PUT /associations/resources/{s}', 'createOrUpdateAssociation'],
  ['POST /associations:batchGet', 'batchGetAssociations'],
  ['POST /associations:batchMutate', 'mutateAssociations'],
]

const missingBodies: readonly Golden[] = requiredBodies.flatMap(([when, method]) =>
  [undefined, 'null'].map((raw) => ({
    name: `${when} with ${raw ?? 'no body'}`,
    when,
    ...(raw === undefined ? {} : { raw }),
    code: 422,
    message: `${method}.request must not be null (was null)`,
  })),
)

/** The root's own routes; what they need below a context is the row's of the subject. */
const missingAtTop: readonly Golden[] = [
  {
    name: 'PUT /config without a body',
    when: 'PUT /config',
    code: 422,
    message: 'updateTopLevelConfig.request must not be null (was null)',
    at: 'root',
  },
  {
    name: 'PUT /mode without a body',
    when: 'PUT /mode',
    code: 422,
    message: 'updateTopLevelMode.request must not be null (was null)',
    at: 'root',
  },
  {
    name: 'PUT /config of a context without a body',
    when: 'PUT /config',
    code: 422,
    message: 'updateSubjectLevelConfig.request must not be null (was null)',
    at: 'context',
  },
  {
    name: 'PUT /mode of a context without a body',
    when: 'PUT /mode',
    code: 422,
    message: 'updateMode.request must not be null (was null)',
    at: 'context',
  },
]

const brokenBodies: readonly Golden[] = [
  '{"schema": "\\"int\\""',
  '{"schema": "\\"int\\""} x',
  '{"schema": {"type": "int"}}',
  '{"schema": "\\"int\\"", "version": {}}',
  '{"schema": "\\"int\\"", "version": "one"}',
  '{"schema": "\\"int\\"", "references": "a"}',
  '{"schema": "\\"int\\"", "metadata": []}',
  '[]',
  '"int"',
  '1',
  `{"a": ${'['.repeat(80)}${']'.repeat(80)}}`,
].map((raw) => ({
  name: `the body ${raw.slice(0, 60)}`,
  when: 'POST /subjects/{s}/versions',
  raw,
  code: 400,
}))

const lenientBodies: readonly Golden[] = [
  '{"schema": "\\"int\\"", "version": "1"}',
  '{"schema": "x", "schema": "\\"int\\""}',
  '{"schema": "\\"int\\"", "id": null, "version": null, "references": null, "metadata": null}',
  '{"schema": "\\"int\\"", "unknown": {"deep": [1]}, "__proto__": {"id": 7}}',
  '{"schema": "\\"int\\"", "version": 1.0, "unknown": 12345678901234567890}',
  '\uFEFF{"schema": "\\"int\\""}',
].map((raw) => ({
  name: `the body ${raw.slice(0, 70)}`,
  when: 'POST /subjects/{s}/versions',
  raw,
  includes: { version: 1 },
}))

const unknownPaths: readonly Golden[] = [
  'GET /nonsense',
  'POST /nonsense',
  'GET /SUBJECTS',
  'GET /subjects/{s}/nonsense',
  'GET /subjects/{s}/versions/1/nonsense',
  'GET /schemas/ids',
  'GET /schemas/ids/1.5',
  'GET /schemas/ids/2147483648',
  'GET /subjects?limit=x',
  'GET /subjects?offset=2147483648',
  'GET /compatibility/subjects/{s}',
  'GET /v1/metadata',
].map((when) => ({ name: when, when, code: 404, message: 'HTTP 404 Not Found' }))

const wrongMethods: readonly Golden[] = [
  'PUT /subjects',
  'GET /subjects/{s}',
  'PATCH /subjects/{s}/versions/1',
  'POST /schemas/ids/1',
  'DELETE /schemas',
  'POST /config/{s}',
  'GET /compatibility/subjects/{s}/versions',
  'TRACE /subjects',
  'BREW /subjects',
].map((when) => ({ name: when, when, code: 405, message: 'HTTP 405 Method Not Allowed' }))

export const protocol: readonly Golden[] = [
  { name: 'the root', when: 'GET /', body: {}, at: 'root' },
  { name: 'posting to the root', when: 'POST /', send: { a: 1 }, body: {}, at: 'root' },
  {
    name: 'the ids of the clusters',
    when: 'GET /v1/metadata/id',
    body: {
      scope: {
        path: [],
        clusters: { 'kafka-cluster': '<text>', 'schema-registry-cluster': '<text>' },
      },
    },
  },
  {
    name: 'the version',
    when: 'GET /v1/metadata/version',
    body: { version: '<text>', commitId: '<text>' },
  },
  {
    name: 'the deployment',
    when: 'GET /v1/metadata/deployment',
    includes: { attributes: '<any>' },
  },
  {
    name: 'HEAD of what exists',
    given: [register('{s}')],
    when: 'HEAD /subjects/{s}/versions',
    text: '',
  },
  { name: 'HEAD of what does not', when: 'HEAD /subjects/{s}/versions', status: 404, text: '' },
  { name: 'OPTIONS', when: 'OPTIONS /subjects/{s}/versions' },
  ...negotiated,
  ...['text/html', 'text/plain', 'garbage', 'application/xml'].map((accept) => ({
    name: `Accept: ${accept}`,
    when: 'GET /schemas/types',
    headers: { accept },
    code: 406,
    message: 'HTTP 406 Not Acceptable',
  })),
  ...sent,
  ...['text/plain', 'application/xml', 'multipart/form-data'].map((type) => ({
    name: `Content-Type: ${type}`,
    when: 'POST /subjects/{s}/versions',
    send: { schema: '"int"' },
    headers: { 'content-type': type },
    code: 415,
    message: 'HTTP 415 Unsupported Media Type',
  })),
  {
    name: 'a wrong Content-Type of a client that takes plain JSON',
    when: 'GET /schemas/types',
    headers: { 'content-type': 'text/plain', accept: json },
    code: 415,
    message: 'HTTP 415 Unsupported Media Type',
    type: json,
  },
  ...missingBodies,
  ...missingAtTop,
  ...brokenBodies,
  ...lenientBodies,
  ...unknownPaths,
  ...wrongMethods,
]
