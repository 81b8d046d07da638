import fc from 'fast-check'
import { expect, test } from 'vitest'
import { differences, proto3, read, valid } from './reading.ts'

const types = ['int32', 'sint64', 'string', 'bytes', 'double', 'Leaf', 'Kind', 'M.Inner'] as const

type GeneratedField = {
  readonly type: string
  readonly shape: 'plain' | 'optional' | 'repeated' | 'map' | 'oneof'
}

const generatedField: fc.Arbitrary<GeneratedField> = fc.record({
  type: fc.constantFrom(...types),
  shape: fc.constantFrom('plain', 'optional', 'repeated', 'map', 'oneof'),
})

function fieldText({ type, shape }: GeneratedField, index: number): string {
  const end = `f${index} = ${index + 1}`
  switch (shape) {
    case 'plain':
      return `${type} ${end};`
    case 'map':
      return `map<string, ${type}> ${end};`
    case 'oneof':
      return `oneof o${index} { ${type} ${end}; }`
    default:
      return `${shape} ${type} ${end};`
  }
}

function file(fields: readonly (GeneratedField | undefined)[]): string {
  const body = fields.map((field, i) => (field ? fieldText(field, i) : '')).join(' ')
  return proto3(
    'package gen;',
    `message M { ${body} message Inner { Leaf leaf = 1; } }`,
    'message Leaf { M back = 1; } enum Kind { ZERO = 0; ONE = 1; }',
  )
}

const fields = fc.array(generatedField, { minLength: 1, maxLength: 12 })

test('reading the printed text gives the same text, also in normal form', () => {
  fc.assert(
    fc.property(fields, (list) => {
      const schema = valid(file(list))
      expect(read(schema.canonical).canonical).toBe(schema.canonical)
      expect(valid(schema.normalized()).normalized()).toBe(schema.normalized())
    }),
  )
})

test('a descriptor and its text have one normal form', () => {
  fc.assert(
    fc.property(fields, (list) => {
      const schema = valid(file(list))
      const again = valid(schema.render('serialized'))
      expect(again.normalized()).toBe(schema.normalized())
      expect(again.render('serialized')).toBe(valid(again.canonical).render('serialized'))
    }),
  )
})

test('a schema can read what it wrote in any spelling', () => {
  fc.assert(
    fc.property(fields, (list) => {
      const schema = valid(file(list))
      for (const text of [schema.canonical, schema.normalized(), schema.render('serialized')]) {
        expect(differences(read(text), schema)).toEqual([])
        expect(differences(schema, read(text))).toEqual([])
      }
    }),
  )
})

test('fields may come and go, but a changed kind is a difference at that field', () => {
  fc.assert(
    fc.property(fields, fc.nat(), (list, at) => {
      const index = at % list.length
      const without = list.map((field, i) => (i === index ? undefined : field))
      expect(differences(valid(file(without)), valid(file(list)))).toEqual([])
      expect(differences(valid(file(list)), valid(file(without)))).toEqual([])
      const plain = (type: string) =>
        valid(file(list.map((field, i) => (i === index ? { type, shape: 'plain' } : field))))
      expect(differences(plain('fixed32'), plain('float'))).toEqual([
        `FIELD_SCALAR_KIND_CHANGED #/M/${index + 1}`,
      ])
    }),
  )
})
