import { Ajv } from 'ajv'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { differences, parse, read } from './reading.ts'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type Schema = { [keyword: string]: unknown }

const { schema: schemas } = fc.letrec<{ schema: Schema }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record(
      { type: fc.constant('string'), minLength: fc.nat({ max: 3 }), maxLength: fc.nat({ max: 6 }) },
      { requiredKeys: ['type'] },
    ),
    fc.record(
      {
        type: fc.constantFrom('integer', 'number'),
        minimum: fc.integer({ min: -5, max: 5 }),
        maximum: fc.integer({ min: -5, max: 5 }),
        multipleOf: fc.integer({ min: 1, max: 4 }),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record({ enum: fc.uniqueArray(fc.constantFrom('a', 'b', 1, null), { minLength: 1 }) }),
    fc.record(
      {
        type: fc.constant('object'),
        properties: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('schema'), {
          maxKeys: 3,
          noNullPrototype: true,
        }),
        required: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { maxLength: 2 }),
        additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
        maxProperties: fc.nat({ max: 3 }),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record(
      {
        type: fc.constant('array'),
        items: tie('schema'),
        minItems: fc.nat({ max: 2 }),
        uniqueItems: fc.boolean(),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('schema') }),
    fc.constant({}),
  ),
}))

const { value: values } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Json>(null, true, 'a', 'b', 'abcd', '', 0, 1, 2, -4, 6, 1.5),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), tie('value'), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
  ),
}))

test('a schema reads what it wrote, in any spelling', () => {
  fc.assert(
    fc.property(schemas, (schema) => {
      const parsed = read(schema)
      expect(differences(schema, schema)).toEqual([])
      expect(differences(schema, parsed.normalized())).toEqual([])
      expect(parse(parsed.canonical).canonical).toBe(parsed.canonical)
    }),
  )
})

/** A place inside a schema where a change is made, as a schema around it. */
const around: readonly ((inner: unknown) => Schema)[] = [
  (inner) => ({ type: 'object', properties: { p: inner }, additionalProperties: false }),
  (inner) => ({ type: 'object', additionalProperties: inner }),
  (inner) => ({ type: 'array', items: inner }),
  (inner) => ({ type: 'array', items: [inner], additionalItems: false }),
  (inner) => ({ oneOf: [{ type: 'null' }, inner] }),
  (inner) => ({ type: 'object', dependencies: { p: inner } }),
]
const changes: readonly (readonly [old: Schema, now: Schema])[] = [
  [{ type: 'integer' }, { type: 'number' }],
  [
    { type: 'string', maxLength: 1 },
    { type: 'string', maxLength: 2 },
  ],
  [{ type: 'string', pattern: 'x' }, { type: 'string' }],
  [{ enum: ['x'] }, { enum: ['x', 'y'] }],
  [{ type: 'array', uniqueItems: true }, { type: 'array' }],
  [
    { type: 'object', required: ['q'], properties: { q: {} } },
    { type: 'object', properties: { q: {} } },
  ],
  [{ type: 'boolean' }, {}],
  [{ not: { type: 'number', maximum: 2 } }, { not: { type: 'number', maximum: 1 } }],
]

test('a widening is compatible one way only, however deep it lies', () => {
  const paths = fc.array(fc.constantFrom(...around), { maxLength: 5 })
  fc.assert(
    fc.property(paths, fc.constantFrom(...changes), (path, [old, now]) => {
      const wrap = (schema: Schema) => {
        const d = path.reduce((inner: Schema, layer) => layer(inner), schema)
        return { definitions: { d }, $ref: '#/definitions/d' }
      }
      expect(differences(wrap(old), wrap(now))).toEqual([])
      expect(differences(wrap(now), wrap(old)).length).toBeGreaterThan(0)
    }),
  )
})

test('inside what must not be, a widening is compatible the other way', () => {
  fc.assert(
    fc.property(fc.constantFrom(...changes), fc.integer({ min: 0, max: 4 }), (change, nots) => {
      const wrap = (schema: Schema) => {
        let wrapped = schema
        for (let i = 0; i < nots; i++) wrapped = { not: wrapped }
        return wrapped
      }
      const [old, now] = nots % 2 === 0 ? change : change.toReversed()
      expect(differences(wrap(old ?? {}), wrap(now ?? {}))).toEqual([])
      expect(differences(wrap(now ?? {}), wrap(old ?? {})).length).toBeGreaterThan(0)
    }),
  )
})

/**
 * A schema made of two: where both say the same thing differently, `bits` chooses. The type stays,
 * since the rules do not tell a string from anything with keywords for strings.
 */
function mix(left: unknown, right: unknown, bits: () => boolean): unknown {
  if (!isObject(left) || !isObject(right) || left.type !== right.type) return bits() ? left : right
  const mixed: Record<string, unknown> = {}
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const [l, r] = [left[key], right[key]]
    if (l !== undefined && r !== undefined) mixed[key] = mix(l, r, bits)
    else if (left.type !== undefined && bits()) mixed[key] = l ?? r
  }
  return mixed
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Without demands for properties that are not declared, at which the rules never look. */
function declared(schema: unknown): Schema {
  const inner = (value: unknown): unknown => (isObject(value) ? declared(value) : value)
  if (!isObject(schema)) return {}
  const { required, properties, ...rest } = schema
  const cleaned: Schema = {}
  for (const [keyword, value] of Object.entries(rest)) {
    cleaned[keyword] = Array.isArray(value) && keyword === 'anyOf' ? value.map(inner) : inner(value)
  }
  if (!isObject(properties)) return cleaned
  const names = Object.keys(properties)
  cleaned.properties = Object.fromEntries(names.map((name) => [name, inner(properties[name])]))
  if (Array.isArray(required)) cleaned.required = required.filter((name) => names.includes(name))
  return cleaned
}

test('a value that ajv accepts under the old schema, it accepts under a compatible new one', () => {
  const bits = fc.infiniteStream(fc.boolean())
  const samples = fc.array(values, { minLength: 10, maxLength: 30 })
  const ajv = new Ajv({ strict: false, meta: false, validateSchema: false })
  let checked = 0
  fc.assert(
    fc.property(schemas, schemas, bits, samples, (one, other, stream, given) => {
      const old = declared(one)
      const now = declared(mix(one, other, () => stream.next().value))
      for (const [writer, reader] of [
        [old, now],
        [now, old],
      ] as const) {
        if (differences(writer, reader).length > 0) continue
        checked++
        const [accepts, stillAccepts] = [ajv.compile(writer), ajv.compile(reader)]
        const lost = given.filter((value) => accepts(value) && !stillAccepts(value))
        expect(lost).toEqual([])
      }
    }),
    { numRuns: 300 },
  )
  expect(checked).toBeGreaterThan(50)
}, 30_000)
