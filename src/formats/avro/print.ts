import { limits } from '../../model/limits.ts'
import { type JsonValue, quote, writeJson } from '../json-text.ts'
import { SchemaError } from '../schema-error.ts'
import type { EnumSchema, Field, FixedSchema, NamedSchema, Props, Schema } from './model.ts'
import { formatName } from './names.ts'
import { printNumber } from './numbers.ts'

/**
 * The text the reference stores (Avro's `Schema.toString`): no white space, fixed order of keys,
 * custom properties kept. A named type is spelled out at its first use unless `known` holds its
 * full name. Throws SchemaError when the types nest deeper than a reader accepts.
 */
export function printSchema(schema: Schema, known: Iterable<string> = []): string {
  const printer = new Printer(new Set(known))
  printer.schema(schema, undefined, 0)
  return printer.text.toWellFormed()
}

/** JSON with numbers as in canonical text. */
export function printJson(value: JsonValue): string {
  return writeJson(value, printNumber)
}

class Printer {
  text = ''
  readonly #known: Set<string>

  constructor(known: Set<string>) {
    this.#known = known
  }

  schema(schema: Schema, namespace: string | undefined, depth: number): void {
    switch (schema.type) {
      case 'array':
        this.#container('"array","items"', schema.items, namespace, depth)
        this.#close(schema.props, depth)
        break
      case 'map':
        this.#container('"map","values"', schema.values, namespace, depth)
        this.#close(schema.props, depth)
        break
      case 'union':
        this.#union(schema.branches, namespace, depth)
        break
      case 'record':
      case 'enum':
      case 'fixed':
        this.#named(schema, namespace, depth)
        break
      default:
        this.#primitive(schema.type, schema.props, depth)
    }
  }

  #container(head: string, inner: Schema, namespace: string | undefined, depth: number): void {
    checkDepth(depth)
    this.text += `{"type":${head}:`
    this.schema(inner, namespace, depth + 1)
  }

  #primitive(type: string, props: Props, depth: number): void {
    if (props.size === 0) {
      this.text += `"${type}"`
      return
    }
    checkDepth(depth)
    this.text += `{"type":"${type}"`
    this.#close(props, depth)
  }

  #union(branches: readonly Schema[], namespace: string | undefined, depth: number): void {
    checkDepth(depth)
    let separator = '['
    for (const branch of branches) {
      this.text += separator
      this.schema(branch, namespace, depth + 1)
      separator = ','
    }
    this.text += separator === '[' ? '[]' : ']'
  }

  #named(schema: NamedSchema, namespace: string | undefined, depth: number): void {
    const { name } = schema
    if (this.#known.has(name.full)) {
      this.text += quote(formatName(name, namespace))
      return
    }
    checkDepth(depth)
    this.#known.add(name.full)
    const type = schema.type === 'record' && schema.isError ? 'error' : schema.type
    this.text += `{"type":"${type}","name":${quote(name.simple)}`
    if (name.space !== namespace) this.text += `,"namespace":${quote(name.space ?? '')}`
    if (schema.doc !== undefined) this.text += `,"doc":${quote(schema.doc)}`
    if (schema.type === 'record') this.#fields(schema.fields.values(), name.space, depth)
    else this.text += body(schema)
    this.#props(schema.props, depth + 1)
    if (schema.aliases.length > 0) {
      this.#strings(
        'aliases',
        schema.aliases.map((alias) => formatName(alias, name.space)),
      )
    }
    this.text += '}'
  }

  #fields(fields: Iterable<Field>, namespace: string | undefined, depth: number): void {
    let separator = ',"fields":['
    for (const field of fields) {
      this.text += `${separator}{"name":${quote(field.name)},"type":`
      // The list of fields and the field itself are levels of JSON too.
      this.schema(field.type, namespace, depth + 3)
      this.#fieldRest(field, depth + 2)
      separator = ','
    }
    this.text += separator === ',' ? ']' : ',"fields":[]'
  }

  #fieldRest(field: Field, depth: number): void {
    if (field.doc !== undefined) this.text += `,"doc":${quote(field.doc)}`
    if (field.default !== undefined) this.#member('default', field.default, depth + 1)
    if (field.order !== 'ascending') this.text += `,"order":"${field.order}"`
    if (field.aliases.length > 0) this.#strings('aliases', field.aliases)
    this.#close(field.props, depth)
  }

  #strings(key: string, values: readonly string[]): void {
    this.text += `,"${key}":[${values.map(quote).join(',')}]`
  }

  #member(key: string, value: JsonValue, depth: number): void {
    checkLevels(value, depth)
    this.text += `,${quote(key)}:${printJson(value)}`
  }

  #props(props: Props, depth: number): void {
    for (const [key, value] of props) this.#member(key, value, depth)
  }

  #close(props: Props, depth: number): void {
    this.#props(props, depth + 1)
    this.text += '}'
  }
}

function body(schema: EnumSchema | FixedSchema): string {
  if (schema.type === 'fixed') return `,"size":${schema.size}`
  const symbols = `,"symbols":[${schema.symbols.map(quote).join(',')}]`
  return schema.default === undefined ? symbols : `${symbols},"default":${quote(schema.default)}`
}

/** A definition may stand deeper in the printed text than it stood in the one read. */
function checkDepth(depth: number): void {
  const limit = limits.jsonDepth
  if (depth < limit) return
  const found = `Document nesting depth (${depth + 1}) exceeds the maximum allowed`
  throw new SchemaError(`${found} (${limit})`)
}

function checkLevels(value: JsonValue, depth: number): void {
  if (!(Array.isArray(value) || value instanceof Map)) return
  checkDepth(depth)
  for (const item of value.values()) checkLevels(item, depth + 1)
}
