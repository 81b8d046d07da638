import type { WorkBudget } from '../budget.ts'
import { SchemaError } from '../schema-error.ts'
import { integerOf, isInteger } from './encode-scalar.ts'
import {
  allFields,
  constantsByName,
  type Enum,
  type Extend,
  type Field,
  isScalar,
  type Message,
  qualify,
  type Scalar,
  type Service,
} from './model.ts'
import { RangeIndex } from './range-index.ts'
import type { Source } from './schema.ts'
import { SymbolTable } from './symbols.ts'

/**
 * What Confluent's `validateFields` adds: the checks that protobuf-java makes when it builds a
 * descriptor (Descriptors.java), in its order and words. Imports that do not exist are no error,
 * but only imported types are visible. Throws SchemaError for the first problem.
 */
export function checkDescriptor(source: Source, budget: WorkBudget): void {
  const checker = new DescriptorChecker(source, budget)
  checker.check()
}

class DescriptorChecker {
  readonly #source: Source
  readonly #symbols: SymbolTable
  readonly #budget: WorkBudget
  readonly #extensible = new Map<Message, RangeIndex>()

  constructor(source: Source, budget: WorkBudget) {
    this.#source = source
    this.#symbols = new SymbolTable(source, budget)
    this.#budget = budget
  }

  check(): void {
    const { file } = this.#source
    const at = file.package ?? ''
    this.#symbols.addPackage(at)
    for (const message of file.messages) this.#declareMessage(message, at)
    for (const declared of file.enums) this.#declareEnum(declared, at)
    for (const service of file.services) this.#declareService(service, at)
    this.#declareExtends(file.extends, at)
    for (const message of file.messages) this.#linkMessage(message, at)
    for (const service of file.services) this.#linkService(service, at)
    this.#linkExtends(file.extends, at)
  }

