import {
  type Field,
  fieldsByName,
  isScalar,
  type Option,
  type OptionEntries,
  type OptionValue,
} from './model.ts'
import { formatNumber } from './numbers.ts'
import type { Extension, Scope } from './scope.ts'

/**
 * Options in Confluent's normal form: custom names in full, parts of a custom option gathered in
 * one message value, sorted by name, numbers re-formatted. `at` is the enclosing name scope.
 */
export function normalizeOptions(options: readonly Option[], scope: Scope, at: string): Option[] {
  if (options.length === 0) return []
  const resolved = options.map((option) => resolveOption(option, scope, at))
  resolved.sort((a, b) => compareText(a.option.name, b.option.name))
  const merged: Option[] = []
  let last: Resolved | undefined
  for (const next of resolved) {
    if (!last || !isSameSingle(last, next)) {
      last = next
      merged.push(next.option)
      continue
    }
    const before = last.copied ? last : copyOf(last)
    const value = mergeInto(before.option.value, next.option.value, typeOf(next, scope))
    last = { ...before, option: { ...before.option, value } }
    merged[merged.length - 1] = last.option
  }
  return merged.map(({ value, ...rest }) => ({ ...rest, value: finishWhole(value, scope, at) }))
}

type Resolved = {
  readonly option: Option
  readonly extension: Extension | undefined
  /** Whether the value is a copy, to which others may be added. */
  readonly copied: boolean
}

function copyOf({ option, extension }: Resolved): Resolved {
  return { option: { ...option, value: copyValue(option.value) }, extension, copied: true }
}

/** UTF-16 order, as Java sorts. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** A name without parentheses is taken as it is, though it may be the full name of an extension. */
function resolveOption(option: Option, scope: Scope, at: string): Resolved {
  if (!option.parenthesized) {
    return { option, extension: scope.extension(option.name), copied: false }
  }
  const extension = scope.findExtension(option.name, at)
  if (!extension) return { option, extension, copied: false }
  const value = asMap(option.value)
  return { option: { ...option, name: extension.fullName, value }, extension, copied: false }
}

/** `(x).a.b = 1` says the same as `(x) = { a: { b: 1 } }`; names of parts are not looked up. */
function asMap(value: OptionValue): OptionValue {
  if (value.kind !== 'option') return value
  return { kind: 'map', entries: new Map([[value.option.name, asMap(value.option.value)]]) }
}

function isSameSingle(a: Resolved, b: Resolved): boolean {
  if (!a.extension || a.extension !== b.extension) return false
  return a.extension.field.label !== 'repeated'
}

/** What is known of a value's type: the fields of its message, where it is one. */
type ValueType = { readonly fieldOf: (name: string) => FieldInfo | undefined }
type FieldInfo = { readonly repeated: boolean; readonly type: ValueType | undefined }

function typeOf({ extension }: Resolved, scope: Scope): ValueType | undefined {
  return extension && fieldInfo(extension.field, extension.scope, scope).type
}

function fieldInfo(field: Field, at: string, scope: Scope): FieldInfo {
  const { type, label } = field
  if (typeof type !== 'string') return { repeated: true, type: undefined }
  const found = isScalar(type) ? undefined : scope.findType(type, at)
  if (found?.kind !== 'message') return { repeated: label === 'repeated', type: undefined }
  const { message, fullName } = found
  const fieldOf = (name: string) => {
    const inner = fieldsByName(message).get(name)
    return inner && fieldInfo(inner, fullName, scope)
  }
  return { repeated: label === 'repeated', type: { fieldOf } }
}

/**
 * Adds a later value of one single option to a copy of the earlier one: messages are merged key by
 * key, values of repeated and unknown fields are gathered in a list, of others the last stays.
 */
function mergeInto(target: OptionValue, value: OptionValue, type?: ValueType): OptionValue {
  if (target.kind !== 'map' || value.kind !== 'map') return copyValue(value)
  for (const [key, next] of value.entries) {
    const before = target.entries.get(key)
    target.entries.set(key, before ? mergeEntry(before, next, type?.fieldOf(key)) : copyValue(next))
  }
  return target
}

function mergeEntry(target: OptionValue, value: OptionValue, field?: FieldInfo): OptionValue {
  const isSingle = field ? !field.repeated : target.kind === 'map' && value.kind === 'map'
  if (isSingle) return mergeInto(target, value, field?.type)
  const list: OptionValue = target.kind === 'list' ? target : { kind: 'list', items: [target] }
  for (const item of value.kind === 'list' ? value.items : [value]) list.items.push(copyValue(item))
  return list
}

function copyValue(value: OptionValue): OptionValue {
  if (value.kind === 'list') return { kind: 'list', items: value.items.map(copyValue) }
  if (value.kind !== 'map') return value
  const entries = Array.from(value.entries, ([key, entry]) => [key, copyValue(entry)] as const)
  return { kind: 'map', entries: new Map(entries) }
}

/** Unlike a list inside a message value, one that is all of an option stays a list. */
function finishWhole(value: OptionValue, scope: Scope, at: string): OptionValue {
  if (value.kind !== 'list') return finishValue(value, scope, at)
  return { kind: 'list', items: value.items.map((item) => finishValue(item, scope, at)) }
}

function finishValue(value: OptionValue, scope: Scope, at: string): OptionValue {
  switch (value.kind) {
    case 'number':
      return { kind: 'number', text: formatNumber(value.text) }
    case 'list': {
      const items = value.items.map((item) => finishValue(item, scope, at))
      const [first] = items
      return first && items.length === 1 ? first : { kind: 'list', items }
    }
    case 'map':
      return { kind: 'map', entries: finishEntries(value.entries, scope, at) }
    case 'option':
      return { kind: 'option', option: finishPart(value.option, scope, at) }
    default:
      return value
  }
}

function finishPart(option: Option, scope: Scope, at: string): Option {
  return { ...option, value: finishWhole(option.value, scope, at) }
}

function finishEntries(entries: OptionEntries, scope: Scope, at: string): OptionEntries {
  const finished: [string, OptionValue][] = []
  for (const [key, value] of entries) {
    if (value.kind === 'list' && value.items.length === 0) continue
    finished.push([resolveKey(key, scope, at), finishValue(value, scope, at)])
  }
  return new Map(finished.sort(([a], [b]) => compareText(a, b)))
}

function resolveKey(key: string, scope: Scope, at: string): string {
  if (!key.startsWith('[')) return key
  const extension = scope.findExtension(key.slice(1, -1), at)
  return extension ? `[${extension.fullName}]` : key
}
