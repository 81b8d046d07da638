import type { WorkBudget } from '../budget.ts'
import { JsonNumber, type JsonObject, type JsonValue, readJson } from '../json-text.ts'
import { SchemaError } from '../schema-error.ts'
import {
  aliases,
  enumReserved,
  excerpt,
  fieldReserved,
  optionalText,
  order,
  readCopiedProps,
  readProps,
  requiredText,
  schemaReserved,
  shorten,
} from './attributes.ts'
import { DefaultChecker } from './defaults.ts'
import {
  describeField,
  type Field,
  fullName,
  type NamedSchema,
  type Schema,
  type UnionSchema,
} from './model.ts'
import { checkName, checkNamespace, isPrimitive, type Name, readName } from './names.ts'
import { isInt, parseDouble } from './numbers.ts'
import { printSchema } from './print.ts'
import { isStandIn, TypeTable, undefinedSchema } from './type-table.ts'

export type SchemaReaderOptions = {
  /** Names must be strict and defaults fit their types. */
  readonly asNew: boolean
  readonly budget: WorkBudget
}

/** As many bytes as Java puts into one array. */
const MAX_FIXED_SIZE = 2 ** 31 - 9

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/**
 * Reads Avro schemas one after the other; types defined by one may be used by those after it.
 * Rules of Apache Avro 1.12 (`Schema.Parser`): a type may be used before it is defined, and defined
 * again if nothing differs.
 */
export class SchemaReader {
  readonly #asNew: boolean
  readonly #budget: WorkBudget
  readonly #types: TypeTable
  #defaults: DefaultChecker
  #defaulted: Field[] = []

  constructor({ asNew, budget }: SchemaReaderOptions) {
    this.#asNew = asNew
    this.#budget = budget
    this.#types = new TypeTable(budget)
    this.#defaults = new DefaultChecker(budget, false)
  }

  /** Throws SchemaError for text that is no schema. */
  read(text: string): Schema {
    if (text.trim() === '') throw new SchemaError('Cannot parse <null> schema')
    return this.readValue(readJson(text, { comments: true }))
  }

  /** Like {@link read}, from JSON already taken apart. */
  readValue(json: JsonValue): Schema {
    this.#startDefaults()
    const schema = this.#schema(json, undefined)
    if (isStandIn(schema)) throw undefinedSchema(schema.name.full)
    if (this.#types.resolve()) this.#checkDefaultsAgain()
    return this.#types.first(schema)
  }

  #startDefaults(): void {
    this.#defaults = new DefaultChecker(this.#budget, false)
    this.#defaulted = []
  }

