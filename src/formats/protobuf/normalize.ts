import { SchemaError } from '../schema-error.ts'
import {
  type Enum,
  type EnumConstant,
  type Extend,
  type Extensions,
  entryMap,
  type Field,
  type FieldType,
  type Group,
  isMapEntry,
  isScalar,
  type MapType,
  type Message,
  type Oneof,
  type Option,
  type OptionValue,
  type ProtoFile,
  qualify,
  type Reserved,
  type Service,
} from './model.ts'
import { compareText, normalizeOptions } from './normalize-options.ts'
import type { Scope } from './scope.ts'

/**
 * The file in Confluent's normal form (ProtobufSchemaUtils with `normalize`): what may stand in
 * any order is sorted, what may be said in several ways is said in one, every type has its full
 * name. Throws SchemaError for a type that does not resolve.
 */
export function normalizeFile(file: ProtoFile, scope: Scope): ProtoFile {
  const at = file.package ?? ''
  return {
    syntax: file.syntax === 'proto3' ? 'proto3' : undefined,
    package: file.package,
    imports: sortedOnce(file.imports),
    publicImports: sortedOnce(file.publicImports),
    options: normalizeOptions(file.options, scope, at),
    messages: normalizeMessages(file.messages, scope, at),
    enums: file.enums.map((declared) => normalizeEnum(declared, scope, at)),
    extends: normalizeExtends(file.extends, scope, at),
    services: file.services.map((service) => normalizeService(service, scope, at)),
  }
}

function sortedOnce(paths: readonly string[]): string[] {
  return [...new Set(paths)].sort(compareText)
}

function normalizeMessages(messages: readonly Message[], scope: Scope, at: string): Message[] {
  const written = messages.filter((message) => !isMapEntry(message))
  return written.map((message) => normalizeMessage(message, scope, qualify(at, message.name)))
}

function normalizeMessage(message: Message, scope: Scope, at: string): Message {
  return {
    name: message.name,
    reserved: normalizeReserved(message.reserved),
    options: normalizeOptions(message.options, scope, at),
    fields: normalizeFields(message.fields, scope, at),
    oneofs: normalizeOneofs(message.oneofs, scope, at),
    groups: normalizeGroups(message.groups, scope, at),
    extensions: normalizeExtensions(message.extensions, scope, at),
    extends: normalizeExtends(message.extends, scope, at),
    messages: normalizeMessages(message.messages, scope, at),
    enums: message.enums.map((declared) => normalizeEnum(declared, scope, at)),
  }
}

function normalizeReserved(statements: readonly Reserved[]): Reserved[] {
  const values = statements.flatMap((statement) => statement.values)
  const ranges = values.filter((value) => typeof value !== 'string')
  const names = values.filter((value) => typeof value === 'string')
  ranges.sort((a, b) => a.start - b.start || compareText(rangeText(a), rangeText(b)))
  return [
    ...ranges.map((range) => ({ values: [{ ...range, single: range.start === range.end }] })),
    ...names.sort(compareText).map((name) => ({ values: [name] })),
  ]
}

function rangeText({
  start,
  end,
  single,
}: {
  start: number
  end: number
  single: boolean
}): string {
  return single ? `${start}` : `${start}..${end}`
}

function normalizeExtensions(all: readonly Extensions[], scope: Scope, at: string): Extensions[] {
  const single = all.flatMap(({ ranges, options }) => {
    const normal = normalizeOptions(options, scope, at)
    return ranges.map((range) => ({
      ranges: [{ ...range, single: range.start === range.end }],
      options: normal,
    }))
  })
  const start = (extensions: Extensions) => extensions.ranges[0]?.start ?? 0
  return single.sort((a, b) => start(a) - start(b))
}

function byTag<T extends { readonly tag: number }>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => a.tag - b.tag)
}

function normalizeFields(fields: readonly Field[], scope: Scope, at: string): Field[] {
  return byTag(fields).map((field) => normalizeField(field, scope, at))
}

function normalizeField(field: Field, scope: Scope, at: string): Field {
  const type = resolveType(field.type, scope, at)
  return {
    label: typeof type !== 'string' && typeof field.type === 'string' ? undefined : field.label,
    type,
    name: field.name,
    tag: field.tag,
    options: normalizeOptions([...field.options, ...impliedOptions(field)], scope, at),
    defaultValue: undefined,
    jsonName: undefined,
  }
}

/** `default` and `json_name` are sorted among the options. */
function impliedOptions({ type, defaultValue, jsonName }: Field): Option[] {
  const options: Option[] = []
  const add = (name: string, value: OptionValue) =>
    options.push({ name, parenthesized: false, value })
  if (defaultValue !== undefined) add('default', { kind: kindOf(type), text: defaultValue })
  if (jsonName !== undefined) add('json_name', { kind: 'string', text: jsonName })
  return options
}

