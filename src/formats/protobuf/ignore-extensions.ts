import type { Enum, Field, Message, Oneof, Option, ProtoFile, Service } from './model.ts'

/**
 * The file without what extends others (Confluent's `format=ignore_extensions`): custom options
 * but for Confluent's own, extension ranges and extends.
 */
export function withoutExtensions(file: ProtoFile): ProtoFile {
  return {
    ...file,
    options: standard(file.options),
    messages: file.messages.map(plainMessage),
    enums: file.enums.map(plainEnum),
    extends: [],
    services: file.services.map(plainService),
  }
}

function standard(options: readonly Option[]): Option[] {
  return options.filter(
    ({ name, parenthesized }) => !parenthesized || name.startsWith('confluent.'),
  )
}

function plain<T extends { readonly options: readonly Option[] }>(element: T): T {
  return { ...element, options: standard(element.options) }
}

function plainFields(fields: readonly Field[]): Field[] {
  return fields.map(plain)
}

function plainMessage(message: Message): Message {
  return {
    ...plain(message),
    fields: plainFields(message.fields),
    oneofs: message.oneofs.map(plainOneof),
    groups: message.groups.map((group) => ({ ...group, fields: plainFields(group.fields) })),
    extensions: [],
    extends: [],
    messages: message.messages.map(plainMessage),
    enums: message.enums.map(plainEnum),
  }
}

function plainOneof(oneof: Oneof): Oneof {
  return {
    ...plain(oneof),
    fields: plainFields(oneof.fields),
    groups: oneof.groups.map((group) => ({ ...group, fields: plainFields(group.fields) })),
  }
}

function plainEnum(declared: Enum): Enum {
  return { ...plain(declared), constants: declared.constants.map(plain) }
}

function plainService(service: Service): Service {
  return { ...plain(service), rpcs: service.rpcs.map(plain) }
}
