import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { WorkBudget } from '../../src/formats/budget.ts'
import type {
  CompareOptions,
  Format,
  ParsedSchema,
  ResolvedReference,
  SchemaTags,
} from '../../src/formats/format.ts'
import { SchemaError } from '../../src/formats/schema-error.ts'
import { limits } from '../../src/model/limits.ts'
import { guidOf } from '../../src/model/schema.ts'

/** What a format's test must supply so that {@link formatContract} can question its engine. */
export type Samples = {
  /** Valid schemas, not all of them in canonical form. */
  readonly valid: readonly string[]
  /** Texts no one may register. */
  readonly garbage: readonly string[]
  /** One schema, spelled in ways that have one canonical text. */
  readonly spellings: readonly [string, ...string[]]
  /** Uses what `reference` defines, and is nothing without it. */
  readonly referring: { readonly text: string; readonly reference: ResolvedReference }
  /** Data written as `older` can be read as `newer`, but not the other way round. */
  readonly evolution: { readonly older: string; readonly newer: string }
  /** A schema without tags and one of its fields. */
  readonly taggable: { readonly text: string; readonly entity: SchemaTags['schemaEntity'] }
  /** A schema whose top level has these fields, and what it calls them. */
  readonly oddNames: { readonly text: string; readonly fields: readonly string[] }
  /** A schema with the given number of levels, valid up to `deepest`. */
  readonly nested: { readonly deepest: number; readonly text: (levels: number) => string }
}

/** The promises of `src/formats/format.ts` that hold for every format. */
export function formatContract(format: Format, samples: Samples): void {
  describe(`format contract: ${format.type}`, { timeout: 30_000 }, () => {
    texts(format, samples)
    comparisons(format, samples)
    refusals(format, samples)
    tags(format, samples)
  })
}

type Reading = { readonly asNew?: boolean; readonly steps?: number; readonly fields?: boolean }

function read(
  format: Format,
  text: string,
  references: readonly ResolvedReference[] = [],
  { asNew = true, steps = limits.workSteps, fields = false }: Reading = {},
): ParsedSchema {
  const budget = new WorkBudget(steps)
  const schema = format.parse(text, references, { asNew, budget })
  schema.validate({ fields, strict: false, budget })
  return schema
}

function unreadable(
  reader: ParsedSchema,
  writer: ParsedSchema,
  policy: CompareOptions['policy'] = 'STRICT',
): readonly string[] {
  const budget = new WorkBudget(limits.workSteps)
  return reader.unreadable(writer, { policy, words: { reader: 'new', writer: 'old' }, budget })
}

function texts(format: Format, { valid, spellings, oddNames }: Samples): void {
  test.each(valid)('canonical text is its own canonical text: %s', (text) => {
    const { canonical } = read(format, text)
    expect(read(format, canonical, [], { asNew: false }).canonical).toBe(canonical)
  })

  test.each(valid)('normalised text is its own normalised text: %s', (text) => {
    const normalized = read(format, text).normalized()
    const again = read(format, normalized, [], { asNew: false })
    expect(again.normalized()).toBe(normalized)
  })

  test.each(valid)('an unknown format shows the canonical text: %s', (text) => {
    const schema = read(format, text)
    expect([schema.render(''), schema.render('no-such-format')]).toEqual([
      schema.canonical,
      schema.canonical,
    ])
  })

  test('spellings of one schema have one hash, different schemas have different ones', () => {
    const hash = (text: string) => {
      const { canonical } = read(format, text)
      return guidOf({ type: format.type, text: canonical, references: [] })
    }
    expect(new Set(spellings.map(hash)).size).toBe(1)
    const canonicals = new Set(valid.map((text) => read(format, text).canonical))
    expect(new Set(valid.map(hash)).size).toBe(canonicals.size)
  })

  test('spellings of one schema are equivalent, another schema is not', () => {
    const [first, ...others] = spellings.map((text) => read(format, text))
    expect(others.filter((other) => !first?.equivalent(other))).toEqual([])
    const different = valid
      .map((text) => read(format, text))
      .filter(({ canonical }) => canonical !== first?.canonical)
    expect(different.filter((other) => first?.equivalent(other))).toEqual([])
  })

  test('names that mean something to JavaScript are names like any other', () => {
    const schema = read(format, oddNames.text)
    expect(oddNames.fields.filter((name) => !schema.hasField(name))).toEqual([])
    expect(schema.hasField('toString')).toBe(false)
    expect(unreadable(schema, read(format, schema.canonical))).toEqual([])
  })
}

