import type { Random } from './random.ts'

const record = (name: string, fields: readonly object[]) =>
  JSON.stringify({ type: 'record', name, fields })

const avro = [
  record('R', [{ name: 'a', type: 'int' }]),
  record('R', [{ name: 'a', type: 'long' }]),
  record('R', [
    { name: 'a', type: 'long' },
    { name: 'é', type: 'string', default: '😀' },
  ]),
  record('R', [{ name: 'b', type: ['null', 'string'], default: null, doc: 'x'.repeat(500) }]),
  '"string"',
  '{ "type" : "int" }',
  '{"type":"enum","name":"E","symbols":["A","B"]}',
  '["int","int"]',
  '{"type":"nothing"}',
]

const jsonSchema = [
  '{"type":"object","properties":{"a":{"type":"integer"}}}',
  '{"type":"object","properties":{"a":{"type":"number"}},"required":["a"]}',
  '{"properties":{"a":true},"type":"object","additionalProperties":false}',
  '{"type":7}',
]

const protobuf = [
  'syntax = "proto3";\nmessage M {\n  int32 a = 1;\n}\n',
  'syntax="proto3"; package p; message M { int32 a = 1; string b = 2; }',
  'message {',
]

/** What referring schemas need. */
export const schemaTexts = {
  shared: [
    record('Shared', [{ name: 'x', type: 'int' }]),
    record('Shared', [
      { name: 'x', type: 'int' },
      { name: 'y', type: 'int', default: 0 },
    ]),
  ],
  holder: record('Holder', [{ name: 'held', type: 'Shared' }]),
}

/** The body of a registration or a lookup, mostly a valid one. */
export function schemaBody(random: Random): object {
  const kind = random.below(10)
  if (kind === 0) return { schemaType: 'JSON', schema: random.pick(jsonSchema) }
  if (kind === 1) return { schemaType: 'PROTOBUF', schema: random.pick(protobuf) }
  const schema = random.pick(kind < 6 ? avro.slice(0, 4) : avro)
  if (kind === 2) return { schema, metadata: { properties: { owner: random.pick(['x', 'y']) } } }
  if (kind === 3) {
    const rule = { name: 'check', kind: 'CONDITION', type: 'CEL', mode: 'WRITE', expr: 'true' }
    return { schema, ruleSet: { domainRules: [rule] } }
  }
  return { schema }
}
