import { type Conversation, int, java, json, long, register, unset } from './client-requests.ts'
import { mediaType } from './golden.ts'

export const tools: readonly Conversation[] = [
  {
    client: 'Kafbat UI',
    headers: { 'content-type': json, accept: json },
    type: json,
    steps: [
      { ask: 'GET /config', includes: { compatibilityLevel: '<text>' } },
      register,
      { ask: 'GET /subjects/{s}/versions/latest', includes: { id: '{#id}', version: 1 } },
      { ask: 'GET /config/{s}', ...unset },
      {
        ask: 'POST /compatibility/subjects/{s}/versions/latest',
        send: long,
        body: { is_compatible: true },
      },
      {
        ask: 'POST /subjects/{s}/versions',
        send: { schema: '"string"' },
        status: 409,
        code: 40901,
      },
      { ask: 'POST /subjects/{s}/versions', send: { schema: '{' }, status: 422, code: 42201 },
      { ask: 'PUT /config/{s}', send: { compatibility: 'NONE' }, body: { compatibility: 'NONE' } },
      { ask: 'DELETE /subjects/{s}/versions/latest', body: 1 },
      { ask: 'DELETE /subjects/{s}', status: 404, code: 40404 },
    ],
  },
  {
    client: 'AKHQ',
    headers: java,
    steps: [
      { ...register, send: { ...int, schemaType: null, references: [] } },
      { ask: 'GET /subjects/{s}/versions/latest', includes: { id: '{#id}' } },
      { ask: 'GET /config/{s}', ...unset },
      { ask: 'GET /subjects?deleted=false', includes: '<any>' },
      { ask: 'DELETE /subjects/{s}', body: [1] },
    ],
  },
  {
    client: 'Redpanda Console',
    headers: { accept: mediaType, 'content-type': mediaType, 'user-agent': 'redpanda-console' },
    steps: [
      { ask: 'GET /mode', includes: { mode: '<text>' } },
      { ask: 'GET /config', includes: { compatibilityLevel: '<text>' } },
      { ask: 'GET /contexts', includes: '<any>' },
      { ask: 'GET /schemas/types', body: ['<text>', '<text>', '<text>'] },
      register,
      { ask: 'GET /subjects/{s}/versions?deleted=true', body: [1] },
      { ask: 'GET /subjects/{s}/versions?deletedOnly=false', body: [1] },
      { ask: 'GET /mode/{s}', status: 404, code: 40409 },
      { ask: 'GET /mode/{s}?defaultToGlobal=true', includes: { mode: 'READWRITE' } },
      { ask: 'GET /config/{s}?defaultToGlobal=true', includes: { compatibilityLevel: '<text>' } },
      { ask: 'GET /subjects/{s}/versions/1/referencedby', body: [] },
      { ask: 'GET /schemas/ids/{id}/versions', includes: '<any>' },
      { ask: 'DELETE /subjects/{s}?permanent=true', status: 404, code: 40405 },
    ],
  },
  {
    client: 'Terraform provider for Confluent',
    headers: { accept: json, 'content-type': json },
    type: json,
    steps: [
      { ask: 'GET /', body: {} },
      { ...register, send: { ...int, schemaType: 'AVRO', references: [] } },
      {
        ask: 'GET /schemas?subjectPrefix={s}&latestOnly=false&deleted=false',
        includes: [{ subject: '{s}', id: '{#id}', version: 1 }],
      },
      { ask: 'GET /config/{s}?defaultToGlobal=false', ...unset },
      { ask: 'DELETE /subjects/{s}/versions/1?permanent=false', body: 1 },
      { ask: 'DELETE /subjects/{s}/versions/1?permanent=true', body: 1 },
    ],
  },
  {
    client: 'jikkou',
    headers: { accept: mediaType },
    bodyType: json,
    steps: [
      { ask: 'GET /', body: {} },
      { ask: 'GET /subjects/{s}/versions/latest', status: 404, code: 40401 },
      register,
      { ask: 'PUT /config/{s}', send: { compatibility: 'FULL' }, body: { compatibility: 'FULL' } },
      { ask: 'DELETE /config/{s}', body: { compatibilityLevel: 'FULL' } },
    ],
  },
  {
    client: 'schema-registry-gitops',
    headers: java,
    steps: [
      { ask: 'GET /config/', includes: { compatibilityLevel: 'BACKWARD' } },
      {
        ask: 'PUT /config/',
        send: { compatibility: 'BACKWARD' },
        body: { compatibility: 'BACKWARD' },
      },
      { ask: 'GET /config/{s}/', ...unset },
      { ask: 'PUT /config/{s}/', send: { compatibility: 'NONE' }, body: { compatibility: 'NONE' } },
    ],
  },
  {
    client: 'Lenses schema registry UI',
    headers: { 'content-type': json, accept: json },
    type: json,
    steps: [
      { ask: 'GET /subjects/', includes: '<any>' },
      register,
      { ask: 'GET /subjects/{s}/versions/', body: [1] },
      { ask: 'DELETE /subjects/{s}/versions/1', body: 1 },
    ],
  },
  {
    client: 'cub sr-ready',
    headers: { 'user-agent': 'python-requests/2.31', accept: '*/*' },
    steps: [{ ask: 'GET /config', includes: { compatibilityLevel: '<text>' } }],
  },
]
