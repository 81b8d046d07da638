import { fromBinary, isFieldSet } from '@bufbuild/protobuf'
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire'
import {
  type DescriptorProto,
  type EnumDescriptorProto,
  EnumOptionsSchema,
  EnumValueOptionsSchema,
  ExtensionRangeOptionsSchema,
  type FieldDescriptorProto,
  FieldDescriptorProtoSchema,
  FieldDescriptorProto_Type as FieldKind,
  FieldDescriptorProto_Label as FieldLabel,
  FieldOptionsSchema,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  FileOptionsSchema,
  MessageOptionsSchema,
  type MethodDescriptorProto,
  MethodOptionsSchema,
  type ServiceDescriptorProto,
  ServiceOptionsSchema,
} from '@bufbuild/protobuf/wkt'
import { metaOptions } from './confluent-meta.ts'
import { standardOptions } from './descriptor-options.ts'
import type {
  Enum,
  Extend,
  Extensions,
  Field,
  Group,
  Label,
  Message,
  Oneof,
  Option,
  ProtoFile,
  Reserved,
  Rpc,
  Service,
} from './model.ts'

const fieldFlags = FieldDescriptorProtoSchema.field

/** The descriptor in a base64 text; undefined where the text is no such thing. */
export function decodeDescriptor(base64: string): FileDescriptorProto | undefined {
  if (!isBase64(base64)) return undefined
  const bytes = Buffer.from(base64, 'base64')
  try {
    return isComplete(bytes) ? fromBinary(FileDescriptorProtoSchema, bytes) : undefined
  } catch {
    // Whatever is wrong with the bytes, they are not a descriptor; the caller says so.
    return undefined
  }
}

/** As Java's decoder has it: padded to the full length or not at all. */
function isBase64(text: string): boolean {
  const [, digits, padding] = /^([A-Za-z0-9+/]*)(={0,2})$/.exec(text) ?? []
  if (digits === undefined || digits.length % 4 === 1) return false
  return padding === '' || text.length % 4 === 0
}

/** Whether the fields end where the bytes do, which `fromBinary` does not look at. */
function isComplete(bytes: Uint8Array): boolean {
  const reader = new BinaryReader(bytes)
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag()
    if (wireType === WireType.EndGroup) return false
    reader.skip(wireType, number)
  }
  return reader.pos === reader.len
}

/**
 * The file that a descriptor describes, with Confluent's choices: options in a fixed order, custom
 * ones only of confluent/meta.proto, map fields as repeated fields of their entry message.
 */
export function fromDescriptor(file: FileDescriptorProto): ProtoFile {
  const isPublic = new Set(file.publicDependency.map((index) => file.dependency[index]))
  const { syntax, options } = file
  return {
    syntax: syntax === 'proto2' || syntax === 'proto3' ? syntax : undefined,
    package: file.package === '' ? undefined : file.package,
    imports: file.dependency.filter((path) => !isPublic.has(path)),
    publicImports: file.dependency.filter((path) => isPublic.has(path)),
    options: [
      ...standardOptions(FileOptionsSchema, options),
      ...metaOptions('confluent.file_meta', options),
    ],
    messages: file.messageType.map((message) => toMessage(message, syntax)),
    enums: file.enumType.map(toEnum),
    extends: toExtends(file.extension, syntax),
    services: file.service.map(toService),
  }
}

function toMessage(proto: DescriptorProto, syntax: string): Message {
  const groups = new Map(
    proto.field
      .filter((field) => field.type === FieldKind.GROUP)
      .map((field) => [lastPart(field.typeName), field]),
  )
  const groupTypes = new Map(
    proto.nestedType.filter(({ name }) => groups.has(name)).map((type) => [type.name, type]),
  )
  const members = proto.field.filter((field) => field.type !== FieldKind.GROUP)
  const toGroups = (oneof: number | undefined) =>
    [...groups.values()]
      .filter((field) => oneofOf(field) === oneof)
      .map((field) => toGroup(field, groupTypes, syntax))
  return {
    name: proto.name,
    reserved: toReserved(proto.reservedRange, proto.reservedName, 1),
    options: [
      ...standardOptions(MessageOptionsSchema, proto.options),
      ...metaOptions('confluent.message_meta', proto.options),
    ],
    fields: members
      .filter((field) => oneofOf(field) === undefined)
      .map((field) => toField(field, syntax)),
    oneofs: toOneofs(proto, members, { syntax, toGroups }),
    groups: toGroups(undefined),
    extensions: toExtensions(proto),
    extends: toExtends(proto.extension, syntax),
    messages: proto.nestedType
      .filter(({ name }) => !groupTypes.has(name))
      .map((message) => toMessage(message, syntax)),
    enums: proto.enumType.map(toEnum),
  }
}

/** Index of a field's oneof; the synthetic one of a proto3 optional field does not count. */
function oneofOf(field: FieldDescriptorProto): number | undefined {
  if (field.proto3Optional || !isFieldSet(field, fieldFlags.oneofIndex)) return undefined
  return field.oneofIndex
}

type Members = {
  readonly syntax: string
  readonly toGroups: (oneof: number) => Group[]
}

