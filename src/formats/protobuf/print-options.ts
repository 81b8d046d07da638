import type { Option, OptionValue } from './model.ts'

const escapes: ReadonlyMap<string, string> = new Map([
  ['\u0007', '\\a'],
  ['\b', '\\b'],
  ['\f', '\\f'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\v', '\\v'],
  ['\\', '\\\\'],
  ["'", "\\'"],
  ['"', '\\"'],
])
const special = /[\u0007-\r\\'"]/g

/** A string in double quotes with Confluent's escapes; other characters stand as they are. */
export function quote(text: string): string {
  return `"${text.replace(special, (character) => escapes.get(character) ?? character)}"`
}

/** One option as it stands in a list or after `option`; inner lines begin with `indent`. */
export function printOption({ name, parenthesized, value }: Option, indent: string): string {
  return `${parenthesized ? `(${name})` : name}${printAssigned(value, indent)}`
}

function printAssigned(value: OptionValue, indent: string): string {
  if (value.kind === 'option') return `.${printOption(value.option, indent)}`
  if (value.kind === 'list') return ` = ${printBracketed(value.items, indent)}`
  return ` = ${printValue(value, indent)}`
}

/** A list as the whole value of an option: a single item stays on the line. */
function printBracketed(items: readonly OptionValue[], indent: string): string {
  const [first] = items
  if (first && items.length === 1) return `[${printValue(first, indent)}]`
  return printItems(items, indent)
}

function printItems(items: readonly OptionValue[], indent: string): string {
  const inner = `${indent}  `
  const lines = items.map((item) => `${inner}${printValue(item, inner)}`)
  return lines.length === 0 ? `[\n${indent}]` : `[\n${lines.join(',\n')}\n${indent}]`
}

function printValue(value: OptionValue, indent: string): string {
  switch (value.kind) {
    case 'string':
      return quote(value.text)
    case 'list':
      return printItems(value.items, indent)
    case 'map': {
      const inner = `${indent}  `
      const lines = Array.from(
        value.entries,
        ([key, entry]) => `${inner}${key}: ${printValue(entry, inner)}`,
      )
      return lines.length === 0 ? `{\n${indent}}` : `{\n${lines.join(',\n')}\n${indent}}`
    }
    case 'option':
      return printOption(value.option, indent)
    default:
      return value.text
  }
}

/** Options in brackets with a leading space, or nothing where there are none. */
export function printOptionList(options: readonly string[], indent: string): string {
  if (options.length === 0) return ''
  if (options.length === 1) return ` [${options[0]}]`
  return ` [\n${options.map((option) => `${indent}  ${option}`).join(',\n')}\n${indent}]`
}

/** A list of options printed for {@link printOptionList}: several are one level deeper. */
export function printOptions(options: readonly Option[], extra: number, indent: string): string[] {
  const inner = options.length + extra > 1 ? `${indent}  ` : indent
  return options.map((option) => printOption(option, inner))
}