  /** A stand-in takes any object; the type that replaces it may not. */
  #checkDefaultsAgain(): void {
    const fields = this.#defaulted
    this.#startDefaults()
    for (const field of fields) this.#defaults.check(field)
  }

  #schema(json: JsonValue, namespace: string | undefined): Schema {
    this.#budget.spend()
    if (typeof json === 'string') return this.#types.find(json, namespace)
    if (Array.isArray(json)) return this.#union(json, namespace)
    if (!(json instanceof Map)) throw new SchemaError(`Schema not yet supported: ${excerpt(json)}`)
    const type = requiredText(json, 'type', 'No type')
    if (isPrimitive(type)) return { type, props: readProps(json, schemaReserved) }
    switch (type) {
      case 'record':
      case 'error':
        return this.#record(json, namespace, type === 'error')
      case 'enum':
        return this.#enum(json, namespace)
      case 'fixed':
        return this.#fixed(json, namespace)
      case 'array':
        return this.#array(json, namespace)
      case 'map':
        return this.#map(json, namespace)
      default:
        return this.#types.find(type, namespace)
    }
  }

  #union(json: readonly JsonValue[], namespace: string | undefined): Schema {
    const branches = json.map((branch) => this.#schema(branch, namespace))
    const union: UnionSchema = { type: 'union', branches }
    checkUnion(union)
    let open = branches.filter(isStandIn).length
    branches.forEach((branch, i) => {
      this.#types.later(branch, (schema) => {
        branches[i] = schema
        if (--open === 0) checkUnion(union)
      })
    })
    return union
  }

  #array(json: JsonObject, namespace: string | undefined): Schema {
    const inner = json.get('items')
    if (inner === undefined) throw new SchemaError(`Array has no items type: ${excerpt(json)}`)
    const items = this.#schema(inner, namespace)
    const schema = { type: 'array' as const, items, props: readCopiedProps(json) }
    this.#types.later(items, (found) => {
      schema.items = found
    })
    return schema
  }

  #map(json: JsonObject, namespace: string | undefined): Schema {
    const inner = json.get('values')
    if (inner === undefined) throw new SchemaError(`Map has no values type: ${excerpt(json)}`)
    const values = this.#schema(inner, namespace)
    const schema = { type: 'map' as const, values, props: readCopiedProps(json) }
    this.#types.later(values, (found) => {
      schema.values = found
    })
    return schema
  }

  #record(json: JsonObject, namespace: string | undefined, isError: boolean): Schema {
    const name = this.#name(json, namespace)
    const list = json.get('fields')
    if (!Array.isArray(list)) throw new SchemaError(`Record has no fields: ${excerpt(json)}`)
    const fields = this.#types.within(() => this.#fields(list, name))
    return this.#define({
      ...this.#named(json, name),
      props: readCopiedProps(json),
      type: 'record',
      isError,
      fields,
      isStandIn: false,
    })
  }

  #fields(list: readonly JsonValue[], record: Name): ReadonlyMap<string, Field> {
    const fields = new Map<string, Field>()
    for (const [position, item] of list.entries()) {
      const field = this.#field(item, record.space, position)
      const other = fields.get(field.name)
      if (other) throw duplicateField(record, field, other)
      fields.set(field.name, field)
    }
    return fields
  }

  #field(json: JsonValue, namespace: string | undefined, position: number): Field {
    this.#budget.spend()
    const members: JsonObject = json instanceof Map ? json : new Map()
    const name = optionalText(members, 'name')
    if (name === undefined) throw new SchemaError(`No field name: ${excerpt(json)}`)
    const typeJson = members.get('type')
    if (typeJson === undefined) throw new SchemaError(`No field type: ${excerpt(json)}`)
    const type = this.#schema(typeJson, namespace)
    const field: Mutable<Field> = {
      name,
      position,
      type,
      doc: optionalText(members, 'doc'),
      order: order(members),
      default: this.#default(type, members.get('default')),
      aliases: aliases(members),
      props: readProps(members, fieldReserved),
    }
    checkName(name, this.#asNew)
    if (this.#asNew && field.default !== undefined) {
      this.#defaults.check(field)
      this.#defaulted.push(field)
    }
    this.#types.later(type, (found) => {
      field.type = found
    })
    return field
  }

  /** Numbers may be given as text, so that there is a way to write NaN and Infinity. */
  #default(type: Schema, value: JsonValue | undefined): JsonValue | undefined {
    if (typeof value !== 'string' || (type.type !== 'float' && type.type !== 'double')) return value
    const number = parseDouble(value)
    if (number === undefined) throw new SchemaError(`For input string: ${excerpt(value)}`)
    return number
  }

  #enum(json: JsonObject, namespace: string | undefined): Schema {
    const name = this.#name(json, namespace)
    const list = json.get('symbols')
    if (!Array.isArray(list)) throw new SchemaError(`Enum has no symbols: ${excerpt(json)}`)
    this.#budget.spend(list.length)
    const symbols = new Set<string>()
    for (const item of list) {
      const symbol = checkName(typeof item === 'string' ? item : undefined, this.#asNew)
      if (symbols.has(symbol)) throw new SchemaError(`Duplicate enum symbol: ${symbol}`)
      symbols.add(symbol)
    }
    const named = { ...this.#named(json, name), props: readProps(json, enumReserved) }
    const value = optionalText(json, 'default')
    if (value !== undefined && !symbols.has(value)) {
      const set = `[${[...symbols].join(', ')}]`
      throw new SchemaError(`The Enum Default: ${value} is not in the enum symbol set: ${set}`)
    }
    return this.#define({ ...named, type: 'enum', symbols: [...symbols], default: value })
  }

  #fixed(json: JsonObject, namespace: string | undefined): Schema {
    const name = this.#name(json, namespace)
    const size = json.get('size')
    if (!(size instanceof JsonNumber && isInt(size))) {
      throw new SchemaError(`Invalid or no size: ${excerpt(json)}`)
    }
    const bytes = Number(size.raw)
    if (bytes < 0) throw new SchemaError(`Malformed data. Length is negative: ${bytes}`)
    if (bytes > MAX_FIXED_SIZE) {
      throw new SchemaError(`Cannot read arrays longer than ${MAX_FIXED_SIZE} bytes`)
    }
    return this.#define({
      ...this.#named(json, name),
      props: readProps(json, schemaReserved),
      type: 'fixed',
      size: bytes,
    })
  }

  #name(json: JsonObject, namespace: string | undefined): Name {
    const text = requiredText(json, 'name', 'No name in schema')
    const name = readName(text, optionalText(json, 'namespace') ?? namespace)
    checkName(name.simple, this.#asNew)
    if (isPrimitive(name.full)) {
      throw new SchemaError(`Schemas may not be named after primitives: ${name.full}`)
    }
    return name
  }

  #named(json: JsonObject, name: Name) {
    const names = aliases(json).map((alias) => readName(alias, name.space))
    if (this.#asNew) for (const { simple } of names) checkName(simple, true)
    const distinct = new Map(names.map((alias) => [alias.full, alias]))
    return { name, doc: optionalText(json, 'doc'), aliases: [...distinct.values()] }
  }

  #define<S extends NamedSchema>(schema: S): S {
    const { space } = schema.name
    if (this.#asNew && space !== undefined) checkNamespace(space)
    return this.#types.define(schema)
  }
}

function checkUnion(union: UnionSchema): void {
  const names = new Set<string>()
  for (const branch of union.branches) {
    if (branch.type === 'union')
      throw new SchemaError(`Nested union: ${shorten(printSchema(union))}`)
    if (isStandIn(branch)) continue
    const name = fullName(branch)
    if (names.has(name)) throw new SchemaError(`Duplicate in union:${name}`)
    names.add(name)
  }
}

function duplicateField(record: Name, field: Field, other: Field): SchemaError {
  const shown = [field, other].map(describeField).join(' and ')
  return new SchemaError(`Duplicate field ${field.name} in record ${record.full}: ${shown}.`)
}
