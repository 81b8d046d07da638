import { expect, test } from 'vitest'
import { WorkBudget } from '../../../src/formats/budget.ts'
import { SchemaError } from '../../../src/formats/schema-error.ts'
import { limits } from '../../../src/model/limits.ts'
import { field, read, record } from './reading.ts'

const fixed = { type: 'fixed', name: 'F', size: 2 }
const letters = { type: 'enum', name: 'E', symbols: ['A', 'B'] }

function validate(schema: unknown, strict: boolean): void {
  const budget = new WorkBudget(limits.workSteps)
  read(schema, { asNew: false }).validate({ fields: false, strict, budget })
}

test.each([
  ['a symbol the enum does not have', record('R', field('a', letters, { default: 'C' }))],
  ['a fixed default of another size', record('R', field('a', fixed, { default: 'abc' }))],
  ['bytes beyond Latin-1', record('R', field('a', 'bytes', { default: '€' }))],
  [
    'a default deep inside a union',
    { type: 'map', values: ['null', record('R', field('a', ['null', letters], { default: 'C' }))] },
  ],
  ['a default of another type', record('R', field('a', 'int', { default: 'x' }))],
  ['a field alias that is no name', record('R', field('a', 'int', { aliases: ['b-c'] }))],
  ['an alias in a namespace that is no name', { ...record('R'), aliases: ['a-b.C'] }],
  ['a name in other letters', record('Größe')],
  ['a symbol in other letters', { type: 'array', items: { ...letters, symbols: ['É'] } }],
])('%s is refused by strict validation only', (_, schema) => {
  expect(() => validate(schema, true)).toThrow(SchemaError)
  expect(() => validate(schema, false)).not.toThrow()
})

test('a sound schema passes strict validation', () => {
  const schema = record(
    'ns.R',
    field('a', letters, { default: 'B', aliases: ['b'] }),
    field('c', ['null', fixed], { default: 'ÿ\u0000' }),
    field('d', ['null', 'ns.R'], { default: null }),
    field('e', 'ns.E', { default: 'A' }),
  )
  expect(() => validate(schema, true)).not.toThrow()
})
