import { type BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { SchemaError } from '../schema-error.ts'
import type { OptionValue, Scalar } from './model.ts'

type Word = Extract<OptionValue, { readonly text: string }>

/** Whether an option's value is a word: a number, a boolean or a name. */
export function isPlainWord(value: OptionValue): value is Word {
  return value.kind === 'number' || value.kind === 'boolean' || value.kind === 'enum'
}

/** Writes one scalar field with its tag; throws SchemaError for a value of another type. */
export function encodeScalar(
  writer: BinaryWriter,
  { type, tag }: { readonly type: Scalar; readonly tag: number },
  value: OptionValue,
): void {
  if (type === 'string' || type === 'bytes') {
    if (value.kind !== 'string') throw new SchemaError(`Option value must be a quoted string`)
    writer.tag(tag, WireType.LengthDelimited)
    if (type === 'string') writer.string(value.text.toWellFormed())
    else writer.bytes(stringBytes(value.text))
    return
  }
  if (!isPlainWord(value)) throw new SchemaError(`Option value must be a ${type}`)
  encodeWord(writer, { type, tag }, value.text)
}

/** `\xHH` escapes stand for bytes, other characters for their UTF-8. */
function stringBytes(text: string): Uint8Array {
  return Buffer.from(text, /^[\u0000-\u00ff]*$/.test(text) ? 'latin1' : 'utf8')
}

function encodeWord(
  writer: BinaryWriter,
  { type, tag }: { readonly type: Exclude<Scalar, 'string' | 'bytes'>; readonly tag: number },
  text: string,
): void {
  switch (type) {
    case 'bool':
      writer.tag(tag, WireType.Varint).bool(parseBoolean(text))
      return
    case 'double':
      writer.tag(tag, WireType.Bit64).double(parseFloating(text))
      return
    case 'float':
      writer.tag(tag, WireType.Bit32).float(Math.fround(parseFloating(text)))
      return
    default:
      encodeInteger(writer, { type, tag }, text)
  }
}

function parseBoolean(text: string): boolean {
  if (text !== 'true' && text !== 'false') throw new SchemaError('Option value must be a bool')
  return text === 'true'
}

function parseFloating(text: string): number {
  const special = /^(-?)(inf|nan)$/i.exec(text)
  if (special) {
    if (special[2]?.toLowerCase() === 'nan') return Number.NaN
    return special[1] ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  }
  const digits = text.replace(/f$/i, '')
  const value = /^-?[0-9.]/.test(digits) ? Number(digits) : Number.NaN
  if (Number.isNaN(value)) throw new SchemaError(`"${text}" is not a number`)
  return value
}

const integers = {
  int32: { wire: WireType.Varint, bits: 32, signed: true },
  sint32: { wire: WireType.Varint, bits: 32, signed: true },
  sfixed32: { wire: WireType.Bit32, bits: 32, signed: true },
  uint32: { wire: WireType.Varint, bits: 32, signed: false },
  fixed32: { wire: WireType.Bit32, bits: 32, signed: false },
  int64: { wire: WireType.Varint, bits: 64, signed: true },
  sint64: { wire: WireType.Varint, bits: 64, signed: true },
  sfixed64: { wire: WireType.Bit64, bits: 64, signed: true },
  uint64: { wire: WireType.Varint, bits: 64, signed: false },
  fixed64: { wire: WireType.Bit64, bits: 64, signed: false },
} as const

type Integer = keyof typeof integers

function encodeInteger(
  writer: BinaryWriter,
  { type, tag }: { readonly type: Integer; readonly tag: number },
  text: string,
): void {
  const value = integerOf(type, text)
  writer.tag(tag, integers[type].wire)
  if (isLong(type)) writer[type](value)
  else writer[type](Number(value))
}

export function isInteger(type: string): type is Integer {
  return Object.hasOwn(integers, type)
}

/** The number that a text means; throws SchemaError where it is none of the type. */
export function integerOf(type: Integer, text: string): bigint {
  const { bits, signed } = integers[type]
  const value = parseInteger(text)
  const least = signed ? -(2n ** BigInt(bits - 1)) : 0n
  const most = signed ? 2n ** BigInt(bits - 1) : 2n ** BigInt(bits)
  if (value < least || value >= most) throw new SchemaError(`"${text}" is out of range for ${type}`)
  return value
}

function isLong(type: Integer): type is 'int64' | 'sint64' | 'sfixed64' | 'uint64' | 'fixed64' {
  return type.endsWith('64')
}

/** Decimal, hexadecimal or octal, as the language has it. */
export function parseInteger(text: string): bigint {
  const [, sign, digits = ''] = /^(-?)(0x[0-9a-f]+|[0-9]+)$/i.exec(text) ?? []
  const octal = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits
  const isBad = digits === '' || digits.length > 30 || /^0[0-9]*[89]/.test(digits)
  if (isBad) throw new SchemaError(`"${text}" is not an integer`)
  return sign ? -BigInt(octal) : BigInt(octal)
}
