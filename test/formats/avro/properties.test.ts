import avsc from 'avsc'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { read as readText, unreadable as unreadableText } from './reading.ts'

type Json = Record<string, unknown> | string | readonly Json[]

const read = (schema: unknown) => readText(JSON.stringify(schema))
const unreadable = (reader: unknown, writer: unknown) =>
  unreadableText(JSON.stringify(reader), JSON.stringify(writer))

const primitive = fc.constantFrom(
  'null',
  'boolean',
  'int',
  'long',
  'float',
  'double',
  'bytes',
  'string',
)
const word = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/)
/** Integers beyond 64 bits are refused. */
const small = fc
  .jsonValue({ maxDepth: 2 })
  .filter((value) => !/[0-9]{19}/.test(JSON.stringify(value)))
const props = fc.dictionary(
  word.map((key) => `x-${key}`),
  small,
  { maxKeys: 2 },
)

/** Schemas without names, which {@link schemas} then makes unique. */
const { schema: shape } = fc.letrec<{ schema: Json; record: Json; branch: Json }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    primitive,
    fc.record({ type: fc.constant('array'), items: tie('schema') }),
    fc.record({ type: fc.constant('map'), values: tie('schema') }),
    tie('record'),
    fc.record({
      type: fc.constant('enum'),
      name: word,
      symbols: fc.uniqueArray(word, { minLength: 1, maxLength: 4 }),
    }),
    fc.record({ type: fc.constant('fixed'), name: word, size: fc.nat({ max: 64 }) }),
    fc.uniqueArray(primitive, { minLength: 1, maxLength: 3 }),
  ),
  record: fc
    .tuple(
      word,
      fc.uniqueArray(fc.record({ name: word, type: tie('schema'), doc: fc.string() }), {
        maxLength: 4,
        selector: ({ name }) => name,
      }),
      props,
    )
    .map(([name, fields, rest]) => ({ type: 'record', name, fields, ...rest })),
  branch: tie('schema'),
}))

const schemas = shape.map((schema) => numbered(schema, { next: 0 }))

/** Every named type gets a name of its own. */
function numbered(schema: Json, counter: { next: number }): Json {
  if (typeof schema === 'string') return schema
  if (Array.isArray(schema)) return schema.map((branch) => numbered(branch, counter))
  const copy: Record<string, unknown> = { ...schema }
  if ('name' in copy) copy.name = `${copy.name}_${counter.next++}`
  for (const key of ['items', 'values']) {
    if (key in copy) copy[key] = numbered(copy[key] as Json, counter)
  }
  if (Array.isArray(copy.fields)) {
    copy.fields = copy.fields.map((field) => ({ ...field, type: numbered(field.type, counter) }))
  }
  return copy
}

describe('any schema', { timeout: 30_000 }, () => {
  test('has a canonical text that is its own', () => {
    fc.assert(
      fc.property(schemas, (schema) => {
        const { canonical } = read(schema)
        expect(readText(canonical).canonical).toBe(canonical)
      }),
    )
  })

  test('has a normalised text that is its own and means the same', () => {
    fc.assert(
      fc.property(schemas, (schema) => {
        const normalized = read(schema).normalized()
        expect(readText(normalized).normalized()).toBe(normalized)
        expect(readText(normalized).canonical).toBe(normalized)
        expect(readText(normalized).equivalent(read(schema))).toBe(true)
      }),
    )
  })

  test('reads itself', () => {
    fc.assert(
      fc.property(schemas, (schema) => {
        expect(unreadable(schema, schema)).toEqual([])
      }),
    )
  })

  test('is the same with its keys in another order', () => {
    fc.assert(
      fc.property(schemas, (schema) => {
        expect(read(reversed(schema)).normalized()).toBe(read(schema).normalized())
      }),
    )
  })
})

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, item]) => [key, reversed(item)]),
  )
}

describe('a known edit has a known verdict', { timeout: 30_000 }, () => {
  const records = schemas.filter((schema) => Object(schema).type === 'record')
  const withField = (schema: Json, field: object) => {
    const original = Object(schema)
    return { ...original, fields: [...original.fields, field] }
  }

  test('a field with a default may be added, one without may not', () => {
    fc.assert(
      fc.property(records, (schema) => {
        const optional = withField(schema, { name: 'added', type: 'int', default: 1 })
        const required = withField(schema, { name: 'added', type: 'int' })
        expect(unreadable(optional, schema)).toEqual([])
        expect(unreadable(required, schema)).toHaveLength(1)
        expect(unreadable(schema, required)).toEqual([])
      }),
    )
  })

  test('a record that changes its name is another record, unless an alias says otherwise', () => {
    fc.assert(
      fc.property(records, (schema) => {
        const { name } = Object(schema)
        const renamed = { ...Object(schema), name: 'Renamed' }
        expect(unreadable(renamed, schema)).toHaveLength(1)
        expect(unreadable({ ...renamed, aliases: [name] }, schema)).toEqual([])
      }),
    )
  })

  test('whatever is put into a union is still read', () => {
    fc.assert(
      fc.property(schemas, (schema) => {
        fc.pre(!Array.isArray(schema))
        const union = schema === 'null' ? ['null', 'int'] : ['null', schema]
        expect(unreadable(union, schema)).toEqual([])
      }),
    )
  })
})

describe('avsc as a second opinion', { timeout: 30_000 }, () => {
  const accepts = (schema: Json) => {
    try {
      return avsc.Type.forSchema(structuredClone(schema) as avsc.Schema, { wrapUnions: true })
    } catch {
      return undefined
    }
  }

  test('a random schema is one to avsc too', () => {
    fc.assert(
      fc.property(schemas, (schema) => {
        expect(read(schema).canonical).toBeTypeOf('string')
        expect(accepts(schema)).toBeDefined()
      }),
    )
  })

  test('our canonical text means the same type to avsc as the text it came from', () => {
    fc.assert(
      fc.property(schemas, (schema) => {
        const canonical = JSON.parse(read(schema).canonical)
        expect(accepts(canonical)?.fingerprint()).toEqual(accepts(schema)?.fingerprint())
      }),
    )
  })

  test('both find the same pairs compatible', () => {
    fc.assert(
      fc.property(schemas, schemas, fc.boolean(), (a, b, same) => {
        const [reader, writer] = [a, same ? mutated(a) : b]
        expect(unreadable(reader, writer).length === 0).toBe(resolves(reader, writer))
      }),
      { numRuns: 500 },
    )
  })

  function resolves(reader: Json, writer: Json): boolean {
    const [readerType, writerType] = [accepts(reader), accepts(writer)]
    if (readerType === undefined || writerType === undefined) throw new Error('no type to avsc')
    try {
      readerType.createResolver(writerType)
      return true
    } catch {
      return false
    }
  }

  const wider: ReadonlyMap<unknown, string> = new Map([
    ['int', 'long'],
    ['long', 'int'],
    ['float', 'double'],
    ['string', 'bytes'],
  ])

  /** The same schema with other numbers and texts. */
  function mutated(schema: Json): Json {
    if (typeof schema === 'string') return wider.get(schema) ?? schema
    if (Array.isArray(schema)) return [...new Set(schema.map(mutated))]
    const copy: Record<string, unknown> = { ...schema }
    for (const key of ['items', 'values']) if (key in copy) copy[key] = mutated(copy[key] as Json)
    if (Array.isArray(copy.fields)) {
      copy.fields = copy.fields.map((field) => ({ ...field, type: mutated(field.type) }))
    }
    return copy
  }
})
