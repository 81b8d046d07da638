import { describe, expect, test } from 'vitest'
import { WorkBudget } from '../../../src/formats/budget.ts'
import { SchemaError } from '../../../src/formats/schema-error.ts'
import { budget, differences, draft2020, lines, parse, read, refusal } from './reading.ts'

const times = <T>(length: number, make: (i: number) => T): T[] =>
  Array.from({ length }, (_, i) => make(i))

function nested(levels: number, open: string, inner: string, close: string): string {
  return open.repeat(levels) + inner + close.repeat(levels)
}

/** An answer, or the refusal of it: anything but a crash or an endless wait. */
function settle(old: unknown, now: unknown): number | undefined {
  try {
    return lines(old, now).length
  } catch (error) {
    if (error instanceof SchemaError) return undefined
    throw error
  }
}

describe('nesting', () => {
  test.each([
    ['not', nested(999, '{"not":', '{}', '}')],
    ['items', nested(998, '{"items":', '{"type":"string"}', '}')],
    ['properties', nested(499, '{"properties":{"a":', '{}', '}}')],
    ['oneOf', nested(499, '{"oneOf":[{"type":"null"},', '{}', ']}')],
    ['2020-12', `{"$schema":"${draft2020}",${nested(990, '"items":{', '"type":"null"', '}')}}`],
  ])('of %s up to the limit is settled', (_, text) => {
    expect(settle(text, text) ?? 0).toBe(0)
    expect(parse(text).normalized().length).toBe(text.length)
    expect(parse(text).tags()).toEqual([])
  })

  test('beyond the limit is refused when it is read', () => {
    expect(() => parse(nested(100_000, '{"not":', '{}', '}'))).toThrow('Invalid JSON schema')
    expect(() => parse('['.repeat(500_000))).toThrow(SchemaError)
  })

  test('of references may be any length', () => {
    const definitions = Object.fromEntries(
      times(5000, (i) => [`d${i}`, { $ref: `#/definitions/d${i + 1}` }]),
    )
    const schema = (last: object) => ({
      definitions: { ...definitions, d5000: last },
      $ref: '#/definitions/d0',
    })
    expect(differences(schema({ type: 'null' }), schema({ type: 'string' }))).toEqual([
      'TYPE_CHANGED #/',
    ])
    expect(differences({ $schema: draft2020, ...schema({}) }, schema({}))).toEqual([])
  })
})

describe('repetition', () => {
  const diamond = (type: string) => {
    const definitions = Object.fromEntries(
      times(30, (i) => {
        const next = { $ref: `#/definitions/d${i + 1}` }
        return [`d${i}`, { type: 'object', properties: { left: next, right: next } }]
      }),
    )
    return { definitions: { ...definitions, d30: { type } }, $ref: '#/definitions/d0' }
  }

  test('of references in diamonds costs nothing, and the list of paths ends', () => {
    expect(differences(diamond('string'), diamond('string'))).toEqual([])
    expect(differences(diamond('string'), diamond('number'))).toHaveLength(1000)
  })

  test('of alternatives that refer to each other is settled', () => {
    const schema = (type: string) => {
      const branch = (i: number) => ({
        type: 'object',
        properties: { [`p${i}`]: { $ref: `#/definitions/d${i}` }, k: { type } },
      })
      const definitions = Object.fromEntries(
        times(12, (i) => [`d${i}`, { oneOf: times(12, branch) }]),
      )
      return { definitions, $ref: '#/definitions/d0' }
    }
    expect(differences(schema('string'), schema('string'))).toEqual([])
    expect(differences(schema('string'), schema('integer'))).toEqual([
      'COMBINED_TYPE_SUBSCHEMAS_CHANGED #/',
    ])
  })

  const alternatives = (count: number) => ({
    oneOf: times(count, (i) => ({ type: 'object', properties: { k: { const: i } } })),
  })

  test('of 300 alternatives is compared', () => {
    expect(differences(alternatives(300), alternatives(300))).toEqual([])
  })

  test('of more alternatives than the budget has steps for is refused', () => {
    const [old, now] = [read(alternatives(1000)), read(alternatives(1000))]
    const words = { reader: 'new', writer: 'old' }
    const options = { policy: 'STRICT', words, budget: new WorkBudget(100_000) } as const
    expect(() => now.unreadable(old, options)).toThrow('needs more work')
  })

  test('that takes more steps than allowed is refused at the same step each time', () => {
    const schema = alternatives(10)
    const words = { reader: 'new', writer: 'old' }
    const compare = (steps: number) => {
      const options = { policy: 'STRICT', words, budget: new WorkBudget(steps) } as const
      return read(schema).unreadable(read(schema), options)
    }
    const enough = times(2000, (i) => i).find((steps) => {
      try {
        return compare(steps).length === 0
      } catch (error) {
        if (error instanceof SchemaError) return false
        throw error
      }
    })
    expect(enough).toBeGreaterThan(0)
    expect(() => compare((enough ?? 0) - 1)).toThrow(SchemaError)
  })
})

