import type { WorkBudget } from '../budget.ts'
import { JsonNumber, type JsonValue } from '../json-text.ts'
import type { Field, NamedSchema, Props, RecordSchema, Schema } from './model.ts'
import { printNumber } from './numbers.ts'

/**
 * Whether two models are equal to Avro (`Schema.equals`): names, types, defaults and orders count,
 * properties as maps; documentation, aliases and enum defaults do not.
 */
export function equalSchemas(a: Schema, b: Schema, budget: WorkBudget): boolean {
  return new Equality(budget, false).schemas(a, b)
}

/**
 * Like {@link equalSchemas}, and documentation, aliases and enum defaults count as well, as
 * Confluent's look-up has it.
 */
export function equalInAll(a: Schema, b: Schema, budget: WorkBudget): boolean {
  return new Equality(budget, true).schemas(a, b)
}

class Equality {
  readonly #budget: WorkBudget
  readonly #all: boolean
  readonly #seen = new Map<RecordSchema, Set<RecordSchema>>()

  constructor(budget: WorkBudget, all: boolean) {
    this.#budget = budget
    this.#all = all
  }

  schemas(a: Schema, b: Schema): boolean {
    if (a === b) return true
    this.#budget.spend()
    if (a.type === 'union') return b.type === 'union' && this.#unions(a.branches, b.branches)
    if (b.type === 'union' || a.type !== b.type || !equalProps(a.props, b.props)) return false
    if (a.type === 'array' && b.type === 'array') return this.schemas(a.items, b.items)
    if (a.type === 'map' && b.type === 'map') return this.schemas(a.values, b.values)
    if ('name' in a && 'name' in b) return this.#named(a, b)
    return true
  }

  #unions(a: readonly Schema[], b: readonly Schema[]): boolean {
    return a.length === b.length && a.every((branch, i) => this.#both(branch, b[i]))
  }

  #both(a: Schema, b: Schema | undefined): boolean {
    return b !== undefined && this.schemas(a, b)
  }

  #named(a: NamedSchema, b: NamedSchema): boolean {
    if (a.name.full !== b.name.full) return false
    if (this.#all && (a.doc !== b.doc || !sameNames(a, b))) return false
    if (a.type === 'record' && b.type === 'record') return this.#records(a, b)
    if (a.type === 'fixed' && b.type === 'fixed') return a.size === b.size
    if (a.type === 'enum' && b.type === 'enum') {
      if (this.#all && a.default !== b.default) return false
      return equalLists(a.symbols, b.symbols)
    }
    return false
  }

  #records(a: RecordSchema, b: RecordSchema): boolean {
    if (a.isStandIn || b.isStandIn || a.fields.size !== b.fields.size) return false
    const seen = this.#seen.get(a) ?? new Set()
    if (seen.has(b)) return true
    this.#seen.set(a, seen.add(b))
    const others = b.fields.values()
    for (const field of a.fields.values()) {
      const other = others.next().value
      if (other === undefined || !this.#fields(field, other)) return false
    }
    return true
  }

  #fields(a: Field, b: Field): boolean {
    this.#budget.spend()
    if (a.name !== b.name || a.order !== b.order) return false
    if (this.#all && (a.doc !== b.doc || !equalSets(a.aliases, b.aliases))) return false
    return this.schemas(a.type, b.type) && sameDefault(a, b) && equalProps(a.props, b.props)
  }
}

function sameNames(a: NamedSchema, b: NamedSchema): boolean {
  const names = (schema: NamedSchema) => schema.aliases.map(({ full }) => full)
  return equalSets(names(a), names(b))
}

function sameDefault(a: Field, b: Field): boolean {
  if (a.default === undefined || b.default === undefined) return a.default === b.default
  return equalJson(a.default, b.default)
}

function equalLists(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, i) => text === b[i])
}

function equalSets(a: readonly string[], b: readonly string[]): boolean {
  const left = new Set(a)
  return left.size === new Set(b).size && b.every((text) => left.has(text))
}

function equalProps(a: Props, b: Props): boolean {
  return a.size === b.size && [...a].every(([key, value]) => equalJson(value, b.get(key)))
}

/** Deep equality; the order of an object's keys does not matter, 1 and 1.0 differ. */
function equalJson(a: JsonValue, b: JsonValue | undefined): boolean {
  if (a instanceof JsonNumber) return b instanceof JsonNumber && printNumber(a) === printNumber(b)
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false
    return a.every((item, i) => equalJson(item, b[i]))
  }
  if (a instanceof Map) return b instanceof Map && equalProps(a, b)
  return a === b
}
