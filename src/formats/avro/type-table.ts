import type { WorkBudget } from '../budget.ts'
import { SchemaError } from '../schema-error.ts'
import { equalSchemas } from './equal.ts'
import { type NamedSchema, noProps, type RecordSchema, type Schema } from './model.ts'
import { isPrimitive } from './names.ts'

/** A use of a type before its definition; `replace` puts the type in the place of its stand-in. */
type ForwardUse = { readonly name: string; readonly replace: (schema: Schema) => void }

/**
 * The named types of one or more texts read after each other. Types may be used before they are
 * defined, and defined again if nothing differs (Avro's `ParseContext`).
 */
export class TypeTable {
  readonly #budget: WorkBudget
  readonly #types = new Map<string, NamedSchema>()
  /** Uses within the definition being read; those of complete definitions are reported first. */
  #open: ForwardUse[] = []
  #closed: ForwardUse[] = []

  constructor(budget: WorkBudget) {
    this.#budget = budget
  }

  /**
   * The type a name stands for: a bare name is looked for in the namespace first, then in none.
   * For a type not known yet a stand-in, see {@link later}.
   */
  find(name: string, namespace: string | undefined): Schema {
    if (isPrimitive(name)) return { type: name, props: noProps }
    const full = namespace !== undefined && !name.includes('.') ? `${namespace}.${name}` : name
    return this.#types.get(full) ?? this.#types.get(name) ?? standIn(full)
  }

  /** Throws SchemaError if the name already means another type. */
  define<S extends NamedSchema>(schema: S): S {
    const { full } = schema.name
    const other = this.#types.get(full)
    if (other === undefined) this.#types.set(full, schema)
    else if (!equalSchemas(other, schema, this.#budget)) {
      throw new SchemaError(`Can't redefine: ${full}`)
    }
    return schema
  }

  /** What a whole text stands for: of a type defined more than once, the first definition. */
  first(schema: Schema): Schema {
    return ('name' in schema && this.#types.get(schema.name.full)) || schema
  }

  /** Calls `replace` with the real type once all is read, if `schema` is a stand-in. */
  later(schema: Schema, replace: (schema: Schema) => void): void {
    if (isStandIn(schema)) this.#open.push({ name: schema.name.full, replace })
  }

  /** Reads one definition. */
  within<T>(read: () => T): T {
    const outer = this.#open
    this.#open = []
    const result = read()
    for (const use of this.#open) this.#closed.push(use)
    this.#open = outer
    return result
  }

  /**
   * Replaces all stand-ins and tells whether there were any. Throws SchemaError for a type that was
   * never defined.
   */
  resolve(): boolean {
    const uses = [...this.#closed, ...this.#open]
    this.#closed = []
    this.#open = []
    for (const { name, replace } of uses) {
      const schema = this.#types.get(name)
      if (schema === undefined) throw undefinedSchema(name)
      replace(schema)
    }
    return uses.length > 0
  }
}

/** An empty record, as in the reference, which is why only an object is a default for it. */
function standIn(full: string): RecordSchema {
  return {
    type: 'record',
    name: { simple: full, space: undefined, full },
    doc: undefined,
    props: noProps,
    aliases: [],
    isError: false,
    fields: new Map(),
    isStandIn: true,
  }
}

/** Whether the schema only stands for a type that is not defined yet. */
export function isStandIn(schema: Schema): schema is RecordSchema {
  return schema.type === 'record' && schema.isStandIn
}

export function undefinedSchema(full: string): SchemaError {
  return new SchemaError(`Undefined schema: ${full}`)
}
