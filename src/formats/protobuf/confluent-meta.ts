import type { Message } from '@bufbuild/protobuf'
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire'
import { SchemaError } from '../schema-error.ts'
import type { Option, OptionEntries, OptionValue } from './model.ts'

/** Number of the extensions that confluent/meta.proto adds to the options messages. */
const metaNumber = 1088

/** A message whose fields are strings or such messages. */
type Shape = ReadonlyMap<number, Part>
type Part = { readonly name: string; readonly repeated: boolean; readonly message?: Shape }

function strings(...names: string[]): Shape {
  return new Map(names.map((name, index) => [index + 1, { name, repeated: false }]))
}

const metaShape: Shape = new Map<number, Part>([
  [1, { name: 'doc', repeated: false }],
  [2, { name: 'params', repeated: true, message: strings('key', 'value') }],
  [3, { name: 'tags', repeated: true }],
  [4, { name: 'rules', repeated: true, message: strings('name', 'doc', 'expr', 'sql') }],
])

/**
 * The `confluent.*_meta` option of an options message, the only custom option that Confluent reads
 * from a descriptor. Several occurrences are merged, as the wire format has it. Throws SchemaError
 * for malformed bytes.
 */
export function metaOptions(name: string, options: Message | undefined): Option[] {
  const parts = (options?.$unknown ?? []).filter(
    ({ no, wireType }) => no === metaNumber && wireType === WireType.LengthDelimited,
  )
  if (parts.length === 0) return []
  const values = new Map<number, OptionValue>()
  try {
    for (const { data } of parts) readMessage(new BinaryReader(data).bytes(), metaShape, values)
  } catch (error) {
    // The reader throws plain errors for bytes that are no message.
    throw new SchemaError(`Option (${name}) is malformed`, { cause: error })
  }
  return [{ name, parenthesized: true, value: asMessage(values, metaShape) }]
}

function readMessage(bytes: Uint8Array, shape: Shape, values: Map<number, OptionValue>): void {
  const reader = new BinaryReader(bytes)
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag()
    const field = shape.get(number)
    if (!field || wireType !== WireType.LengthDelimited) {
      reader.skip(wireType, number)
      continue
    }
    const value = field.message
      ? readInner(reader.bytes(), field.message)
      : ({ kind: 'string', text: reader.string() } as const)
    const before = values.get(number)
    if (!field.repeated) values.set(number, value)
    else if (before?.kind === 'list') before.items.push(value)
    else values.set(number, { kind: 'list', items: [value] })
  }
}

function readInner(bytes: Uint8Array, shape: Shape): OptionValue {
  const values = new Map<number, OptionValue>()
  readMessage(bytes, shape, values)
  return asMessage(values, shape)
}

function asMessage(values: ReadonlyMap<number, OptionValue>, shape: Shape): OptionValue {
  const entries: OptionEntries = new Map()
  for (const [number, { name }] of shape) {
    const value = values.get(number)
    if (value) entries.set(name, value)
  }
  return { kind: 'map', entries }
}
