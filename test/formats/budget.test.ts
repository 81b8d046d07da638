import { expect, test } from 'vitest'
import { WorkBudget } from '../../src/formats/budget.ts'
import { SchemaError } from '../../src/formats/schema-error.ts'

test('a budget lasts for exactly its steps', () => {
  const budget = new WorkBudget(3)
  budget.spend()
  budget.spend(2)
  expect(() => budget.spend()).toThrow(SchemaError)
})
