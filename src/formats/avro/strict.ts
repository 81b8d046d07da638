import type { WorkBudget } from '../budget.ts'
import { DefaultChecker } from './defaults.ts'
import type { NamedSchema, RecordSchema, Schema } from './model.ts'
import { checkName, checkNamespace } from './names.ts'

/**
 * Refuses what Apache Avro lets through at first and stumbles over later: defaults that are no
 * value of their type, and names and aliases outside the specification. Throws SchemaError.
 */
export function checkStrictly(schema: Schema, budget: WorkBudget): void {
  const defaults = new DefaultChecker(budget, true)
  const seen = new Set<Schema>()
  const open = [schema]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    budget.spend()
    if (seen.has(next)) continue
    seen.add(next)
    if ('name' in next) checkNames(next)
    if (next.type === 'record') checkFields(next, defaults)
    for (const part of parts(next)) open.push(part)
  }
}

function parts(schema: Schema): readonly Schema[] {
  switch (schema.type) {
    case 'array':
      return [schema.items]
    case 'map':
      return [schema.values]
    case 'union':
      return schema.branches
    case 'record':
      return [...schema.fields.values()].map(({ type }) => type)
    default:
      return []
  }
}

function checkNames(schema: NamedSchema): void {
  for (const { simple, space } of [schema.name, ...schema.aliases]) {
    checkName(simple, true)
    if (space !== undefined) checkNamespace(space)
  }
  if (schema.type === 'enum') for (const symbol of schema.symbols) checkName(symbol, true)
}

function checkFields({ fields }: RecordSchema, defaults: DefaultChecker): void {
  for (const field of fields.values()) {
    for (const name of [field.name, ...field.aliases]) checkName(name, true)
    defaults.check(field)
  }
}