describe('patterns', () => {
  const patterns = (...names: string[]) => ({
    type: 'object',
    patternProperties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
    additionalProperties: false,
  })
  const property = (name: string) => ({
    type: 'object',
    properties: { [name]: { type: 'string' } },
    additionalProperties: false,
  })

  test('that take ever longer elsewhere are matched in linear time', () => {
    expect(differences(property(`${'a'.repeat(30_000)}!`), patterns('^(a+)+$'))).toHaveLength(1)
    expect(differences(property('a'.repeat(30_000)), patterns('^(a+)+$'))).toEqual([])
  })

  test('that RE2 cannot express match nothing', () => {
    for (const pattern of ['^(?=a)', '(a)\\1', '(?<!b)a', 'a*+']) {
      expect(refusal(patterns(pattern))).toBeUndefined()
      expect(differences(property('aa'), patterns(pattern))).toHaveLength(1)
    }
  })

  test.each([
    ['counted repetitions', 'a{999}'.repeat(2000)],
    ['repetitions of repetitions', '(((a{30}){30}){30})'],
    ['sheer length', 'ab?'.repeat(200_000)],
  ])('that would fill the memory are given up: %s', (_, pattern) => {
    expect(refusal(patterns(pattern))).toBeUndefined()
    expect(settle(property('aa'), patterns(pattern)) ?? 1).toBe(1)
  })

  test('of thousands of groups are refused', () => {
    expect(refusal({ pattern: '('.repeat(10_000) + ')'.repeat(10_000) })).toBeDefined()
  })
})

describe('values', () => {
  test('with huge exponents are compared without writing them out', () => {
    const schema = (maximum: string) => `{"type":"number","maximum":${maximum}}`
    expect(differences(schema('1e999999999'), schema('1e-999999999'))).toEqual([
      'MAXIMUM_DECREASED #/maximum',
    ])
  })

  test('of a big enum are compared once each', () => {
    const schema = (count: number) => ({ enum: times(count, (i) => `value ${i}`) })
    expect(differences(schema(30_000), schema(30_001))).toEqual([])
  })

  test('in lists that strict validation would compare in pairs are counted', () => {
    const schema = { enum: times(50_000, (i) => i) }
    const strictly = () => parse(schema).validate({ fields: false, strict: true, budget: budget() })
    expect(refusal(schema)).toBeUndefined()
    expect(strictly).toThrow('needs more work')
  })
})

test('no key reaches a prototype', () => {
  const text = '{"properties":{"__proto__":{"type":"string"}},"__proto__":{"polluted":true}}'
  expect(differences(text, text.replace('string', 'number'))).toEqual([
    'TYPE_CHANGED #/properties/__proto__',
  ])
  expect(read(text, {}, { strict: true }).hasField('__proto__')).toBe(true)
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})

test('tags whose paths together would be far longer than the schema are not listed', () => {
  const fields = times(6000, (i) => [`f${i}`, { 'confluent:tags': ['A'] }])
  const inner = JSON.stringify({ properties: Object.fromEntries(fields) })
  const text = nested(100, `{"properties":{"${'n'.repeat(1000)}":`, inner, '}}')
  expect(() => parse(text).tags()).toThrow('too long paths')
})
