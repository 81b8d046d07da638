import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf'
import {
  type DescriptorProtoSchema,
  type EnumDescriptorProtoSchema,
  EnumOptionsSchema,
  EnumValueOptionsSchema,
  ExtensionRangeOptionsSchema,
  type FieldDescriptorProtoSchema,
  FieldDescriptorProto_Type as FieldKind,
  FieldDescriptorProto_Label as FieldLabel,
  FieldOptionsSchema,
  FileDescriptorProtoSchema,
  FileOptionsSchema,
  MessageOptionsSchema,
  MethodOptionsSchema,
  OneofOptionsSchema,
  type ServiceDescriptorProtoSchema,
  ServiceOptionsSchema,
} from '@bufbuild/protobuf/wkt'
import { encodeOptions } from './encode-options.ts'
import {
  type Enum,
  type Extend,
  type Extensions,
  type Field,
  type Group,
  isScalar,
  type Label,
  type Message,
  maxTag,
  type Oneof,
  type Option,
  qualify,
  type Reserved,
  type Scalar,
  type Service,
  type TagRange,
} from './model.ts'
import { findImport, type Source, visibleImports } from './schema.ts'
import type { Scope } from './scope.ts'

type MessageInit = MessageInitShape<typeof DescriptorProtoSchema>
type FieldInit = MessageInitShape<typeof FieldDescriptorProtoSchema>
type EnumInit = MessageInitShape<typeof EnumDescriptorProtoSchema>
type ServiceInit = MessageInitShape<typeof ServiceDescriptorProtoSchema>

const kinds: Record<Scalar, FieldKind> = {
  double: FieldKind.DOUBLE,
  float: FieldKind.FLOAT,
  int32: FieldKind.INT32,
  int64: FieldKind.INT64,
  uint32: FieldKind.UINT32,
  uint64: FieldKind.UINT64,
  sint32: FieldKind.SINT32,
  sint64: FieldKind.SINT64,
  fixed32: FieldKind.FIXED32,
  fixed64: FieldKind.FIXED64,
  sfixed32: FieldKind.SFIXED32,
  sfixed64: FieldKind.SFIXED64,
  bool: FieldKind.BOOL,
  string: FieldKind.STRING,
  bytes: FieldKind.BYTES,
}

const labels: Record<Label, FieldLabel> = {
  optional: FieldLabel.OPTIONAL,
  required: FieldLabel.REQUIRED,
  repeated: FieldLabel.REPEATED,
}

/**
 * The binary FileDescriptorProto of a schema, named `default` as Confluent's. Unlike Confluent's it
 * is what protoc would write: types have their full names, map entries protoc's names, groups and
 * every custom option that resolves are there, and files whose types are used without an import
 * are imported.
 */
export function encodeDescriptor(source: Source): Uint8Array {
  const writer = new DescriptorWriter(source)
  return writer.file()
}

class DescriptorWriter {
  readonly #source: Source
  readonly #scope: Scope
  readonly #usedFiles = new Set<string>()
  readonly #isProto3: boolean

  constructor(source: Source) {
    this.#source = source
    this.#scope = source.scope
    this.#isProto3 = source.file.syntax === 'proto3'
  }

