import type { WorkBudget } from '../budget.ts'
import { SchemaError } from '../schema-error.ts'
import { encodeOptions } from './encode-options.ts'
import {
  type Enum,
  type Field,
  type Group,
  type Message,
  maxTag,
  type Option,
  type ProtoFile,
  qualify,
  type Reserved,
  type TagRange,
} from './model.ts'
import { RangeIndex } from './range-index.ts'
import { findImport, type Source, visibleImports } from './schema.ts'

/**
 * Our `validation: strict`: what protoc refuses and Confluent's `validateFields` still accepts.
 * Throws SchemaError for the first problem.
 */
export function checkStrictly(source: Source, budget: WorkBudget): void {
  const { file, imports } = source
  for (const path of [...file.imports, ...file.publicImports]) {
    if (!findImport(imports, path)) throw new SchemaError(`${path}: File not found.`)
  }
  const checker = new StrictChecker(source, budget)
  checker.file(file)
}

type Member = Pick<Field | Group, 'name' | 'tag'>

class StrictChecker {
  readonly #source: Source
  readonly #budget: WorkBudget
  readonly #isProto3: boolean
  /** Origins of the types that may be used. */
  readonly #visible: ReadonlySet<string>

  constructor(source: Source, budget: WorkBudget) {
    this.#source = source
    this.#budget = budget
    this.#isProto3 = source.file.syntax === 'proto3'
    const imports = Array.from(visibleImports(source).values(), ({ origin }) => origin)
    this.#visible = new Set(['', ...imports])
  }

  file(file: ProtoFile): void {
    const at = file.package ?? ''
    this.#options(file.options, 'FileOptions', at)
    for (const message of file.messages) this.#message(message, at)
    this.#enums(file.enums, at)
    for (const extend of file.extends) this.#fields(extend.fields, at)
    for (const service of file.services) {
      const inner = qualify(at, service.name)
      this.#options(service.options, 'ServiceOptions', inner)
      for (const rpc of service.rpcs) {
        this.#options(rpc.options, 'MethodOptions', qualify(inner, rpc.name))
      }
    }
  }

  /** Every option must exist and have a value of its type. */
  #options(options: readonly Option[], target: string, at: string): void {
    if (options.length === 0) return
    this.#budget.spend(options.length)
    const lookup = { scope: this.#source.scope, at }
    for (const { name, parenthesized } of options) {
      const extension = parenthesized ? lookup.scope.findExtension(name, at) : undefined
      if (extension && !this.#visible.has(extension.origin)) {
        refuse(qualify(at, name), `Option "(${name})" is not imported.`)
      }
    }
    encodeOptions(options, `google.protobuf.${target}`, lookup, (option, problem) => {
      throw new SchemaError(
        `Invalid protobuf schema definition: ${qualify(at, option.name)}: ${problem.message}`,
        { cause: problem },
      )
    })
  }

  #message(message: Message, scope: string): void {
    const at = qualify(scope, message.name)
    this.#options(message.options, 'MessageOptions', at)
    const groups = [...message.groups, ...message.oneofs.flatMap((oneof) => oneof.groups)]
    const fields = [...message.fields, ...message.oneofs.flatMap((oneof) => oneof.fields)]
    if (this.#isProto3 && groups.length > 0)
      refuse(at, 'Groups are not supported in proto3 syntax.')
    for (const oneof of message.oneofs) {
      if (oneof.fields.length + oneof.groups.length > 0) continue
      refuse(qualify(at, oneof.name), 'Oneof must have at least one field.')
    }
    this.#fields(fields, at)
    this.#names(message, fields, at)
    this.#numbers([...fields, ...groups], message, at)
    for (const extend of message.extends) this.#fields(extend.fields, at)
    if (this.#isProto3 && message.extensions.length > 0) {
      refuse(at, 'Extension ranges are not allowed in proto3.')
    }
    for (const nested of message.messages) this.#message(nested, at)
    this.#enums(message.enums, at)
  }

