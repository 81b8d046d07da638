import type { Golden } from './golden.ts'
import { register, type } from './requests.ts'

const all = '/compatibility/subjects/{s}/versions'
const int = [register('{s}')]
const long = [register('{s}', type('long'))]
const messages = [
  "{errorType:'TYPE_MISMATCH', description:'The type (path '/') of a field in the new schema does not match with the old schema', additionalInfo:'reader type: INT not compatible with writer type: LONG'}",
  '{oldSchemaVersion: 1}',
  `{oldSchema: '"long"'}`,
  "{validateFields: 'false', compatibility: 'BACKWARD'}",
]

/** The questions that may be asked of one version and of all. */
function both(path: string, of: string): readonly Golden[] {
  return [
    {
      name: `a compatible schema against ${of}`,
      given: int,
      when: `POST ${path}`,
      send: { schema: '"long"' },
      body: { is_compatible: true },
    },
    {
      name: `a compatible schema against ${of}, verbose`,
      given: int,
      when: `POST ${path}?verbose=true`,
      send: { schema: '"long"' },
      body: { is_compatible: true, messages: [] },
    },
    {
      name: `an incompatible schema against ${of}`,
      given: long,
      when: `POST ${path}?verbose=false`,
      send: { schema: '"int"' },
      body: { is_compatible: false },
    },
    {
      name: `an incompatible schema against ${of}, verbose`,
      given: long,
      when: `POST ${path}?verbose=True&normalize=False`,
      send: { schema: '"int"' },
      body: { is_compatible: false, messages },
    },
    {
      name: `an invalid schema against ${of}`,
      given: int,
      when: `POST ${path}`,
      send: { schema: '["int","int"]' },
      code: 42201,
    },
    {
      name: `an invalid schema against ${of}, verbose`,
      given: int,
      when: `POST ${path}?verbose=true`,
      send: { schema: 'x', schemaType: 'XML' },
      body: { is_compatible: false, messages: ['Invalid schema type XML'] },
    },
    {
      name: `an empty schema against ${of}`,
      when: `POST ${path}`,
      send: { schema: '' },
      code: 42201,
      message: 'Empty schema',
    },
    {
      name: `an empty schema against ${of}, verbose`,
      when: `POST ${path}?verbose=true`,
      send: { schema: '' },
      body: { is_compatible: false, messages: ['Empty schema'] },
    },
    {
      name: `any schema against ${of} of an unknown subject`,
      when: `POST ${path}`,
      send: { schema: '"int"' },
      body: { is_compatible: true },
    },
  ]
}

/** An old schema whose text is longer than what a message shows of it. */
const longText = JSON.stringify({ type: 'enum', name: 'E', doc: 'x'.repeat(11_000), symbols: [] })

export const compatibility: readonly Golden[] = [
  ...both(all, 'all versions'),
  ...both(`${all}/latest`, 'the latest version'),
  {
    name: 'a schema of another type',
    given: int,
    when: `POST ${all}/1?verbose=true`,
    send: { schema: 'true', schemaType: 'JSON' },
    body: {
      is_compatible: false,
      messages: [
        'Incompatible because of different schema type',
        "{validateFields: 'false', compatibility: 'BACKWARD'}",
      ],
    },
  },
  {
    name: 'a check against version 0',
    when: `POST ${all}/0`,
    send: { schema: '"int"' },
    code: 42202,
  },
  {
    name: 'a check against an unknown version',
    given: int,
    when: `POST ${all}/2`,
    send: { schema: '"int"' },
    code: 40402,
    message: 'Version 2 not found.',
  },
  {
    name: 'a check against a version of an unknown subject',
    when: `POST ${all}/1`,
    send: { schema: '"int"' },
    code: 40402,
    message: 'Version 1 not found.',
  },
  {
    name: 'a long old schema is cut',
    given: [register('{s}', longText)],
    when: `POST ${all}?verbose=true`,
    send: { schema: '"int"' },
    body: {
      is_compatible: false,
      messages: [
        "{errorType:'TYPE_MISMATCH', description:'The type (path '/') of a field in the new schema does not match with the old schema', additionalInfo:'reader type: INT not compatible with writer type: ENUM'}",
        '{oldSchemaVersion: 1}',
        `{oldSchema: <truncated> '${longText.slice(0, 10_240)}...'}`,
        "{validateFields: 'false', compatibility: 'BACKWARD'}",
      ],
    },
  },
  {
    name: 'a percent sign in a path is only a character',
    given: [
      register('{s}', '{"type":"object","properties":{"50%d %s":{"type":"string"}}}', {
        schemaType: 'JSON',
      }),
    ],
    when: `POST ${all}?verbose=true`,
    send: {
      schemaType: 'JSON',
      schema: '{"type":"object","properties":{"50%d %s":{"type":"integer"}}}',
    },
    includes: {
      messages: [
        '{errorType:"TYPE_CHANGED", description:"A type at path \'#/properties/50%d %s\' is different between the new schema and the old schema\'}',
        '<text>',
        '<text>',
        '<text>',
      ],
    },
  },
  {
    name: 'a lower exclusive maximum is an incompatibility, no fault',
    given: [register('{s}', '{"type":"number","exclusiveMaximum":5}', { schemaType: 'JSON' })],
    when: `POST ${all}?verbose=true`,
    send: { schemaType: 'JSON', schema: '{"type":"number","exclusiveMaximum":4}' },
    includes: {
      messages: [
        '{errorType:"EXCLUSIVE_MAXIMUM_DECREASED", description:"The value at path \'#/exclusiveMaximum\' in the new schema is less than its value in the old schema\'}',
        '<text>',
        '<text>',
        '<text>',
      ],
    },
  },
]
