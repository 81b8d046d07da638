import type { WorkBudget } from '../budget.ts'
import {
  type Enum,
  type Extend,
  type Field,
  isMapEntry,
  type Message,
  type ProtoFile,
  qualify,
} from './model.ts'

/** Where a type comes from: '' is the schema itself. */
export type Origin = string

type Declared = {
  /** Without a leading dot. */
  readonly fullName: string
  /** Package of the declaring file, '' where it has none. */
  readonly package: string
  readonly origin: Origin
}

export type MessageType = Declared & {
  readonly kind: 'message'
  readonly message: Message
  readonly isMapEntry: boolean
}
export type EnumType = Declared & { readonly kind: 'enum'; readonly declaration: Enum }
export type DeclaredType = MessageType | EnumType

/** An extension field with the name scope it was declared in. */
export type Extension = Declared & {
  readonly field: Field
  readonly extendee: string
  readonly scope: string
}

/** Everything that files declare, by full name. */
export type Declarations = {
  readonly types: Map<string, DeclaredType>
  readonly extensions: Map<string, Extension>
}

export function noDeclarations(): Declarations {
  return { types: new Map(), extensions: new Map() }
}

/** Adds what a file declares; a name that is there already is replaced. */
export function declare(
  into: Declarations,
  file: ProtoFile,
  origin: Origin,
  budget: WorkBudget,
): void {
  const place = { package: file.package ?? '', origin }
  const visit = (declared: Declared) => {
    spendName(budget, declared.fullName)
    return declared
  }
  const addEnums = (enums: readonly Enum[], scope: string) => {
    for (const declaration of enums) {
      const declared = visit({ ...place, fullName: qualify(scope, declaration.name) })
      into.types.set(declared.fullName, { ...declared, kind: 'enum', declaration })
    }
  }
  const addExtends = (extend: Extend, scope: string) => {
    for (const field of extend.fields) {
      const declared = visit({ ...place, fullName: qualify(scope, field.name) })
      into.extensions.set(declared.fullName, { ...declared, field, extendee: extend.name, scope })
    }
  }
  const addMessages = (messages: readonly Message[], scope: string) => {
    for (const message of messages) {
      const declared = visit({ ...place, fullName: qualify(scope, message.name) })
      into.types.set(declared.fullName, {
        ...declared,
        kind: 'message',
        message,
        isMapEntry: isMapEntry(message),
      })
      addMessages(message.messages, declared.fullName)
      addEnums(message.enums, declared.fullName)
      for (const extend of message.extends) addExtends(extend, declared.fullName)
    }
  }
  addMessages(file.messages, place.package)
  addEnums(file.enums, place.package)
  for (const extend of file.extends) addExtends(extend, place.package)
}

/** Long names cost what it takes to build and hash them. */
function spendName(budget: WorkBudget, name: string): void {
  budget.spend(1 + (name.length >> 4))
}

/**
 * Name lookup over several sets of declarations, the first of which wins. As in Confluent, imports
 * do not matter: every known type is visible.
 */
export class Scope {
  readonly #layers: readonly Declarations[]
  readonly #budget: WorkBudget

  constructor(layers: readonly Declarations[], budget: WorkBudget) {
    this.#layers = layers
    this.#budget = budget
  }

  /** The same declarations with other work to spend. */
  within(budget: WorkBudget): Scope {
    return new Scope(this.#layers, budget)
  }

  /** The type that `name` means inside `scope`: absolute with a leading dot, else innermost first. */
  findType(name: string, scope: string): DeclaredType | undefined {
    return this.#find(name, scope, (full) => this.type(full))
  }

  /** The extension that `name` means inside `scope`. */
  findExtension(name: string, scope: string): Extension | undefined {
    return this.#find(name, scope, (full) => this.extension(full))
  }

  /** The type of that full name. */
  type(fullName: string): DeclaredType | undefined {
    for (const { types } of this.#layers) {
      const found = types.get(fullName)
      if (found) return found
    }
    return undefined
  }

  /** The extension of that full name. */
  extension(fullName: string): Extension | undefined {
    for (const { extensions } of this.#layers) {
      const found = extensions.get(fullName)
      if (found) return found
    }
    return undefined
  }

  #find<T>(name: string, scope: string, get: (fullName: string) => T | undefined): T | undefined {
    if (name.startsWith('.')) {
      spendName(this.#budget, name)
      return get(name.slice(1))
    }
    for (let prefix = scope; ; prefix = prefix.slice(0, Math.max(0, prefix.lastIndexOf('.')))) {
      const candidate = qualify(prefix, name)
      spendName(this.#budget, candidate)
      const found = get(candidate)
      if (found !== undefined || prefix === '') return found
    }
  }
}