function kindOf(type: FieldType): 'string' | 'number' | 'enum' {
  if (type === 'string') return 'string'
  if (typeof type !== 'string' || !isScalar(type)) return 'enum'
  return type === 'bool' ? 'enum' : 'number'
}

/** The type with full names; a synthetic map entry becomes the map it stands for. */
export function resolveType(type: FieldType, scope: Scope, at: string): FieldType {
  if (typeof type !== 'string') return resolveMap(type, scope, at)
  if (isScalar(type)) return type
  const found = scope.findType(type, at)
  if (!found) throw new SchemaError(`Could not resolve type: ${type}`)
  const map = found.kind === 'message' && found.isMapEntry ? entryMap(found.message) : undefined
  if (!map) return `.${found.fullName}`
  return { key: map.key, value: resolveMapValue(map.value, scope, found.fullName) }
}

function resolveMap({ key, value }: MapType, scope: Scope, at: string): MapType {
  if (typeof key !== 'string' || !isScalar(key) || !isMapKey(key)) {
    throw new SchemaError(`map key must be non-byte, non-float scalar: ${key}`)
  }
  return { key, value: resolveMapValue(value, scope, at) }
}

/** The value type of a map stays as it is where it does not resolve or is a map itself. */
function resolveMapValue(value: FieldType, scope: Scope, at: string): FieldType {
  if (typeof value !== 'string' || isScalar(value)) return value
  const found = scope.findType(value, at)
  return found ? `.${found.fullName}` : value
}

function isMapKey(name: string): boolean {
  return name !== 'bytes' && name !== 'double' && name !== 'float'
}

const maxInt = 2 ** 31 - 1

/** Oneofs without members leave only the blank line before them, here a oneof without a name. */
function normalizeOneofs(oneofs: readonly Oneof[], scope: Scope, at: string): Oneof[] {
  const filled = oneofs.filter((oneof) => oneof.fields.length > 0)
  if (filled.length === 0 && oneofs.length > 0) {
    return [{ name: '', options: [], fields: [], groups: [] }]
  }
  const first = ({ fields }: Oneof) =>
    fields.reduce((least, { tag }) => Math.min(least, tag), maxInt)
  const ordered = filled.map((oneof) => ({ oneof, tag: first(oneof) }))
  return byTag(ordered).map(({ oneof }) => ({
    name: oneof.name,
    options: normalizeOptions(oneof.options, scope, at),
    fields: normalizeFields(oneof.fields, scope, at),
    groups: normalizeGroups(oneof.groups, scope, at),
  }))
}

function normalizeGroups(groups: readonly Group[], scope: Scope, at: string): Group[] {
  return byTag(groups).map((group) => ({
    ...group,
    fields: normalizeFields(group.fields, scope, at),
  }))
}

function normalizeEnum(declared: Enum, scope: Scope, at: string): Enum {
  const constants = declared.constants.toSorted(
    (a: EnumConstant, b: EnumConstant) => a.tag - b.tag || compareText(a.name, b.name),
  )
  return {
    name: declared.name,
    reserved: normalizeReserved(declared.reserved),
    options: normalizeOptions(declared.options, scope, at),
    constants: constants.map(({ name, tag, options }) => ({
      name,
      tag,
      options: normalizeOptions(options, scope, at),
    })),
  }
}

/**
 * Extends of one message become one, at the place of the first. Where none has a field only the
 * blank line before them stays, here an extend without a name.
 */
function normalizeExtends(extend: readonly Extend[], scope: Scope, at: string): Extend[] {
  const fieldsOf = new Map<string, Field[]>()
  for (const { name, fields } of extend) {
    if (fields.length === 0) continue
    const type = scope.findType(name, at)
    if (!type) throw new SchemaError(`Could not resolve type: ${name}`)
    const fullName = `.${type.fullName}`
    const before = fieldsOf.get(fullName)
    if (!before) fieldsOf.set(fullName, [...fields])
    else for (const field of fields) before.push(field)
  }
  if (fieldsOf.size === 0 && extend.length > 0) return [{ name: '', fields: [] }]
  return Array.from(fieldsOf, ([name, fields]) => ({
    name,
    fields: normalizeFields(fields, scope, at),
  }))
}

function resolveDeclared(type: FieldType, scope: Scope, at: string): FieldType {
  if (typeof type === 'string' && isScalar(type) && !scope.findType(type, at)) {
    throw new SchemaError(`Could not resolve type: ${type}`)
  }
  return resolveType(type, scope, at)
}

function normalizeService(service: Service, scope: Scope, at: string): Service {
  return {
    name: service.name,
    options: normalizeOptions(service.options, scope, at),
    rpcs: service.rpcs.map((rpc) => ({
      ...rpc,
      request: resolveDeclared(rpc.request, scope, at),
      response: resolveDeclared(rpc.response, scope, at),
      options: normalizeOptions(rpc.options, scope, at),
    })),
  }
}
