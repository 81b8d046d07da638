import type { Option, OptionEntries, OptionValue } from './model.ts'
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
  let before: Resolved | undefined
  for (const next of resolved) {
    if (before && isSameSingle(before, next)) {
      const value = mergeValues(before.option.value, next.option.value)
      before = { ...before, option: { ...before.option, value } }
      merged[merged.length - 1] = before.option
    } else {
      before = next
      merged.push(next.option)
    }
  }
  return merged.map(({ value, ...rest }) => ({ ...rest, value: finishValue(value, scope, at) }))
}

type Resolved = { readonly option: Option; readonly extension: Extension | undefined }

/** UTF-16 order, as Java sorts. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

function resolveOption(option: Option, scope: Scope, at: string): Resolved {
  const extension = option.parenthesized ? scope.findExtension(option.name, at) : undefined
  if (!extension) return { option, extension }
  const value = asMap(option.value)
  return { option: { name: extension.fullName, parenthesized: true, value }, extension }
}

/** `(x).a.b = 1` says the same as `(x) = { a: { b: 1 } }`. */
function asMap(value: OptionValue): OptionValue {
  if (value.kind !== 'option') return value
  const { name, parenthesized, value: inner } = value.option
  const key = parenthesized ? `[${name}]` : name
  return { kind: 'map', entries: new Map([[key, asMap(inner)]]) }
}

function isSameSingle(a: Resolved, b: Resolved): boolean {
  if (!a.extension || a.extension !== b.extension) return false
  return a.extension.field.label !== 'repeated'
}

/** Messages are merged key by key; of other values a list is made. */
function mergeValues(a: OptionValue, b: OptionValue): OptionValue {
  if (a.kind === 'map' && b.kind === 'map') {
    const entries: OptionEntries = new Map(a.entries)
    for (const [key, value] of b.entries) {
      const before = entries.get(key)
      entries.set(key, before ? mergeValues(before, value) : value)
    }
    return { kind: 'map', entries }
  }
  return { kind: 'list', items: [...itemsOf(a), ...itemsOf(b)] }
}

function itemsOf(value: OptionValue): readonly OptionValue[] {
  return value.kind === 'list' ? value.items : [value]
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
  return { ...option, value: finishValue(option.value, scope, at) }
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
