import { describe, expect, test } from 'vitest'
import { draft04, draft06, draft07, draft2019, draft2020, refusal } from './reading.ts'

const older = [draft04, draft06, draft07]
const newer = [draft2019, draft2020]
const all = [...older, ...newer]
const where = (drafts: readonly string[], accepted: boolean, body: object) =>
  drafts.map(($schema) => [accepted ? 'accepted' : 'refused', { $schema, ...body }] as const)

describe('only what a draft needs to be right is looked at', () => {
  test.each([
    ...where(all, true, { type: [] }),
    ...where(all, true, { minLength: -1 }),
    ...where(all, true, { required: ['a', 'a'] }),
    ...where(all, true, { enum: [] }),
    ...where(all, true, { format: 'no-such-format' }),
    ...where(all, true, { unknown: { type: 'text' } }),
    ...where(older, true, { definitions: { a: { type: 'text' } } }),
    ...where(newer, false, { definitions: { a: { type: 'text' } } }),
    ...where(newer, false, { $defs: { a: { type: 'text' } } }),
    ...where(all, false, { type: 'text' }),
    ...where(all, false, { type: 7 }),
    ...where(all, false, { title: 7 }),
    ...where(all, false, { description: {} }),
    ...where(all, false, { required: 'a' }),
    ...where(all, false, { required: [7] }),
    ...where(all, false, { enum: 'a' }),
    ...where(all, false, { properties: [] }),
    ...where(all, false, { properties: { a: 7 } }),
    ...where(all, false, { allOf: {} }),
    ...where(all, false, { not: 'a' }),
    ...where(all, false, { pattern: '(' }),
    ...where(all, false, { patternProperties: { '[': {} } }),
    ...where(all, false, { minimum: '1' }),
    ...where(older, false, { maxItems: 2.5 }),
    ...where(newer, true, { maxItems: 2.5 }),
    ...where(older, false, { maxLength: 2 ** 31 }),
    ...where(older, false, { multipleOf: 0 }),
    ...where(newer, true, { multipleOf: 0 }),
    ...where([draft07], false, { readOnly: 'yes' }),
    ...where([draft04, draft06], true, { readOnly: 'yes' }),
    ...where([draft04], true, { minimum: 1, exclusiveMinimum: true }),
    ...where([draft06, draft07, ...newer], false, { minimum: 1, exclusiveMinimum: true }),
    ...where([draft04], false, { exclusiveMinimum: 1 }),
    ...where(older, true, { items: [{}, {}] }),
    ...where(newer, false, { items: [{}, {}] }),
    ...where([draft04], false, { items: true }),
    ...where([draft04], false, { dependencies: { a: false } }),
    ...where([draft06, draft07, ...newer], true, { items: true, dependencies: { a: false } }),
    ...where([draft04], true, { items: [true], not: false, properties: { a: true } }),
    ...where(newer, true, { contains: {}, minContains: 'x', maxContains: null }),
    ...where(newer, false, { $dynamicAnchor: 7 }),
    ...where(newer, false, { not: { $schema: 7 } }),
    ...where(older, true, { prefixItems: 7 }),
    ...where(newer, false, { prefixItems: 7 }),
    ...where([draft04], true, { propertyNames: 7, contains: 7, const: 1 }),
    ...where([draft06, draft07, ...newer], false, { propertyNames: 7 }),
    ...where([draft07], false, { else: 7 }),
    ...where(newer, true, { else: 7 }),
    ...where(older, true, { dependentRequired: 7 }),
    ...where(newer, false, { dependentRequired: 7 }),
    ...where(newer, true, { dependencies: 7 }),
  ])('%s: %j', (verdict, schema) => {
    expect(refusal(schema) === undefined ? 'accepted' : 'refused').toBe(verdict)
  })

  test('numbers with a zero fraction are no integers, as the reference sees it', () => {
    expect(refusal('{"maxItems":2.0}')).toBeDefined()
    expect(refusal(`{"$schema":"${draft2020}","maxItems":2.0}`)).toBeUndefined()
  })

  test('multiples beyond doubles are refused where the reference computes with doubles', () => {
    for (const multipleOf of ['1e400', '-1e400', '1e-400', '0.0']) {
      expect(refusal(`{"multipleOf":${multipleOf}}`)).toBeDefined()
      expect(refusal(`{"$schema":"${draft2020}","multipleOf":${multipleOf}}`)).toBeUndefined()
    }
  })

  test('$schema must be a string, and means draft-07 when unknown', () => {
    expect(refusal({ $schema: 42 })).toBeDefined()
    expect(refusal({ $schema: 'https://example.com/mine', exclusiveMinimum: 1 })).toBeUndefined()
  })

  test('an id among the properties is skipped unless it can be one', () => {
    expect(refusal({ properties: { $id: 'x' } })).toBeUndefined()
    expect(refusal({ properties: { id: 'x' } })).toBeDefined()
    expect(refusal({ $schema: draft04, properties: { id: 'x' } })).toBeUndefined()
  })
})