function comparisons(format: Format, { valid, evolution }: Samples): void {
  test.each(valid)('a schema can read what it wrote: %s', (text) => {
    const [reader, writer] = [read(format, text), read(format, text)]
    expect(unreadable(reader, reader)).toEqual([])
    expect(unreadable(reader, writer)).toEqual([])
    expect(unreadable(reader, writer, 'LENIENT')).toEqual([])
  })

  test('the newer schema reads the older one', () => {
    expect(unreadable(read(format, evolution.newer), read(format, evolution.older))).toEqual([])
  })

  test('the older schema does not read the newer one, and says why in the given words', () => {
    const [older, newer] = [read(format, evolution.older), read(format, evolution.newer)]
    const budget = new WorkBudget(limits.workSteps)
    const words = { reader: 'RRR', writer: 'WWW' }
    const reasons = older.unreadable(newer, { policy: 'STRICT', words, budget })
    expect(reasons.length).toBeGreaterThan(0)
    expect(reasons.join()).toMatch(/RRR|WWW/)
  })

  test('a comparison that takes more steps than allowed is refused', () => {
    const [older, newer] = [read(format, evolution.older), read(format, evolution.newer)]
    const options = {
      policy: 'STRICT',
      words: { reader: 'new', writer: 'old' },
      budget: new WorkBudget(0),
    } as const
    expect(() => newer.unreadable(older, options)).toThrow(SchemaError)
  })
}

function refusals(format: Format, samples: Samples): void {
  const { valid, garbage, referring, nested } = samples
  const attempt = (text: string) => {
    try {
      return read(format, text).normalized()
    } catch (error) {
      if (error instanceof SchemaError) return undefined
      throw error
    }
  }

  test.each(garbage)('garbage is refused: %s', (text) => {
    expect(() => read(format, text)).toThrow(SchemaError)
  })

  test('any text is either a schema or a SchemaError', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 0xffff })), (units) => {
        attempt(String.fromCharCode(...units))
      }),
    )
  })

  test('any damaged schema is either a schema or a SchemaError', () => {
    const damage = fc.record({
      text: fc.constantFrom(...valid),
      at: fc.nat(),
      length: fc.nat({ max: 8 }),
      insert: fc.oneof(
        fc.constant(''),
        fc.string({ maxLength: 3 }),
        fc.constantFrom(...'{}[]",:;='),
      ),
    })
    fc.assert(
      fc.property(damage, ({ text, at, length, insert }) => {
        const start = at % (text.length + 1)
        attempt(text.slice(0, start) + insert + text.slice(start + length))
      }),
      { numRuns: 500 },
    )
  })

  test('a reference that resolves to nothing is refused', () => {
    expect(() => read(format, referring.text, [], { fields: true })).toThrow(SchemaError)
    const schema = read(format, referring.text, [referring.reference], { fields: true })
    expect(unreadable(schema, schema)).toEqual([])
  })

  test('a text that takes more steps than allowed is refused', () => {
    const [text] = samples.spellings
    expect(() => read(format, text, [], { steps: 0 })).toThrow(SchemaError)
  })

  test('deep nesting is read, printed and compared up to the limit and refused beyond', () => {
    const schema = read(format, nested.text(nested.deepest))
    expect(unreadable(schema, read(format, schema.canonical))).toEqual([])
    expect(schema.equivalent(read(format, schema.normalized()))).toBeTypeOf('boolean')
    expect(() => read(format, nested.text(nested.deepest + 1))).toThrow(SchemaError)
    expect(() => read(format, nested.text(20_000))).toThrow(SchemaError)
  })
}

function tags(format: Format, { valid, taggable }: Samples): void {
  const { text, entity } = taggable
  const added = [{ schemaEntity: entity, tags: ['PII', 'SECRET'] }]

  test('tags are added to a field and found there', () => {
    const tagged = read(format, read(format, text).withTags(added, []))
    expect(tagged.tags().map(({ tags }) => tags)).toEqual([['PII', 'SECRET']])
    expect(tagged.tags()[0]?.schemaEntity.entityType).toBe(entity.entityType)
    expect(unreadable(tagged, read(format, text))).toEqual([])
  })

  test('tags are removed again, which leaves the schema as it was', () => {
    const { canonical } = read(format, text)
    const tagged = read(format, read(format, text).withTags(added, []))
    const removed = [{ schemaEntity: entity, tags: ['PII'] }]
    expect(read(format, tagged.withTags([], removed)).tags()).toMatchObject([{ tags: ['SECRET'] }])
    expect(tagged.withTags([], added)).toBe(canonical)
  })

  test('a path that names nothing is refused', () => {
    const missing = { ...entity, entityPath: `${entity.entityPath}_missing` }
    const lost = [{ schemaEntity: missing, tags: ['PII'] }]
    const message = `No matching path '${missing.entityPath}' found in the schema`
    expect(() => read(format, text).withTags(lost, [])).toThrow(new SchemaError(message))
  })

  test('a schema without tags has none', () => {
    expect(read(format, text).tags()).toEqual([])
    expect(valid.length).toBeGreaterThan(0)
  })
}
