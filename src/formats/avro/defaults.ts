import type { WorkBudget } from '../budget.ts'
import { JsonNumber, type JsonValue } from '../json-text.ts'
import { SchemaError } from '../schema-error.ts'
import { shorten } from './attributes.ts'
import type { Field, RecordSchema, Schema } from './model.ts'
import { isInt, isLong } from './numbers.ts'
import { printJson, printSchema } from './print.ts'
import { isStandIn } from './type-table.ts'

/** Defaults within defaults, and values within values; beyond this the stack ends. */
const MAX_DEPTH = 1500

/** Checks that the defaults of fields are values of their types. */
export class DefaultChecker {
  readonly #budget: WorkBudget
  readonly #exact: boolean
  /** Fields whose defaults stand in for values left out of other defaults. */
  readonly #filling = new Set<Field>()
  readonly #sound = new Set<Field>()
  #depth = 0

  /**
   * `exact` looks at enum symbols, at the size of fixed and at the range of bytes as well; Avro 1.12
   * does not when it parses, only when it needs the default.
   */
  constructor(budget: WorkBudget, exact: boolean) {
    this.#budget = budget
    this.#exact = exact
  }

  /** Throws SchemaError unless the field's default, if it has one, fits its type. */
  check(field: Field): void {
    const { name, type, default: value } = field
    if (value === undefined || this.#isSound(field, value)) return
    const shown = shorten(printSchema(type, isStandIn(type) ? [type.name.full] : []))
    const given = shorten(printJson(value))
    throw new SchemaError(`Invalid default for field ${name}: ${given} not a ${shown}`)
  }

  /** A default that needs itself to be complete is not sound. */
  #isSound(field: Field, value: JsonValue): boolean {
    if (this.#sound.has(field)) return true
    if (this.#filling.has(field)) return false
    this.#filling.add(field)
    const fits = this.#fits(field.type, value)
    this.#filling.delete(field)
    if (fits) this.#sound.add(field)
    return fits
  }

  #fits(schema: Schema, value: JsonValue): boolean {
    this.#budget.spend()
    if (++this.#depth > MAX_DEPTH) throw new SchemaError('The defaults are nested too deeply')
    const fits = this.#isValue(schema, value)
    this.#depth--
    return fits
  }

  /** Any branch of a union may match. */
  #isValue(schema: Schema, value: JsonValue): boolean {
    switch (schema.type) {
      case 'null':
        return value === null
      case 'boolean':
        return typeof value === 'boolean'
      case 'int':
        return value instanceof JsonNumber && isInt(value)
      case 'long':
        return value instanceof JsonNumber && isLong(value)
      case 'float':
      case 'double':
        return value instanceof JsonNumber
      case 'array':
        return Array.isArray(value) && value.every((item) => this.#fits(schema.items, item))
      case 'map':
        if (!(value instanceof Map)) return false
        return [...value.values()].every((item) => this.#fits(schema.values, item))
      case 'union':
        return schema.branches.some((branch) => this.#fits(branch, value))
      case 'record':
        return value instanceof Map && this.#fitsRecord(schema, value)
      default:
        return typeof value === 'string' && (!this.#exact || this.#fitsText(schema, value))
    }
  }

  #fitsRecord(schema: RecordSchema, value: ReadonlyMap<string, JsonValue>): boolean {
    for (const field of schema.fields.values()) {
      this.#budget.spend()
      const given = value.get(field.name)
      if (given !== undefined) {
        if (!this.#fits(field.type, given)) return false
      } else if (field.default === undefined || !this.#isSound(field, field.default)) return false
    }
    return true
  }

  /** In the text of bytes one character is one byte. */
  #fitsText(schema: Schema, value: string): boolean {
    if (schema.type === 'enum') {
      this.#budget.spend(schema.symbols.length)
      return schema.symbols.includes(value)
    }
    if (schema.type === 'fixed' && schema.size !== value.length) return false
    return schema.type === 'string' || !/[^\u0000-\u00ff]/.test(value)
  }
}
