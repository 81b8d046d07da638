import type { Golden } from './golden.ts'

/** What is too large, too deep or too long, and what just fits. */
export const limits: readonly Golden[] = [
  {
    name: 'a body above 4 MiB',
    when: 'POST /subjects/{s}/versions',
    raw: `${' '.repeat(4 * 1024 * 1024)}{}`,
    code: 413,
  },
  {
    name: 'a body above 4 MiB of a client that takes plain JSON',
    when: 'POST /subjects/{s}/versions',
    raw: `${' '.repeat(4 * 1024 * 1024)}{}`,
    headers: { accept: 'application/json' },
    code: 413,
    type: 'application/json',
  },
  {
    name: 'a target above 8 KiB',
    when: `GET /subjects/${'x'.repeat(9000)}/versions`,
    code: 414,
  },
  {
    name: 'headers above 16 KiB',
    when: 'GET /subjects',
    headers: { 'x-long': 'x'.repeat(17_000) },
    code: 431,
  },
  {
    name: 'a subject above 1,024 bytes',
    when: `POST /subjects/${'x'.repeat(1025)}/versions`,
    send: { schema: '"int"' },
    code: 42208,
  },
  {
    name: 'a subject of 1,024 bytes',
    when: `POST /subjects/${'x'.repeat(1024)}/versions`,
    send: { schema: '"int"' },
    includes: { version: 1 },
  },
  {
    name: 'a context above 255 bytes in a qualified name',
    when: `POST /subjects/:.${'x'.repeat(255)}:{s}/versions`,
    send: { schema: '"int"' },
    code: 42208,
  },
  {
    name: 'an alias above 1,024 bytes',
    when: 'PUT /config/{s}',
    send: { alias: 'x'.repeat(1025) },
    code: 42208,
  },
  {
    name: 'a compatibility group above 1,024 bytes',
    when: 'PUT /config/{s}',
    send: { compatibilityGroup: 'x'.repeat(1025) },
    code: 42208,
  },
  {
    name: 'metadata above 256 KiB',
    when: 'POST /subjects/{s}/versions',
    send: { schema: '"int"', metadata: { properties: { a: 'x'.repeat(262_144) } } },
    code: 42210,
  },
  {
    name: 'configured metadata above 256 KiB',
    when: 'PUT /config/{s}',
    send: { defaultMetadata: { properties: { a: 'x'.repeat(262_144) } } },
    code: 42210,
  },
  {
    name: 'an Avro schema nested too deeply',
    when: 'POST /subjects/{s}/versions',
    send: { schema: `${'{"type":"array","items":'.repeat(1001)}"int"${'}'.repeat(1001)}` },
    code: 42201,
  },
  {
    name: 'a JSON schema nested too deeply',
    when: 'POST /subjects/{s}/versions',
    send: { schemaType: 'JSON', schema: `${'{"not":'.repeat(1001)}{}${'}'.repeat(1001)}` },
    code: 42201,
  },
  {
    name: 'a Protobuf schema nested too deeply',
    when: 'POST /subjects/{s}/versions',
    send: { schemaType: 'PROTOBUF', schema: `${'message M {'.repeat(101)}${'}'.repeat(101)}` },
    code: 42201,
  },
  {
    name: 'a number of more than 1,000 characters',
    when: 'POST /subjects/{s}/versions',
    send: { schema: `{"type":"int","x":${'1'.repeat(1001)}}` },
    code: 42201,
  },
]
