import { SchemaError } from '../schema-error.ts'
import {
  type Extensions,
  type Field,
  type FieldType,
  type Group,
  type Label,
  maxTag,
  type Oneof,
  type Option,
  type OptionValue,
  type Reserved,
  type Syntax,
  type TagRange,
} from './model.ts'
import { parseOption, parseOptionList } from './parse-options.ts'
import type { ProtoReader } from './reader.ts'

/** What the declarations of one file share. */
export type Source = { readonly reader: ProtoReader; syntax: Syntax | undefined }

/** The rest of an `option` statement after its keyword. */
export function parseStatementOption({ reader }: Source): Option {
  const option = parseOption(reader, '=')
  reader.require(';')
  return option
}

/** A field or group whose first word was read at `location`. */
export function parseMember(source: Source, word: string, location: string): Field | Group {
  const { reader } = source
  const label = asLabel(word)
  if (label === 'required' && source.syntax === 'proto3') {
    reader.fail("'required' label forbidden in proto3 field declarations", location)
  }
  if (
    label === undefined &&
    source.syntax !== 'proto3' &&
    !(word === 'map' && reader.peek() === '<')
  ) {
    reader.fail(`unexpected label: ${word}`, location)
  }
  const type = label ? reader.dataType() : reader.dataType(word)
  if (label && typeof type !== 'string') reader.fail("'map' type cannot have label", location)
  return type === 'group' ? parseGroup(source, label) : parseField(source, label, type)
}

function asLabel(word: string): Label | undefined {
  return word === 'required' || word === 'optional' || word === 'repeated' ? word : undefined
}

function parseField({ reader }: Source, label: Label | undefined, type: FieldType): Field {
  const name = reader.name('identifier')
  reader.require('=')
  const tag = reader.integer()
  const all = parseOptionList(reader)
  reader.require(';')
  reader.trailingComment()
  if (all.length === 0) {
    return { label, type, name, tag, options: all, defaultValue: undefined, jsonName: undefined }
  }
  return {
    label,
    type,
    name,
    tag,
    options: all.filter((option) => option.name !== 'default' && option.name !== 'json_name'),
    defaultValue: lastText(all, 'default'),
    jsonName: lastText(all, 'json_name'),
  }
}

function lastText(options: readonly Option[], name: string): string | undefined {
  const option = options.findLast((candidate) => candidate.name === name)
  return option && valueText(option.value)
}

function valueText(value: OptionValue): string {
  if (value.kind === 'map') {
    const entries = Array.from(value.entries, ([key, entry]) => `${key}=${valueText(entry)}`)
    return `{${entries.join(', ')}}`
  }
  if (value.kind === 'list') return `[${value.items.map(valueText).join(', ')}]`
  return value.kind === 'option' ? valueText(value.option.value) : value.text
}

function parseGroup(source: Source, label: Label | undefined): Group {
  const { reader } = source
  const name = reader.word()
  reader.require('=')
  const tag = reader.integer()
  const fields: Field[] = []
  reader.nested(() => {
    reader.require('{')
    while (!reader.take('}')) {
      const location = reader.location()
      const member = parseMember(source, reader.word(), location)
      if ('fields' in member) reader.fail('expected field declaration, was a group')
      else fields.push(member)
    }
  })
  return { label, name, tag, fields }
}

/** The rest of a oneof after its keyword. */
export function parseOneof(source: Source): Oneof {
  const { reader } = source
  const name = reader.name()
  const oneof = { name, options: [] as Option[], fields: [] as Field[], groups: [] as Group[] }
  reader.require('{')
  while (!reader.take('}')) {
    const type = reader.dataType()
    if (type === 'group') oneof.groups.push(parseGroup(source, undefined))
    else if (type === 'option') oneof.options.push(parseStatementOption(source))
    else oneof.fields.push(parseField(source, undefined, type))
  }
  return oneof
}

/** The rest of a `reserved` statement after its keyword. */
export function parseReserved({ reader }: Source, location: string): Reserved {
  const values: (TagRange | string)[] = []
  do {
    const character = reader.peek()
    if (character === '"' || character === "'") values.push(reader.quoted())
    else values.push(parseRange(reader, location, reservedEnds))
  } while (nextOf(reader))
  reader.trailingComment()
  return { values }
}

/** The rest of an `extensions` statement after its keyword. */
export function parseExtensions({ reader }: Source, location: string): Extensions {
  const ranges: TagRange[] = []
  do {
    ranges.push(parseRange(reader, location, extensionsEnds))
    if (reader.peek() !== '[') continue
    const options = parseOptionList(reader)
    reader.require(';')
    return { ranges, options }
  } while (nextOf(reader))
  return { ranges, options: [] }
}

function nextOf(reader: ProtoReader): boolean {
  const character = reader.character()
  if (character !== ',' && character !== ';') reader.fail("expected ',' or ';'")
  return character === ','
}

/** What may stand after a single number, and how Wire says so. */
type RangeEnds = { readonly after: string; readonly expected: string }
const reservedEnds: RangeEnds = { after: ',;', expected: "expected ',', ';', or 'to'" }
const extensionsEnds: RangeEnds = { after: ',;[', expected: "expected ',', ';', '[' or 'to'" }

function parseRange(reader: ProtoReader, location: string, ends: RangeEnds): TagRange {
  const start = reader.integer()
  if (ends.after.includes(reader.peek())) return { start, end: start, single: true }
  if (reader.word() !== 'to') reader.fail(ends.expected, location)
  const word = reader.word()
  return { start, end: word === 'max' ? maxTag : rangeEnd(word), single: false }
}

/** Unlike the start of a range, its end must be decimal. */
function rangeEnd(word: string): number {
  const value = /^-?[0-9]+$/.test(word) ? Number(word) : Number.NaN
  if (value >= -(2 ** 31) && value < 2 ** 31) return value === 0 ? 0 : value
  throw new SchemaError(`For input string: "${word}"`)
}