  #declareMessage(message: Message, scope: string): void {
    const at = qualify(scope, message.name)
    this.#symbols.declare(message.name, scope, 'type')
    for (const nested of message.messages) this.#declareMessage(nested, at)
    for (const field of mapsOf(message)) this.#declareEntry(field, at)
    for (const { name } of allGroups(message)) this.#symbols.declare(name, at, 'type')
    for (const declared of message.enums) this.#declareEnum(declared, at)
    for (const field of fieldsInOrder(message)) this.#declareField(field, at)
    this.#declareExtends(message.extends, at)
  }

  #declareEntry(field: Field, at: string): void {
    const name = confluentEntryName(field.name)
    this.#symbols.declare(name, at, 'type')
  }

  #declareField({ name, tag }: { readonly name: string; readonly tag: number }, at: string): void {
    const fullName = qualify(at, name)
    if (tag <= 0) fail(fullName, 'Field numbers must be positive integers.')
    this.#symbols.declare(name, at, 'other')
  }

  #declareExtends(all: readonly Extend[], at: string): void {
    for (const { fields } of all) for (const field of fields) this.#declareField(field, at)
  }

  #declareEnum(declared: Enum, scope: string): void {
    const at = qualify(scope, declared.name)
    if (declared.constants.length === 0) fail(at, 'Enums must contain at least one value.')
    this.#symbols.declare(declared.name, scope, 'type')
    for (const { name } of declared.constants) this.#symbols.declare(name, at, 'other')
  }

  #declareService(service: Service, scope: string): void {
    this.#symbols.declare(service.name, scope, 'service')
    const at = qualify(scope, service.name)
    for (const { name } of service.rpcs) this.#symbols.declare(name, at, 'other')
  }

  #linkMessage(message: Message, scope: string): void {
    const at = qualify(scope, message.name)
    for (const nested of message.messages) this.#linkMessage(nested, at)
    for (const field of mapsOf(message)) this.#linkEntry(field, at)
    const used = new Map<number, string>()
    for (const field of fieldsInOrder(message)) {
      this.#linkField(field, at)
      const before = used.get(field.tag)
      if (before !== undefined) {
        const clash = `Field number ${field.tag} has already been used in "${at}" by field "${before}".`
        fail(qualify(at, field.name), clash)
      }
      used.set(field.tag, field.name)
    }
    this.#linkExtends(message.extends, at)
  }

  #linkField(field: Field, at: string): void {
    this.#budget.spend()
    const fullName = qualify(at, field.name)
    const { type, label } = field
    const kind = typeof type === 'string' ? this.#typeKind(type, fullName) : 'message'
    if (kind === 'message' && field.defaultValue !== undefined) {
      fail(fullName, "Messages can't have default values.")
    }
    const packed = field.options.some(
      ({ name, value }) => name === 'packed' && value.kind === 'boolean' && value.text === 'true',
    )
    if (packed && (label !== 'repeated' || kind === 'message' || kind === 'text')) {
      fail(fullName, '[packed = true] can only be specified for repeated primitive fields.')
    }
    if (field.defaultValue === undefined) return
    if (label === 'repeated') fail(fullName, 'Repeated fields cannot have default values.')
    this.#checkDefault(field, fullName)
  }

  #checkDefault({ type, defaultValue = '' }: Field, fullName: string): void {
    if (typeof type !== 'string') return
    if (!isScalar(type)) {
      const declared = this.#symbols.lookup(type, fullName)
      if (declared?.kind !== 'enum') return
      if (constantsByName(declared.declaration).has(defaultValue)) return
      fail(fullName, `Unknown enum default value: "${defaultValue}"`)
    }
    if (!isOfScalar(type, defaultValue)) {
      fail(fullName, `Could not parse default value: "${defaultValue}"`)
    }
  }

  /** What a name that must be a visible type means. */
  #typeKind(type: string, fullName: string): 'message' | 'enum' | 'text' | 'number' {
    if (isScalar(type)) return type === 'string' || type === 'bytes' ? 'text' : 'number'
    const found = this.#symbols.lookup(type, fullName)
    if (!found) return fail(fullName, `"${type}" is not defined.`)
    return found.kind
  }

  #linkEntry({ name, type }: Field, at: string): void {
    if (typeof type === 'string' || typeof type.value !== 'string') return
    this.#typeKind(type.value, qualify(at, `${confluentEntryName(name)}.value`))
  }

  #extensionRanges(message: Message): RangeIndex {
    const known = this.#extensible.get(message)
    if (known) return known
    const ranges = new RangeIndex(message.extensions.flatMap((each) => each.ranges))
    this.#extensible.set(message, ranges)
    return ranges
  }

  #linkExtends(all: readonly Extend[], at: string): void {
    for (const { name, fields } of all) {
      for (const field of fields) {
        const fullName = qualify(at, field.name)
        const extendee = this.#symbols.lookup(name, fullName)
        if (!extendee) fail(fullName, `"${name}" is not defined.`)
        else if (extendee.kind !== 'message') fail(fullName, `"${name}" is not a message type.`)
        else if (!this.#extensionRanges(extendee.message).has(field.tag)) {
          const problem = `does not declare ${field.tag} as an extension number.`
          fail(fullName, `"${extendee.fullName}" ${problem}`)
        }
        this.#linkField(field, at)
      }
    }
  }

  #linkService(service: Service, scope: string): void {
    const at = qualify(scope, service.name)
    for (const { name, request, response } of service.rpcs) {
      for (const type of [request, response]) {
        const found = this.#symbols.lookup(`${type}`, qualify(at, name))
        if (!found) fail(qualify(at, name), `"${type}" is not defined.`)
        else if (found.kind !== 'message') {
          fail(qualify(at, name), `"${type}" is not a message type.`)
        }
      }
    }
  }
}

const real = /^-?(inf|Infinity|NaN|([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?[fFdD]?)$|^nan$/

/** Whether Java reads a number of the type in a default; what is no number always fits. */
function isOfScalar(type: Scalar, text: string): boolean {
  if (type === 'float' || type === 'double') return real.test(text)
  if (!isInteger(type)) return true
  try {
    integerOf(type, text)
    return true
  } catch (error) {
    if (error instanceof SchemaError) return false
    throw error
  }
}

function fail(fullName: string, problem: string): never {
  throw new SchemaError(`Invalid protobuf schema definition: ${fullName}: ${problem}`)
}

/** Confluent's descriptor has the members of oneofs first. */
function fieldsInOrder({ fields, oneofs }: Message): readonly Field[] {
  return [...oneofs.flatMap((oneof) => oneof.fields), ...fields]
}

function mapsOf(message: Message): Field[] {
  return allFields(message).filter(({ type }) => typeof type !== 'string')
}

function allGroups({ groups, oneofs }: Message) {
  return [...groups, ...oneofs.flatMap((oneof) => oneof.groups)]
}

/** Confluent's name of a map entry: camel case only where the field has an underscore. */
function confluentEntryName(field: string): string {
  if (!field.includes('_')) return `${field}Entry`
  const words = field.split('_').map((word) => word.toLowerCase())
  return `${words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('')}Entry`
}
