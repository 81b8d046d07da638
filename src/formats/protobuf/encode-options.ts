import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { SchemaError } from '../schema-error.ts'
import { encodeScalar, isPlainWord } from './encode-scalar.ts'
import {
  constantsByName,
  type Field,
  type FieldType,
  fieldsByName,
  isScalar,
  type MapType,
  type Message,
  type Option,
  type OptionValue,
} from './model.ts'
import type { EnumType, Scope } from './scope.ts'

/** A field with the name scope its type is looked up in. */
type Place = { readonly field: Field; readonly scope: string }

/**
 * The binary form of options, as a message of the type `target` such as
 * `google.protobuf.FieldOptions`. Options that have no place or value in it are handed to `skip`.
 */
export function encodeOptions(
  options: readonly Option[],
  target: string,
  lookup: { readonly scope: Scope; readonly at: string },
  skip: (option: Option, problem: SchemaError) => void,
): Uint8Array {
  const writer = new BinaryWriter()
  for (const option of options) {
    try {
      writer.raw(encodeOption(option, target, lookup))
    } catch (error) {
      if (!(error instanceof SchemaError)) throw error
      skip(option, error)
    }
  }
  return writer.finish()
}

function encodeOption(
  option: Option,
  target: string,
  { scope, at }: { readonly scope: Scope; readonly at: string },
): Uint8Array {
  const place = option.parenthesized
    ? extensionOf(option.name, target, { scope, at })
    : standardField(option.name, target, scope)
  const writer = new BinaryWriter()
  encodeField(writer, place, asMessage(option.value), scope)
  return writer.finish()
}

function standardField(name: string, target: string, scope: Scope): Place {
  const type = scope.type(target)
  const field = type?.kind === 'message' ? fieldsByName(type.message).get(name) : undefined
  if (!type || !field) throw new SchemaError(`Option "${name}" unknown`)
  return { field, scope: type.fullName }
}

function extensionOf(
  name: string,
  target: string,
  { scope, at }: { readonly scope: Scope; readonly at: string },
): Place {
  const extension = scope.findExtension(name, at)
  const extendee = extension && scope.findType(extension.extendee, extension.scope)
  if (!extension || extendee?.fullName !== target)
    throw new SchemaError(`Option "(${name})" unknown`)
  return { field: extension.field, scope: extension.scope }
}

/** `(x).a.b = 1` is a message value; a part in parentheses names an extension. */
function asMessage(value: OptionValue): OptionValue {
  if (value.kind !== 'option') return value
  const { name, parenthesized, value: inner } = value.option
  const key = parenthesized ? `[${name}]` : name
  return { kind: 'map', entries: new Map([[key, asMessage(inner)]]) }
}

function encodeField(writer: BinaryWriter, place: Place, value: OptionValue, scope: Scope): void {
  const { field } = place
  const repeats = field.label === 'repeated' || typeof field.type !== 'string'
  if (value.kind === 'list' && !repeats) {
    throw new SchemaError(`Option field "${field.name}" is not repeated`)
  }
  for (const item of value.kind === 'list' ? value.items : [value]) {
    encodeItem(writer, place, item, scope)
  }
}

function encodeItem(
  writer: BinaryWriter,
  { field, scope: at }: Place,
  value: OptionValue,
  scope: Scope,
): void {
  const { type, tag } = field
  if (typeof type !== 'string') {
    encodeMessage(writer.tag(tag, WireType.LengthDelimited), entryFields(type), value, {
      scope,
      at,
    })
    return
  }
  if (isScalar(type)) {
    encodeScalar(writer, { type, tag }, value)
    return
  }
  const found = scope.findType(type, at)
  if (!found) throw new SchemaError(`Could not resolve type: ${type}`)
  if (found.kind === 'enum') {
    writer.tag(tag, WireType.Varint).int32(constantOf(found, value))
    return
  }
  const fields = fieldsOf(found.message, scope, found.fullName)
  writer.tag(tag, WireType.LengthDelimited)
  encodeMessage(writer, fields, value, { scope, at: found.fullName })
}

type FieldLookup = (key: string) => Place | undefined

/** An extension is written `[name]`, within a message value. */
function fieldsOf(message: Message, scope: Scope, fullName: string): FieldLookup {
  return (key) => {
    if (key.startsWith('[')) return extensionOf(key.slice(1, -1), fullName, { scope, at: fullName })
    const field = fieldsByName(message).get(key)
    return field && { field, scope: fullName }
  }
}

function entryFields({ key, value }: MapType): FieldLookup {
  const place = (name: string, tag: number, type: FieldType): Place => ({
    field: {
      label: undefined,
      type,
      name,
      tag,
      options: [],
      defaultValue: undefined,
      jsonName: undefined,
    },
    scope: '',
  })
  const fields = new Map([
    ['key', place('key', 1, key)],
    ['value', place('value', 2, value)],
  ])
  return (name) => fields.get(name)
}

function encodeMessage(
  writer: BinaryWriter,
  find: FieldLookup,
  value: OptionValue,
  { scope, at }: { readonly scope: Scope; readonly at: string },
): void {
  if (value.kind !== 'map') throw new SchemaError('Option field needs a message value')
  const fields = Array.from(value.entries, ([key, entry]) => {
    const place = find(key)
    if (!place) throw new SchemaError(`Option field "${key}" is not a field or extension`)
    return { place: place.scope === '' ? { ...place, scope: at } : place, entry }
  })
  writer.fork()
  for (const { place, entry } of fields.sort((a, b) => a.place.field.tag - b.place.field.tag)) {
    encodeField(writer, place, entry, scope)
  }
  writer.join()
}

function constantOf({ declaration }: EnumType, value: OptionValue): number {
  if (!isPlainWord(value)) throw new SchemaError('Option field needs the name of a constant')
  const constant = constantsByName(declaration).get(value.text)
  if (!constant) {
    throw new SchemaError(`Enum type "${declaration.name}" has no value named "${value.text}"`)
  }
  return constant.tag
}
