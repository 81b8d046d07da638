import type { WorkBudget } from '../budget.ts'
import { SchemaError } from '../schema-error.ts'
import type { Enum, Extend, Message, Option, ProtoFile, Service } from './model.ts'
import { parseReserved, parseStatementOption, type Source } from './parse-fields.ts'
import { parseEnum, parseExtend, parseMessage, parseService } from './parse-types.ts'
import { ProtoReader } from './reader.ts'

/**
 * Reads .proto text as Wire 6.4.5 does: what it accepts is accepted, and what it refuses is
 * refused in its words. Throws SchemaError.
 */
export function parseFile(text: string, budget: WorkBudget): ProtoFile {
  const file = new FileParser(new ProtoReader(text, budget))
  return file.read()
}

/**
 * An import path as Wire keeps it: with forward slashes, without empty and `.` segments, and
 * without `..` at its root.
 */
export function importPath(text: string): string {
  const root = /^\\[\\/]/.test(text) ? '//' : text.slice(0, 1).replace(/[^\\/]/, '')
  const parts = text.split(/[\\/]/).filter((part) => part !== '' && part !== '.')
  const first = root === '' ? 0 : parts.findIndex((part) => part !== '..')
  return `${root.replace('\\', '/')}${parts.slice(first).join('/')}` || '.'
}

class FileParser {
  readonly #source: Source
  readonly #types = new Map<string, string>()
  readonly #serviceNames = new Map<string, string>()
  #package: string | undefined
  #declarations = 0
  readonly #imports: string[] = []
  readonly #publicImports: string[] = []
  readonly #options: Option[] = []
  readonly #messages: Message[] = []
  readonly #enums: Enum[] = []
  readonly #extends: Extend[] = []
  readonly #services: Service[] = []

  constructor(reader: ProtoReader) {
    this.#source = { reader, syntax: undefined }
  }

  read(): ProtoFile {
    const { reader } = this.#source
    while (!reader.exhausted()) {
      this.#declarations++
      if (reader.take(';')) continue
      const location = reader.location()
      this.#declaration(reader.word(), location)
    }
    return {
      syntax: this.#source.syntax,
      package: this.#package,
      imports: this.#imports,
      publicImports: this.#publicImports,
      options: this.#options,
      messages: this.#messages,
      enums: this.#enums,
      extends: this.#extends,
      services: this.#services,
    }
  }

  #declaration(word: string, location: string): void {
    const { reader } = this.#source
    if (word === 'syntax') this.#syntax(location)
    else if (word === 'edition') reader.fail('edition is not currently supported')
    else if (word === 'package') {
      this.#package = reader.name()
      reader.require(';')
    } else if (word === 'import') this.#import(location)
    else this.#element(word, location)
  }

  #element(word: string, location: string): void {
    const source = this.#source
    if (word === 'option') this.#options.push(parseStatementOption(source))
    else if (word === 'message') {
      const message = parseMessage(source)
      this.#unique(this.#types, message.name, location)
      this.#messages.push(message)
    } else if (word === 'enum') {
      const declared = parseEnum(source)
      this.#unique(this.#types, declared.name, location)
      this.#enums.push(declared)
    } else if (word === 'service') {
      const service = parseService(source)
      this.#unique(this.#serviceNames, service.name, location)
      this.#services.push(service)
    } else if (word === 'extend') this.#extends.push(parseExtend(source))
    else if (word === 'reserved') parseReserved(source, location)
    else source.reader.fail(`unexpected label: ${word}`, location)
  }

  #syntax(location: string): void {
    const { reader } = this.#source
    if (this.#source.syntax) reader.fail('too many syntax definitions', location)
    reader.require('=')
    if (this.#declarations > 1) {
      reader.fail("'syntax' element must be the first declaration in a file", location)
    }
    const syntax = reader.quoted()
    if (syntax === 'proto2' || syntax === 'proto3') this.#source.syntax = syntax
    else reader.fail(`unexpected syntax: ${syntax}`, location)
    reader.require(';')
  }

  /** Weak imports are read and dropped, as Confluent's printer drops them. */
  #import(location: string): void {
    const { reader } = this.#source
    const first = reader.peek()
    const kind = first === '"' || first === "'" ? '' : reader.word()
    if (kind !== '' && kind !== 'public' && kind !== 'weak') {
      reader.fail('expected quoted string', location)
    }
    const path = importPath(reader.quoted())
    if (kind === 'public') this.#publicImports.push(path)
    else if (kind === '') this.#imports.push(path)
    reader.require(';')
  }

  #unique(names: Map<string, string>, name: string, location: string): void {
    const before = names.get(name)
    if (before !== undefined) {
      throw new SchemaError(`${name} (${location}) is already defined at ${before}`)
    }
    names.set(name, location)
  }
}