  #fields(fields: readonly Field[], at: string): void {
    for (const field of fields) {
      const fullName = qualify(at, field.name)
      this.#options(field.options, 'FieldOptions', fullName)
      if (field.defaultValue !== undefined && this.#isProto3) {
        refuse(fullName, 'Explicit default values are not allowed in proto3.')
      }
    }
  }

  /** Oneofs share the names of fields and types; in proto3 JSON names are unique, too. */
  #names(message: Message, fields: readonly Field[], at: string): void {
    const taken = new Set([...fields, ...message.messages, ...message.enums].map(nameOf))
    for (const { name } of message.oneofs) {
      if (taken.has(name)) refuse(qualify(at, name), `"${name}" is already defined in "${at}".`)
      taken.add(name)
    }
    const jsonNames = new Map<string, string>()
    for (const { name, jsonName } of this.#isProto3 ? fields : []) {
      const json = jsonName ?? camelCase(name)
      const before = jsonNames.get(json)
      if (before !== undefined) {
        refuse(qualify(at, name), `The JSON name of "${name}" conflicts with field "${before}".`)
      }
      jsonNames.set(json, name)
    }
  }

  #numbers(members: readonly Member[], message: Message, at: string): void {
    const names = new Set(reservedNames(message.reserved))
    const reserved = new RangeIndex(reservedRanges(message.reserved))
    const extensions = new RangeIndex(message.extensions.flatMap(({ ranges }) => ranges))
    const used = new Map<number, string>()
    for (const { name, tag } of members) {
      this.#budget.spend()
      const fullName = qualify(at, name)
      if (tag > maxTag) refuse(fullName, `Field numbers cannot be greater than ${maxTag}.`)
      if (tag >= 19000 && tag <= 19999) {
        refuse(
          fullName,
          'Field numbers 19000 through 19999 are reserved for the protobuf library implementation.',
        )
      }
      if (names.has(name)) refuse(fullName, `Field name "${name}" is reserved.`)
      if (reserved.has(tag)) refuse(fullName, `Field "${name}" uses reserved number ${tag}.`)
      if (extensions.has(tag))
        refuse(fullName, `Extension range includes field "${name}" (${tag}).`)
      const before = used.get(tag)
      if (before !== undefined) {
        refuse(
          fullName,
          `Field number ${tag} has already been used in "${at}" by field "${before}".`,
        )
      }
      used.set(tag, name)
    }
  }

  /** Constants are siblings of their enum and must be unique in its scope. */
  #enums(enums: readonly Enum[], at: string): void {
    const siblings = new Set<string>()
    for (const declared of enums) {
      const fullName = qualify(at, declared.name)
      this.#options(declared.options, 'EnumOptions', fullName)
      if (this.#isProto3 && declared.constants[0]?.tag !== 0) {
        refuse(fullName, 'The first enum value must be zero for open enums.')
      }
      for (const { name, options } of declared.constants) {
        const full = qualify(at, name)
        this.#options(options, 'EnumValueOptions', full)
        if (siblings.has(name)) {
          refuse(
            full,
            `"${name}" is already defined${at === '' ? '' : ` in "${at}"`}. Enum values are siblings of their type, not children of it.`,
          )
        }
        siblings.add(name)
      }
      this.#constantNumbers(declared, fullName)
    }
  }

  #constantNumbers({ options, constants, reserved }: Enum, at: string): void {
    const allowsAlias = options.some(
      ({ name, value }) =>
        name === 'allow_alias' && value.kind === 'boolean' && value.text === 'true',
    )
    const names = new Set(reservedNames(reserved))
    const ranges = new RangeIndex(reservedRanges(reserved))
    const used = new Map<number, string>()
    for (const { name, tag } of constants) {
      this.#budget.spend()
      if (names.has(name)) refuse(at, `Enum value "${name}" is reserved.`)
      if (ranges.has(tag)) refuse(at, `Enum value "${name}" uses reserved number ${tag}.`)
      const before = used.get(tag)
      if (before !== undefined && !allowsAlias) {
        refuse(at, `"${name}" uses the same enum value as "${before}".`)
      }
      used.set(tag, name)
    }
  }
}

function nameOf({ name }: { readonly name: string }): string {
  return name
}

/** The JSON name of a field that does not give one. */
function camelCase(name: string): string {
  return name.replace(/_+([A-Za-z0-9]?)/g, (_, next: string) => next.toUpperCase())
}

function refuse(fullName: string, problem: string): never {
  throw new SchemaError(`Invalid protobuf schema definition: ${fullName}: ${problem}`)
}

function reservedNames(statements: readonly Reserved[]): string[] {
  return statements.flatMap(({ values }) => values.filter((value) => typeof value === 'string'))
}

function reservedRanges(statements: readonly Reserved[]): TagRange[] {
  return statements.flatMap(({ values }) => values.filter((value) => typeof value !== 'string'))
}
