/** A named type as written, or the two sides of a `map<K, V>`. */
export type FieldType = string | MapType

export type MapType = { readonly key: FieldType; readonly value: FieldType }

export type Label = 'required' | 'optional' | 'repeated'

export type Syntax = 'proto2' | 'proto3'

/** An option's value; `text` is the word or the unescaped string as read. */
export type OptionValue =
  | { readonly kind: 'string' | 'number' | 'boolean' | 'enum'; readonly text: string }
  | { readonly kind: 'map'; readonly entries: OptionEntries }
  | { readonly kind: 'list'; readonly items: OptionValue[] }
  | { readonly kind: 'option'; readonly option: Option }

/** Grown while a value is being read, never changed afterwards. */
export type OptionEntries = Map<string, OptionValue>

/** `(name).part = value` is an option whose value is the option `part = value`. */
export type Option = {
  readonly name: string
  readonly parenthesized: boolean
  readonly value: OptionValue
}

export type Field = {
  readonly label: Label | undefined
  readonly type: FieldType
  readonly name: string
  readonly tag: number
  readonly options: readonly Option[]
  readonly defaultValue: string | undefined
  readonly jsonName: string | undefined
}

export type Group = {
  readonly label: Label | undefined
  readonly name: string
  readonly tag: number
  readonly fields: readonly Field[]
}

export type Oneof = {
  readonly name: string
  readonly options: readonly Option[]
  readonly fields: readonly Field[]
  readonly groups: readonly Group[]
}

/** Both ends count; a single number has equal ends and `single` set. */
export type TagRange = { readonly start: number; readonly end: number; readonly single: boolean }

/** One `reserved` statement: numbers, ranges and names in source order. */
export type Reserved = { readonly values: readonly (TagRange | string)[] }

/** One `extensions` statement. */
export type Extensions = {
  readonly ranges: readonly TagRange[]
  readonly options: readonly Option[]
}

export type Extend = { readonly name: string; readonly fields: readonly Field[] }

export type EnumConstant = {
  readonly name: string
  readonly tag: number
  readonly options: readonly Option[]
}

export type Enum = {
  readonly name: string
  readonly reserved: readonly Reserved[]
  readonly options: readonly Option[]
  readonly constants: readonly EnumConstant[]
}

export type Message = {
  readonly name: string
  readonly reserved: readonly Reserved[]
  readonly options: readonly Option[]
  readonly fields: readonly Field[]
  readonly oneofs: readonly Oneof[]
  readonly groups: readonly Group[]
  readonly extensions: readonly Extensions[]
  readonly extends: readonly Extend[]
  readonly messages: readonly Message[]
  readonly enums: readonly Enum[]
}

export type Rpc = {
  readonly name: string
  readonly request: FieldType
  readonly requestStreaming: boolean
  readonly response: FieldType
  readonly responseStreaming: boolean
  readonly options: readonly Option[]
}

export type Service = {
  readonly name: string
  readonly options: readonly Option[]
  readonly rpcs: readonly Rpc[]
}

/** One .proto file without its comments. */
export type ProtoFile = {
  readonly syntax: Syntax | undefined
  readonly package: string | undefined
  readonly imports: readonly string[]
  readonly publicImports: readonly string[]
  readonly options: readonly Option[]
  readonly messages: readonly Message[]
  readonly enums: readonly Enum[]
  readonly extends: readonly Extend[]
  readonly services: readonly Service[]
}

/** Highest field number; `to max` ends here. */
export const maxTag = 536_870_911

const scalars = [
  'double',
  'float',
  'int32',
  'int64',
  'uint32',
  'uint64',
  'sint32',
  'sint64',
  'fixed32',
  'fixed64',
  'sfixed32',
  'sfixed64',
  'bool',
  'string',
  'bytes',
] as const

export type Scalar = (typeof scalars)[number]

const scalarNames: ReadonlySet<string> = new Set(scalars)

export function isScalar(name: string): name is Scalar {
  return scalarNames.has(name)
}

/** `name` within `scope`, where the scope may be empty. */
export function qualify(scope: string, name: string): string {
  return scope === '' ? name : `${scope}.${name}`
}

/** Whether a message is the entry type that descriptors carry for a map field. */
export function isMapEntry(message: Message): boolean {
  return message.options.some(
    ({ name, value }) => name === 'map_entry' && value.kind === 'boolean' && value.text === 'true',
  )
}

/** The map that a synthetic entry message stands for; undefined without its key or value. */
export function entryMap({ fields }: Message): MapType | undefined {
  const key = fields.find(({ name }) => name === 'key')
  const value = fields.find(({ name }) => name === 'value')
  return key && value && { key: key.type, value: value.type }
}

/** Every field of a message that has a place of its own or in a oneof. */
export function allFields(message: Message): readonly Field[] {
  if (message.oneofs.length === 0) return message.fields
  return [...message.fields, ...message.oneofs.flatMap((oneof) => oneof.fields)]
}

const fieldIndexes = new WeakMap<Message, ReadonlyMap<string, Field>>()
const constantIndexes = new WeakMap<Enum, ReadonlyMap<string, EnumConstant>>()

/** A message's fields, those of oneofs included, by name; of equal names the last. */
export function fieldsByName(message: Message): ReadonlyMap<string, Field> {
  let index = fieldIndexes.get(message)
  if (!index) {
    index = new Map(allFields(message).map((field) => [field.name, field]))
    fieldIndexes.set(message, index)
  }
  return index
}

/** An enum's constants by name; of equal names the last. */
export function constantsByName(declared: Enum): ReadonlyMap<string, EnumConstant> {
  let index = constantIndexes.get(declared)
  if (!index) {
    index = new Map(declared.constants.map((constant) => [constant.name, constant]))
    constantIndexes.set(declared, index)
  }
  return index
}
