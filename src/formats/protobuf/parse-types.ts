import type {
  Enum,
  EnumConstant,
  Extend,
  Field,
  FieldType,
  Message,
  Option,
  Reserved,
  Rpc,
  Service,
} from './model.ts'
import {
  parseExtensions,
  parseMember,
  parseOneof,
  parseReserved,
  parseStatementOption,
  type Source,
} from './parse-fields.ts'
import { parseOptionList } from './parse-options.ts'

type Growing<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] }

/** Calls `read` with each declaration's first word and its place; stray semicolons are skipped. */
function eachDeclaration(
  { reader }: Source,
  firstWord: 'word' | 'identifier',
  read: (word: string, location: string) => void,
): void {
  reader.nested(() => {
    reader.require('{')
    while (!reader.take('}')) {
      if (reader.take(';')) continue
      const location = reader.location()
      read(reader[firstWord](), location)
    }
  })
}

/** The rest of a message after its keyword. */
export function parseMessage(source: Source): Message {
  const message: Growing<Message> = {
    name: source.reader.name(),
    reserved: [],
    options: [],
    fields: [],
    oneofs: [],
    groups: [],
    extensions: [],
    extends: [],
    messages: [],
    enums: [],
  }
  eachDeclaration(source, 'word', (word, location) => {
    if (parseMessagePart(message, source, { word, location })) return
    const member = parseMember(source, word, location)
    if ('fields' in member) message.groups.push(member)
    else message.fields.push(member)
  })
  return message
}

type Start = { readonly word: string; readonly location: string }

function parseMessagePart(message: Growing<Message>, source: Source, start: Start): boolean {
  if (start.word === 'oneof') message.oneofs.push(parseOneof(source))
  else if (start.word === 'extensions') {
    message.extensions.push(parseExtensions(source, start.location))
  } else if (start.word === 'message') message.messages.push(parseMessage(source))
  else if (start.word === 'enum') message.enums.push(parseEnum(source))
  else if (start.word === 'extend') message.extends.push(parseExtend(source))
  else return parseAnywhere(message, source, start)
  return true
}

/** Where the statements go that Wire reads in every body; it drops those without a place. */
type Places = { readonly options?: Option[]; readonly reserved?: Reserved[] }

function parseAnywhere(places: Places, source: Source, { word, location }: Start): boolean {
  if (word === 'option') keep(places.options, parseStatementOption(source))
  else if (word === 'reserved') keep(places.reserved, parseReserved(source, location))
  else return false
  return true
}

function keep<T>(place: T[] | undefined, value: T): void {
  place?.push(value)
}

/** The rest of an enum after its keyword. */
export function parseEnum(source: Source): Enum {
  const result: Growing<Enum> = {
    name: source.reader.name(),
    reserved: [],
    options: [],
    constants: [],
  }
  eachDeclaration(source, 'identifier', (word, location) => {
    if (parseAnywhere(result, source, { word, location })) return
    result.constants.push(parseConstant(source, word))
  })
  return result
}

function parseConstant({ reader }: Source, name: string): EnumConstant {
  reader.require('=')
  const tag = reader.integer()
  const options = parseOptionList(reader)
  reader.require(';')
  reader.trailingComment()
  return { name, tag, options }
}

/** The rest of an `extend` after its keyword; groups in it are dropped as Wire does. */
export function parseExtend(source: Source): Extend {
  const name = source.reader.name()
  const fields: Field[] = []
  eachDeclaration(source, 'word', (word, location) => {
    if (parseAnywhere({}, source, { word, location })) return
    const member = parseMember(source, word, location)
    if (!('fields' in member)) fields.push(member)
  })
  return { name, fields }
}

/** The rest of a service after its keyword. */
export function parseService(source: Source): Service {
  const result: Growing<Service> = { name: source.reader.name(), options: [], rpcs: [] }
  eachDeclaration(source, 'word', (word, location) => {
    if (word === 'rpc') result.rpcs.push(parseRpc(source, location))
    else refuseUnknown(result, source, { word, location })
  })
  return result
}

function refuseUnknown(places: Places, source: Source, start: Start): void {
  if (parseAnywhere(places, source, start)) return
  source.reader.fail(`unexpected label: ${start.word}`, start.location)
}

function parseRpc(source: Source, location: string): Rpc {
  const { reader } = source
  const name = reader.name()
  const request = parseRpcType(source)
  if (reader.word() !== 'returns') reader.fail("expected 'returns'", location)
  const response = parseRpcType(source)
  const options: Option[] = []
  if (reader.peek() === '{') {
    eachDeclaration(source, 'word', (word, at) =>
      refuseUnknown({ options }, source, { word, location: at }),
    )
  } else reader.require(';')
  return {
    name,
    request: request.type,
    requestStreaming: request.streaming,
    response: response.type,
    responseStreaming: response.streaming,
    options,
  }
}

function parseRpcType({ reader }: Source): { type: FieldType; streaming: boolean } {
  reader.require('(')
  const word = reader.word()
  const streaming = word === 'stream'
  const type = streaming ? reader.dataType() : reader.dataType(word)
  reader.require(')')
  return { type, streaming }
}