describe('references', () => {
  const shared = { type: 'object', properties: { n: { $ref: '#/definitions/n' } } }
  const withN = { ...shared, definitions: { n: { type: 'integer' } } }

  test.each(all)('find definitions, themselves and each other in %s', ($schema) => {
    const definitions = { a: { $ref: '#/definitions/b' }, b: { items: { $ref: '#' } } }
    expect(refusal({ $schema, not: { $ref: '#/definitions/a' }, definitions })).toBeUndefined()
    expect(refusal({ $schema, not: { $ref: '#/definitions/c' }, definitions })).toBeDefined()
  })

  test.each(all)('find definitions under their later name in %s', ($schema) => {
    const schema = { $schema, definitions: { a: {} }, not: { $ref: '#/$defs/a' } }
    expect(refusal(schema)).toBeUndefined()
  })

  test.each(all)('find listed schemas by name, with and without a pointer, in %s', ($schema) => {
    const references = { 'n.json': withN }
    const schema = { $schema, allOf: [{ $ref: 'n.json' }, { $ref: 'n.json#/definitions/n' }] }
    expect(refusal(schema, references)).toBeUndefined()
    expect(refusal({ $schema, not: { $ref: 'm.json' } }, references)).toBeDefined()
    expect(refusal({ $schema, not: { $ref: 'n.json#/x' } }, references)).toBeDefined()
  })

  test.each([
    [draft04, 'id'],
    [draft07, '$id'],
    [draft2019, '$id'],
    [draft2020, '$id'],
  ])('find listed schemas relative to the id in %s', ($schema, id) => {
    const schema = { $schema, [id]: 'https://example.com/a/root.json', not: { $ref: './n.json' } }
    expect(refusal(schema, { 'n.json': withN })).toBeUndefined()
    expect(refusal({ ...schema, not: { $ref: '../n.json' } }, { 'n.json': withN })).toBeDefined()
  })

  test('of listed schemas may go on to others of the list', () => {
    const references = { 'b.json': { not: { $ref: 'c.json' } }, 'c.json': { type: 'string' } }
    expect(refusal({ not: { $ref: 'b.json' } }, references)).toBeUndefined()
    expect(refusal({ not: { $ref: 'b.json' } }, { 'b.json': references['b.json'] })).toBeDefined()
  })

  test('find schemas by the text of their id, in any place', () => {
    const named = { $id: '#named', type: 'string' }
    expect(refusal({ not: { $ref: '#named' }, x: [named] })).toBeUndefined()
  })

  test.each(newer)('find anchors and embedded ids in %s', ($schema) => {
    const $defs = {
      a: { $anchor: 'here', type: 'string' },
      b: { $id: 'https://example.com/b', $defs: { c: { type: 'null' } } },
    }
    const refs = ['#here', 'https://example.com/b', 'https://example.com/b#/$defs/c']
    expect(refusal({ $schema, allOf: refs.map(($ref) => ({ $ref })), $defs })).toBeUndefined()
    expect(refusal({ $schema, $ref: '#there', $defs })).toBeDefined()
  })

  test.each(newer)('may not be ambiguous in %s', ($schema) => {
    const $defs = { a: { $anchor: 'here' }, b: { $anchor: 'here' } }
    expect(refusal({ $schema, $defs })?.[1]).toContain('already registered')
    expect(refusal({ $schema, not: { $anchor: '' } })?.[1]).toContain('already registered')
    const examples = [{ $id: 'urn:example:x' }, { $id: 'urn:example:x' }]
    expect(refusal({ $schema, examples })?.[1]).toContain('already registered')
  })

  test.each(newer)('may be ambiguous where they are dynamic in %s', ($schema) => {
    const a = { $dynamicAnchor: 'here' }
    expect(refusal({ $schema, $ref: '#here', $defs: { a, b: { ...a } } })).toBeUndefined()
  })

  test.each(newer)('find anchors in any place but values in %s', ($schema) => {
    const here = { $anchor: 'here' }
    const $ref = '#here'
    expect(refusal({ $schema, $ref, unknown: [{ deep: here }] })).toBeUndefined()
    expect(refusal({ $schema, $ref, properties: { a: { definitions: { here } } } })).toBeUndefined()
    expect(refusal({ $schema, $ref, enum: [here] })).toBeDefined()
    expect(refusal({ $schema, $ref, const: here })).toBeDefined()
  })

  test.each(all)('and ids are URIs in %s', ($schema) => {
    const definitions = { 'a b': {}, ä: {} }
    expect(refusal({ $schema, definitions, not: { $ref: '#/definitions/a b' } })).toBeDefined()
    expect(refusal({ $schema, definitions, not: { $ref: '#/definitions/a%20b' } })).toBeUndefined()
    expect(refusal({ $schema, definitions, not: { $ref: '#/definitions/ä' } })).toBeUndefined()
    const id = $schema === draft04 ? 'id' : '$id'
    expect(refusal({ $schema, not: { [id]: 'a b' } })).toBeDefined()
    expect(refusal({ $schema, definitions: { a: { [id]: 'a b' } } }) === undefined).toBe(
      older.includes($schema),
    )
  })

  test('with nothing between the last slashes are taken for shorter ones up to draft-07', () => {
    const verdict = ($schema: string) => refusal({ $schema, definitions: {}, not: { $ref: '#/' } })
    for (const $schema of older) expect(verdict($schema)).toBeUndefined()
    for (const $schema of newer) expect(verdict($schema)).toBeDefined()
  })

  test.each(all)('find the meta-schema %s', ($schema) => {
    expect(refusal({ $schema, $ref: $schema })).toBeUndefined()
  })

  test.each([
    'http://127.0.0.1:9/schema.json',
    'https://example.com/schema.json',
    'file:///etc/hostname',
    'classpath://schema.json',
    'schema.json',
    'urn:example:schema',
  ])('never leave the registry: %s', ($ref) => {
    for (const $schema of all) {
      expect(refusal({ $schema, not: { $ref } })?.[0]).toBe('Invalid JSON')
    }
  })

  test('a listed schema that is not JSON is refused where it is used', () => {
    expect(refusal({ not: { $ref: 'n.json' } }, { 'n.json': '{' })).toBeDefined()
    expect(refusal({}, { 'n.json': '{' })).toBeUndefined()
  })

  test('pointers are unescaped', () => {
    const definitions = { 'a/b': {}, 'm~n': {}, 'ä%': {}, 'c d': {} }
    for (const token of ['a~1b', 'm~0n', '%C3%A4%25', 'c%20d', 'c+d']) {
      expect(refusal({ not: { $ref: `#/definitions/${token}` }, definitions })).toBeUndefined()
    }
  })
})