  file(): Uint8Array {
    const { file } = this.#source
    const at = file.package ?? ''
    const descriptor = create(FileDescriptorProtoSchema, {
      name: 'default',
      ...(file.package !== undefined && { package: file.package }),
      messageType: file.messages.map((message) => this.#message(message, at)),
      enumType: file.enums.map((declared) => this.#enum(declared, at)),
      extension: this.#extends(file.extends, at),
      service: file.services.map((service) => this.#service(service, at)),
      ...this.#options(FileOptionsSchema, file.options, at),
      ...(file.syntax && { syntax: file.syntax }),
    })
    const dependencies = this.#dependencies()
    descriptor.dependency = dependencies
    const isPublic = new Set(file.publicImports)
    descriptor.publicDependency = dependencies.flatMap((path, i) => (isPublic.has(path) ? [i] : []))
    return toBinary(FileDescriptorProtoSchema, descriptor)
  }

  /** Imports that are known, and the files that are used although they are not imported. */
  #dependencies(): string[] {
    const { file, imports } = this.#source
    const written = [...file.imports, ...file.publicImports]
    const known = written.filter((path) => findImport(imports, path) !== undefined)
    const visible = new Set(
      Array.from(visibleImports(this.#source).values(), (each) => each.origin),
    )
    const paths = new Map(Array.from(imports.values(), ({ origin, path }) => [origin, path]))
    const missing = [...this.#usedFiles].filter((origin) => origin !== '' && !visible.has(origin))
    return [...new Set([...known, ...missing.map((origin) => paths.get(origin) ?? origin)])]
  }

  #options<D extends DescMessage>(
    type: D,
    options: readonly Option[],
    at: string,
  ): { options?: MessageShape<D> } {
    if (options.length === 0) return {}
    const lookup = { scope: this.#scope, at }
    const bytes = encodeOptions(options, type.typeName, lookup, () => undefined)
    if (bytes.length === 0) return {}
    for (const { name, parenthesized } of options) {
      const extension = parenthesized ? this.#scope.findExtension(name, at) : undefined
      if (extension) this.#usedFiles.add(extension.origin)
    }
    return { options: fromBinary(type, bytes) }
  }

  #message(message: Message, scope: string): MessageInit {
    const at = qualify(scope, message.name)
    const synthetic = message.fields.filter((field) => this.#isSynthetic(field))
    const oneofIndex = new Map(synthetic.map((field, i) => [field, message.oneofs.length + i]))
    return {
      name: message.name,
      field: [
        ...message.oneofs.flatMap((oneof, index) => this.#oneofMembers(oneof, index, at)),
        ...message.fields.map((field) => this.#ownField(field, at, oneofIndex.get(field))),
        ...message.groups.map((group) => groupField(group, at, undefined)),
      ],
      extension: this.#extends(message.extends, at),
      nestedType: this.#nestedTypes(message, at),
      enumType: message.enums.map((declared) => this.#enum(declared, at)),
      extensionRange: message.extensions.flatMap((each) => this.#extensionRanges(each, at)),
      oneofDecl: [
        ...message.oneofs.map(({ name, options }) => ({
          name,
          options: create(OneofOptionsSchema),
          ...this.#options(OneofOptionsSchema, options, at),
        })),
        ...syntheticNames(synthetic, message).map((name) => ({ name, options: {} })),
      ],
      ...this.#options(MessageOptionsSchema, message.options, at),
      reservedRange: ranges(message.reserved).map(exclusive),
      reservedName: names(message.reserved),
    }
  }

  /** The members of a oneof must follow one another. */
  #oneofMembers({ fields, groups }: Oneof, oneofIndex: number, at: string): FieldInit[] {
    return [
      ...fields.map((field) => ({
        ...this.#field(field, at),
        label: FieldLabel.OPTIONAL,
        oneofIndex,
      })),
      ...groups.map((group) => groupField(group, at, oneofIndex)),
    ]
  }

  #nestedTypes(message: Message, at: string): MessageInit[] {
    const groups = [...message.groups, ...message.oneofs.flatMap((oneof) => oneof.groups)]
    return [
      ...message.messages.map((nested) => this.#message(nested, at)),
      ...allMaps(message).map((field) => this.#entry(field, at)),
      ...groups.map((group) => this.#group(group, at)),
    ]
  }

  /** A proto3 field with an explicit `optional` has a oneof of its own. */
  #isSynthetic({ label, type }: Field): boolean {
    return this.#isProto3 && label === 'optional' && typeof type === 'string'
  }

  #ownField(field: Field, at: string, oneofIndex: number | undefined): FieldInit {
    const init = this.#field(field, at)
    if (oneofIndex === undefined) return init
    return { ...init, oneofIndex, proto3Optional: true }
  }

  #field(field: Field, at: string): FieldInit {
    const { label, type, name, tag, jsonName, defaultValue } = field
    return {
      name,
      number: tag,
      ...(label && { label: labels[label] }),
      ...(typeof type === 'string'
        ? this.#type(type, at)
        : {
            label: FieldLabel.REPEATED,
            type: FieldKind.MESSAGE,
            typeName: `.${at}.${entryName(name)}`,
          }),
      ...this.#options(FieldOptionsSchema, field.options, at),
      ...(jsonName !== undefined && { jsonName }),
      ...(defaultValue !== undefined && {
        defaultValue: type === 'bytes' ? escapeBytes(defaultValue) : defaultValue,
      }),
    }
  }

  #type(type: string, at: string): FieldInit {
    if (isScalar(type)) return { type: kinds[type] }
    const found = this.#scope.findType(type, at)
    if (!found) return { typeName: type }
    this.#usedFiles.add(found.origin)
    const kind = found.kind === 'enum' ? FieldKind.ENUM : FieldKind.MESSAGE
    return { type: kind, typeName: `.${found.fullName}` }
  }

  #entry(field: Field, at: string): MessageInit {
    const { type } = field
    if (typeof type === 'string') return { name: entryName(field.name) }
    const part = (name: string, number: number, of: string) => ({
      name,
      number,
      ...this.#type(of, at),
    })
    return {
      name: entryName(field.name),
      field: [part('key', 1, `${type.key}`), part('value', 2, `${type.value}`)],
      options: { mapEntry: true },
    }
  }

  #group({ name, fields }: Group, scope: string): MessageInit {
    const at = qualify(scope, name)
    const maps = fields.filter(({ type }) => typeof type !== 'string')
    return {
      name,
      field: fields.map((field) => this.#field(field, at)),
      nestedType: maps.map((field) => this.#entry(field, at)),
    }
  }

  #extends(all: readonly Extend[], at: string): FieldInit[] {
    return all.flatMap(({ name, fields }) => {
      const extendee = this.#type(name, at).typeName ?? name
      return fields.map((field) => ({ ...this.#field(field, at), extendee }))
    })
  }

  #extensionRanges({ ranges: written, options }: Extensions, at: string) {
    return written.map((range) => ({
      ...exclusive(range),
      options: create(ExtensionRangeOptionsSchema),
      ...this.#options(ExtensionRangeOptionsSchema, options, at),
    }))
  }

  #enum(declared: Enum, at: string): EnumInit {
    return {
      name: declared.name,
      value: declared.constants.map(({ name, tag, options }) => ({
        name,
        number: tag,
        ...this.#options(EnumValueOptionsSchema, options, at),
      })),
      ...this.#options(EnumOptionsSchema, declared.options, at),
      reservedRange: ranges(declared.reserved).map(({ start, end }) => ({
        start,
        end: end >= maxTag ? 2 ** 31 - 1 : end,
      })),
      reservedName: names(declared.reserved),
    }
  }

  #service(service: Service, at: string): ServiceInit {
    const typeName = (type: string) => this.#type(type, at).typeName ?? type
    return {
      name: service.name,
      method: service.rpcs.map((rpc) => ({
        name: rpc.name,
        inputType: typeName(`${rpc.request}`),
        outputType: typeName(`${rpc.response}`),
        ...this.#options(MethodOptionsSchema, rpc.options, at),
        clientStreaming: rpc.requestStreaming,
        serverStreaming: rpc.responseStreaming,
      })),
      ...this.#options(ServiceOptionsSchema, service.options, at),
    }
  }
}

function groupField(group: Group, at: string, oneofIndex: number | undefined): FieldInit {
  return {
    name: group.name.toLowerCase(),
    number: group.tag,
    label: labels[group.label ?? 'optional'],
    type: FieldKind.GROUP,
    typeName: `.${at}.${group.name}`,
    ...(oneofIndex !== undefined && { oneofIndex }),
  }
}

function allMaps({ fields, oneofs }: Message): Field[] {
  const all = [...fields, ...oneofs.flatMap((oneof) => oneof.fields)]
  return all.filter((field) => typeof field.type !== 'string')
}

/** protoc's name of the entry message of a map field: the field in camel case and `Entry`. */
export function entryName(field: string): string {
  const words = field.split('_')
  return `${words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('')}Entry`
}

/** protoc's names of synthetic oneofs: an underscore, and an X while another has the name. */
function syntheticNames(fields: readonly Field[], message: Message): string[] {
  const taken = new Set([...message.fields, ...message.oneofs].map(({ name }) => name))
  const last = new Map<string, string>()
  return fields.map((field) => {
    let name = last.get(field.name) ?? `${field.name.startsWith('_') ? 'X' : '_'}${field.name}`
    while (taken.has(name)) name = `X${name}`
    taken.add(name)
    last.set(field.name, name)
    return name
  })
}

/** A range whose end is no part of it; no range reaches further than a 32-bit integer does. */
function exclusive({ start, end }: TagRange): { start: number; end: number } {
  return { start, end: Math.min(end + 1, 2 ** 31 - 1) }
}

function ranges(statements: readonly Reserved[]): TagRange[] {
  return statements.flatMap(({ values }) => values.filter((value) => typeof value !== 'string'))
}

function names(statements: readonly Reserved[]): string[] {
  return statements.flatMap(({ values }) => values.filter((value) => typeof value === 'string'))
}

/** Bytes as descriptors carry them, in C escapes. */
function escapeBytes(text: string): string {
  return text.replace(/[^ -~]|["'\\]/g, (character) => {
    if (/["'\\]/.test(character)) return `\\${character}`
    const bytes = character <= '\u00ff' ? [character.charCodeAt(0)] : [...Buffer.from(character)]
    return bytes.map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')
  })
}
