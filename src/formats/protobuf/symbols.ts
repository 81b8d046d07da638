import type { WorkBudget } from '../budget.ts'
import { SchemaError } from '../schema-error.ts'
import { qualify } from './model.ts'
import { type Source, visibleImports } from './schema.ts'
import { type DeclaredType, declare, noDeclarations } from './scope.ts'

type SymbolKind = 'package' | 'type' | 'service' | 'other'

/** The names of a file and of what it imports, with the lookup rules of the language. */
export class SymbolTable {
  /** Names that may hold others. */
  readonly #aggregates = new Set<string>()
  readonly #own = new Map<string, SymbolKind>()
  readonly #types = noDeclarations()
  readonly #budget: WorkBudget

  constructor(source: Source, budget: WorkBudget) {
    this.#budget = budget
    for (const { file, origin } of visibleImports(source).values()) {
      declare(this.#types, file, origin, budget)
      this.#addAggregates(file.package ?? '')
      for (const service of file.services) {
        this.#aggregates.add(qualify(file.package ?? '', service.name))
      }
    }
    declare(this.#types, source.file, '', budget)
    for (const name of this.#types.types.keys()) this.#aggregates.add(name)
  }

  addPackage(name: string): void {
    this.#addAggregates(name)
    for (const prefix of this.#prefixes(name)) this.#own.set(prefix, 'package')
  }

  #addAggregates(packageName: string): void {
    for (const prefix of this.#prefixes(packageName)) this.#aggregates.add(prefix)
  }

  #prefixes(packageName: string): string[] {
    if (packageName === '') return []
    const parts = packageName.split('.')
    this.#budget.spend(parts.length * (1 + (packageName.length >> 4)))
    return parts.map((_, index) => parts.slice(0, index + 1).join('.'))
  }

  /** Declares a name of the file itself; throws SchemaError if it is taken or no identifier. */
  declare(name: string, scope: string, kind: SymbolKind): void {
    const fullName = qualify(scope, name)
    this.#budget.spend(1 + (fullName.length >> 4))
    const problem = this.#problem(name, scope, fullName)
    if (problem !== undefined) {
      throw new SchemaError(`Invalid protobuf schema definition: ${fullName}: ${problem}`)
    }
    this.#own.set(fullName, kind)
    if (kind !== 'other') this.#aggregates.add(fullName)
  }

  #problem(name: string, scope: string, fullName: string): string | undefined {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return `"${name}" is not a valid identifier.`
    const before = this.#own.get(fullName)
    if (before === undefined) return undefined
    if (before === 'package') {
      return `"${name}" is already defined (as something other than a package) in file "default".`
    }
    return scope === ''
      ? `"${name}" is already defined.`
      : `"${name}" is already defined in "${scope}".`
  }

  /**
   * The type that `name` means for the element of that full name: the innermost scope that has the
   * first part of the name decides.
   */
  lookup(name: string, element: string): DeclaredType | undefined {
    if (name.startsWith('.')) return this.#types.types.get(name.slice(1))
    const dot = name.indexOf('.')
    const first = dot < 0 ? name : name.slice(0, dot)
    let scope = element
    while (scope.includes('.')) {
      scope = scope.slice(0, scope.lastIndexOf('.'))
      this.#budget.spend(1 + (scope.length >> 4))
      if (this.#aggregates.has(`${scope}.${first}`))
        return this.#types.types.get(`${scope}.${name}`)
    }
    return this.#types.types.get(name)
  }
}
