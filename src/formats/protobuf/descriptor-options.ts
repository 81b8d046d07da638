import { type DescField, type DescMessage, type Message, ScalarType } from '@bufbuild/protobuf'
import { type ReflectMessage, reflect } from '@bufbuild/protobuf/reflect'
import type { Option, OptionEntries, OptionValue } from './model.ts'

/**
 * The order in which Confluent prints the options of a descriptor; names are unique over all kinds
 * of options but for `deprecated`, which always comes late.
 */
const order = [
  'java_package',
  'java_outer_classname',
  'java_multiple_files',
  'java_generate_equals_and_hash',
  'java_string_check_utf8',
  'optimize_for',
  'go_package',
  'cc_generic_services',
  'java_generic_services',
  'py_generic_services',
  'message_set_wire_format',
  'no_standard_descriptor_accessor',
  'allow_alias',
  'ctype',
  'packed',
  'jstype',
  'lazy',
  'unverified_lazy',
  'deprecated',
  'weak',
  'debug_redact',
  'map_entry',
  'cc_enable_arenas',
  'objc_class_prefix',
  'csharp_namespace',
  'swift_prefix',
  'php_class_prefix',
  'php_namespace',
  'php_metadata_namespace',
  'ruby_package',
  'retention',
  'targets',
  'edition_defaults',
  'feature_support',
  'idempotency_level',
  'declaration',
  'verification',
]

/** The standard options that are set in an options message; a repeated one comes several times. */
export function standardOptions(type: DescMessage, message: Message | undefined): Option[] {
  if (!message) return []
  const reflected = reflect(type, message)
  const options: Option[] = []
  for (const name of order) {
    const field = type.fields.find((candidate) => candidate.name === name)
    if (!field || !reflected.isSet(field)) continue
    for (const value of fieldValues(reflected, field)) {
      options.push({ name, parenthesized: false, value })
    }
  }
  return options
}

function fieldValues(message: ReflectMessage, field: DescField): OptionValue[] {
  if (field.fieldKind === 'list') {
    return Array.from(message.get(field), (item) => itemValue(field, item))
  }
  return [itemValue(field, message.get(field))]
}

function itemValue(field: DescField, value: unknown): OptionValue {
  if (field.message) return messageValue(value)
  if (field.enum) {
    const name = typeof value === 'number' ? field.enum.value[value]?.name : undefined
    return { kind: 'enum', text: name ?? String(value) }
  }
  if (field.scalar === ScalarType.BOOL) return { kind: 'boolean', text: String(value) }
  if (field.scalar === ScalarType.STRING) return { kind: 'string', text: String(value) }
  return { kind: 'number', text: String(value) }
}

function messageValue(value: unknown): OptionValue {
  // Reflection gives a ReflectMessage for a field of a message type.
  const message = value as ReflectMessage
  const entries: OptionEntries = new Map()
  // Declaration order, which for one message is not that of the numbers.
  for (const field of message.desc.fields) {
    if (!message.isSet(field)) continue
    const items = fieldValues(message, field)
    const [first] = items
    if (field.fieldKind === 'list' || !first) entries.set(field.name, { kind: 'list', items })
    else entries.set(field.name, first)
  }
  return { kind: 'map', entries }
}
