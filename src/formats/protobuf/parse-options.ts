import type { Option, OptionEntries, OptionValue } from './model.ts'
import type { ProtoReader } from './reader.ts'

/** Options in brackets, where there are any. */
export function parseOptionList(reader: ProtoReader): Option[] {
  const options: Option[] = []
  if (!reader.take('[')) return options
  for (;;) {
    options.push(parseOption(reader, '='))
    if (reader.take(']')) return options
    if (!reader.take(',')) reader.fail("Expected ',' or ']")
  }
}

/** One `name = value`, or `name: value` inside a message value. */
export function parseOption(reader: ProtoReader, separator: '=' | ':'): Option {
  const opening = reader.peek()
  const word = reader.name()
  const name = opening === '[' ? `[${word}]` : word
  const parts: { name: string; parenthesized: boolean }[] = []
  while (reader.peek() === '.') {
    reader.character()
    for (const part of parseParts(reader)) parts.push(part)
  }
  // A message value may follow its name without a colon.
  if (separator === '=' || reader.peek() !== '{') {
    if (reader.character() !== separator) reader.fail(`expected '${separator}' in option`)
  }
  let value = reader.nested(() => parseValue(reader), parts.length)
  for (const part of parts.toReversed()) value = { kind: 'option', option: { ...part, value } }
  return { name, parenthesized: opening === '(', value }
}

function parseParts(reader: ProtoReader): { name: string; parenthesized: boolean }[] {
  const opening = reader.peek()
  const word = reader.name()
  if (opening === '(') return [{ name: word, parenthesized: true }]
  const names = (opening === '[' ? `[${word}]` : word).split('.')
  return names.map((name) => ({ name, parenthesized: false }))
}

function parseValue(reader: ProtoReader): OptionValue {
  const character = reader.peek()
  if (character === '{') return reader.nested(() => parseMap(reader))
  if (character === '[') return reader.nested(() => parseList(reader))
  if (character === '"' || character === "'") return { kind: 'string', text: reader.quoted() }
  const text = reader.word()
  if (/^[0-9-]/.test(text)) return { kind: 'number', text }
  return { kind: text === 'true' || text === 'false' ? 'boolean' : 'enum', text }
}

function parseMap(reader: ProtoReader): OptionValue {
  const entries: OptionEntries = new Map()
  reader.require('{')
  while (!reader.take('}')) {
    const { name, value } = parseOption(reader, ':')
    if (value.kind === 'option') addNested(entries, name, value.option)
    else addEntry(entries, name, value)
    if (!reader.take(',')) reader.take(';')
  }
  return { kind: 'map', entries }
}

/**
 * `[a].b: 1` adds a key to the message at `[a]`. Wire keeps only the text of its value, which is
 * then printed as a string, and takes no further part: `[a].b.c: 1` cannot be said again.
 */
function addNested(entries: OptionEntries, name: string, { name: key, value }: Option): void {
  const before = entries.get(name)
  const nested: OptionEntries = before?.kind === 'map' ? before.entries : new Map()
  if (before?.kind !== 'map') entries.set(name, { kind: 'map', entries: nested })
  nested.set(key, 'text' in value ? { kind: 'string', text: value.text } : value)
}

/** A key that comes again makes a list; a list that comes again is appended. */
function addEntry(entries: OptionEntries, name: string, value: OptionValue): void {
  const before = entries.get(name)
  if (before === undefined) {
    entries.set(name, value)
    return
  }
  const items = before.kind === 'list' ? before.items : [before]
  if (value.kind === 'list') for (const item of value.items) items.push(item)
  else items.push(value)
  if (before.kind !== 'list') entries.set(name, { kind: 'list', items })
}

function parseList(reader: ProtoReader): OptionValue {
  const items: OptionValue[] = []
  reader.require('[')
  while (!reader.take(']')) {
    items.push(parseValue(reader))
    if (reader.take(',')) continue
    if (reader.peek() !== ']') reader.fail("expected ',' or ']'")
  }
  return { kind: 'list', items }
}
