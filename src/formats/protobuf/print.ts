import type {
  Enum,
  Extend,
  Extensions,
  Field,
  FieldType,
  Group,
  Message,
  Oneof,
  Option,
  ProtoFile,
  Reserved,
  Rpc,
  Service,
  TagRange,
} from './model.ts'
import { maxTag } from './model.ts'
import { printOption, printOptionList, printOptions, quote } from './print-options.ts'

/**
 * The text that Confluent stores for a file (ProtobufSchemaUtils): no comments, sections in a
 * fixed order, every level two spaces deeper, blank lines of nested blocks included.
 */
export function printFile(file: ProtoFile): string {
  const out: string[] = []
  if (file.syntax) out.push(`syntax = "${file.syntax}";\n`)
  if (file.package !== undefined) out.push(`package ${file.package};\n`)
  const imports = [
    ...file.imports.map((path) => `import "${path}";\n`),
    ...file.publicImports.map((path) => `import public "${path}";\n`),
  ]
  if (imports.length > 0) out.push('\n', ...imports)
  section(out, '', file.options, (option) => printStatement(out, option, ''))
  if (file.messages.length + file.enums.length > 0) out.push('\n')
  for (const message of file.messages) printMessage(out, message, '')
  for (const declared of file.enums) printEnum(out, declared, '')
  section(out, '', file.extends, (extend) => printExtend(out, extend, ''))
  section(out, '', file.services, (service) => printService(out, service, ''))
  return out.join('')
}

/** The type as it stands before a field's name. */
export function printType(type: FieldType): string {
  if (typeof type === 'string') return type
  return `map<${printType(type.key)}, ${printType(type.value)}>`
}

function section<T>(
  out: string[],
  indent: string,
  items: readonly T[],
  print: (item: T) => void,
): void {
  if (items.length === 0) return
  out.push(indent, '\n')
  for (const item of items) print(item)
}

/** The first section of a block needs no blank line: it ends the line of the brace. */
function body(
  out: string[],
  indent: string,
): <T>(items: readonly T[], print: (item: T) => void) => void {
  let first = true
  return (items, print) => {
    if (items.length === 0) return
    out.push(first ? '\n' : `${indent}\n`)
    first = false
    for (const item of items) print(item)
  }
}

function printStatement(out: string[], option: Option, indent: string): void {
  out.push(indent, 'option ', printOption(option, indent), ';\n')
}

function printMessage(out: string[], message: Message, indent: string): void {
  const inner = `${indent}  `
  out.push(indent, 'message ', message.name, ' {')
  const part = body(out, indent)
  part(message.reserved, (reserved) => printReserved(out, reserved, inner))
  part(message.options, (option) => printStatement(out, option, inner))
  part(message.fields, (field) => printField(out, field, inner))
  part(message.oneofs, (oneof) => printOneof(out, oneof, inner))
  part(message.groups, (group) => printGroup(out, group, inner))
  part(message.extensions, (extensions) => printExtensions(out, extensions, inner))
  part(message.extends, (extend) => printExtend(out, extend, inner))
  part([...message.messages, ...message.enums], (type) => {
    if ('constants' in type) printEnum(out, type, inner)
    else printMessage(out, type, inner)
  })
  out.push(out.at(-1) === ' {' ? '}\n' : `${indent}}\n`)
}

function printEnum(
  out: string[],
  { name, reserved, options, constants }: Enum,
  indent: string,
): void {
  const inner = `${indent}  `
  if (reserved.length + options.length + constants.length === 0) {
    out.push(indent, 'enum ', name, ' {}\n')
    return
  }
  out.push(indent, 'enum ', name, ' {\n')
  for (const statement of reserved) printReserved(out, statement, inner)
  for (const option of options) printStatement(out, option, inner)
  for (const constant of constants) {
    const list = printOptionList(printOptions(constant.options, 0, inner), inner)
    out.push(inner, constant.name, ' = ', `${constant.tag}`, list, ';\n')
  }
  out.push(indent, '}\n')
}

function printField(out: string[], field: Field, indent: string): void {
  const extra = Number(field.defaultValue !== undefined) + Number(field.jsonName !== undefined)
  const options = printOptions(field.options, extra, indent)
  if (field.defaultValue !== undefined) {
    const quoted = field.type === 'string' ? quote(field.defaultValue) : field.defaultValue
    options.push(`default = ${quoted}`)
  }
  if (field.jsonName !== undefined) options.push(`json_name = ${quote(field.jsonName)}`)
  const label = field.label ? `${field.label} ` : ''
  const list = printOptionList(options, indent)
  out.push(indent, label, printType(field.type), ' ', field.name, ` = ${field.tag}`, list, ';\n')
}

function printOneof(out: string[], oneof: Oneof, indent: string): void {
  if (oneof.name === '') return
  const inner = `${indent}  `
  out.push(indent, 'oneof ', oneof.name, ' {')
  const part = body(out, indent)
  part(oneof.options, (option) => printStatement(out, option, inner))
  part(oneof.fields, (field) => printField(out, field, inner))
  part(oneof.groups, (group) => printGroup(out, group, inner))
  out.push(out.at(-1) === ' {' ? '}\n' : `${indent}}\n`)
}

function printGroup(out: string[], { label, name, tag, fields }: Group, indent: string): void {
  out.push(indent, label ? `${label} ` : '', 'group ', name, ` = ${tag}`, ' {')
  body(out, indent)(fields, (field) => printField(out, field, `${indent}  `))
  out.push(out.at(-1) === ' {' ? '}\n' : `${indent}}\n`)
}

function printReserved(out: string[], { values }: Reserved, indent: string): void {
  const texts = values.map((value) =>
    typeof value === 'string' ? `"${value}"` : printRange(value),
  )
  out.push(indent, 'reserved ', texts.join(', '), ';\n')
}

function printRange({ start, end, single }: TagRange): string {
  if (single) return `${start}`
  return `${start} to ${end >= maxTag ? 'max' : end}`
}

function printExtensions(out: string[], { ranges, options }: Extensions, indent: string): void {
  const list = printOptionList(printOptions(options, 0, indent), indent)
  out.push(indent, 'extensions ', ranges.map(printRange).join(', '), list, ';\n')
}

function printExtend(out: string[], { name, fields }: Extend, indent: string): void {
  if (name === '') return
  out.push(indent, 'extend ', name, ' {')
  body(out, indent)(fields, (field) => printField(out, field, `${indent}  `))
  out.push(out.at(-1) === ' {' ? '}\n' : `${indent}}\n`)
}

function printService(out: string[], { name, options, rpcs }: Service, indent: string): void {
  out.push(indent, 'service ', name, ' {')
  const part = body(out, indent)
  part(options, (option) => printStatement(out, option, `${indent}  `))
  part(rpcs, (rpc) => printRpc(out, rpc, `${indent}  `))
  out.push(out.at(-1) === ' {' ? '}\n' : `${indent}}\n`)
}

function printRpc(out: string[], rpc: Rpc, indent: string): void {
  const request = `${rpc.requestStreaming ? 'stream ' : ''}${printType(rpc.request)}`
  const response = `${rpc.responseStreaming ? 'stream ' : ''}${printType(rpc.response)}`
  out.push(indent, 'rpc ', rpc.name, ` (${request}) returns (${response})`)
  if (rpc.options.length === 0) {
    out.push(';\n')
    return
  }
  out.push(' {\n')
  for (const option of rpc.options) printStatement(out, option, `${indent}  `)
  out.push(indent, '};\n')
}