function toOneofs(
  { oneofDecl }: DescriptorProto,
  fields: readonly FieldDescriptorProto[],
  { syntax, toGroups }: Members,
): Oneof[] {
  const members = oneofDecl.map((): FieldDescriptorProto[] => [])
  for (const field of fields) members[oneofOf(field) ?? -1]?.push(field)
  return oneofDecl
    .map(({ name }, index) => ({
      name,
      options: [],
      fields: (members[index] ?? []).map((field) => ({
        ...toField(field, syntax),
        label: undefined,
      })),
      groups: toGroups(index),
    }))
    .filter((oneof) => oneof.fields.length + oneof.groups.length > 0)
}

function toGroup(
  field: FieldDescriptorProto,
  types: ReadonlyMap<string, DescriptorProto>,
  syntax: string,
): Group {
  const name = lastPart(field.typeName)
  const fields = types.get(name)?.field ?? []
  return {
    label: oneofOf(field) === undefined ? toLabel(field, syntax) : undefined,
    name,
    tag: field.number,
    fields: fields.map((member) => toField(member, syntax)),
  }
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

function toField(field: FieldDescriptorProto, syntax: string): Field {
  return {
    label: toLabel(field, syntax),
    type: field.typeName === '' ? scalarName(field) : field.typeName,
    name: field.name,
    tag: field.number,
    options: [
      ...standardOptions(FieldOptionsSchema, field.options),
      ...decimalFirst(field, metaOptions('confluent.field_meta', field.options)),
    ],
    defaultValue:
      syntax !== 'proto3' && isFieldSet(field, fieldFlags.defaultValue)
        ? defaultText(field)
        : undefined,
    jsonName: isFieldSet(field, fieldFlags.jsonName) ? field.jsonName : undefined,
  }
}

/** Confluent prints protoc's `1e+10` as it is, which no parser of its own can read again. */
function defaultText({ type, defaultValue }: FieldDescriptorProto): string {
  const isReal = type === FieldKind.FLOAT || type === FieldKind.DOUBLE
  return isReal ? defaultValue.replace('e+', 'e') : defaultValue
}

const decimalKeys = new Set(['precision', 'scale'])

/** Confluent prints the precision and scale of its decimals with the value before the key. */
function decimalFirst({ typeName }: FieldDescriptorProto, options: Option[]): Option[] {
  const value = options[0]?.value
  const params = value?.kind === 'map' ? value.entries.get('params') : undefined
  if (params?.kind !== 'list' || !/(^|\.)confluent\.type\.Decimal$/.test(typeName)) return options
  for (const param of params.items) {
    if (param.kind !== 'map') continue
    const key = param.entries.get('key')
    if (key?.kind !== 'string' || !decimalKeys.has(key.text)) continue
    param.entries.delete('key')
    param.entries.set('key', key)
  }
  return options
}

function scalarName(field: FieldDescriptorProto): string {
  return (FieldKind[field.type] ?? 'double').toLowerCase()
}

function toLabel(field: FieldDescriptorProto, syntax: string): Label | undefined {
  if (field.proto3Optional) return 'optional'
  if (field.label === FieldLabel.REPEATED) return 'repeated'
  if (syntax === 'proto3') return undefined
  return field.label === FieldLabel.REQUIRED ? 'required' : 'optional'
}

type Range = { readonly start: number; readonly end: number }

/** Ranges of messages end before `end`, those of enums with it: `open` is 1 or 0. */
function toReserved(ranges: readonly Range[], names: readonly string[], open: 0 | 1): Reserved[] {
  return [
    ...ranges.map(({ start, end }) => ({ values: [toRange(start, end - open)] })),
    ...names.map((name) => ({ values: [name] })),
  ]
}

function toRange(start: number, end: number) {
  return { start, end, single: start === end }
}

function toExtensions({ extensionRange }: DescriptorProto): Extensions[] {
  return extensionRange.map(({ start, end, options }) => ({
    ranges: [toRange(start, end - 1)],
    options: standardOptions(ExtensionRangeOptionsSchema, options),
  }))
}

function toExtends(fields: readonly FieldDescriptorProto[], syntax: string): Extend[] {
  const grouped = Map.groupBy(fields, ({ extendee }) => extendee)
  return Array.from(grouped, ([name, members]) => ({
    name,
    fields: members.map((field) => toField(field, syntax)),
  }))
}

function toEnum(proto: EnumDescriptorProto): Enum {
  return {
    name: proto.name,
    reserved: toReserved(proto.reservedRange, proto.reservedName, 0),
    options: [
      ...standardOptions(EnumOptionsSchema, proto.options),
      ...metaOptions('confluent.enum_meta', proto.options),
    ],
    constants: proto.value.map(({ name, number, options }) => ({
      name,
      tag: number,
      options: [
        ...standardOptions(EnumValueOptionsSchema, options),
        ...metaOptions('confluent.enum_value_meta', options),
      ],
    })),
  }
}

function toService({ name, options, method }: ServiceDescriptorProto): Service {
  return { name, options: standardOptions(ServiceOptionsSchema, options), rpcs: method.map(toRpc) }
}

function toRpc(method: MethodDescriptorProto): Rpc {
  return {
    name: method.name,
    request: method.inputType,
    requestStreaming: method.clientStreaming,
    response: method.outputType,
    responseStreaming: method.serverStreaming,
    options: standardOptions(MethodOptionsSchema, method.options),
  }
}
