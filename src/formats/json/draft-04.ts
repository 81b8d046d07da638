const schema = { $ref: '#' }
const listOfSchemas = { type: 'array', minItems: 1, items: schema }
const mapOfSchemas = { type: 'object', additionalProperties: schema, default: {} }
const count = { type: 'integer', minimum: 0 }
const countFromZero = { allOf: [count, { default: 0 }] }
const number = { type: 'number' }
const string = { type: 'string' }
const flag = { type: 'boolean', default: false }
const names = { type: 'array', items: string, minItems: 1, uniqueItems: true }
const word = { enum: ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'] }
const words = { type: 'array', items: word, minItems: 1, uniqueItems: true }

const values = {
  multipleOf: { type: 'number', minimum: 0, exclusiveMinimum: true },
  maximum: number,
  exclusiveMaximum: flag,
  minimum: number,
  exclusiveMinimum: flag,
  maxLength: count,
  minLength: countFromZero,
  pattern: { type: 'string', format: 'regex' },
  enum: { type: 'array' },
  type: { anyOf: [word, words] },
  format: string,
}

const containers = {
  additionalItems: { anyOf: [{ type: 'boolean' }, schema], default: {} },
  items: { anyOf: [schema, listOfSchemas], default: {} },
  maxItems: count,
  minItems: countFromZero,
  uniqueItems: flag,
  maxProperties: count,
  minProperties: countFromZero,
  required: names,
  additionalProperties: { anyOf: [{ type: 'boolean' }, schema], default: {} },
  definitions: mapOfSchemas,
  properties: mapOfSchemas,
  patternProperties: mapOfSchemas,
  dependencies: { type: 'object', additionalProperties: { anyOf: [schema, names] } },
}

/**
 * What draft 04 says about schemas (draft-zyp-json-schema-04 and its validation part), written as a
 * draft-04 schema. The other drafts' come with ajv, this one does not.
 */
export const draft04 = {
  id: 'http://json-schema.org/draft-04/schema#',
  $schema: 'http://json-schema.org/draft-04/schema#',
  type: 'object',
  properties: {
    id: string,
    $schema: string,
    title: string,
    description: string,
    default: {},
    ...values,
    ...containers,
    allOf: listOfSchemas,
    anyOf: listOfSchemas,
    oneOf: listOfSchemas,
    not: schema,
  },
  dependencies: { exclusiveMaximum: ['maximum'], exclusiveMinimum: ['minimum'] },
  default: {},
}
