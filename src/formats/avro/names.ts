import { SchemaError } from '../schema-error.ts'

/** A named type's name, taken apart. */
export type Name = {
  readonly simple: string
  /** undefined: the type lives in no namespace. */
  readonly space: string | undefined
  readonly full: string
}

/** The eight types that need no definition; named types may not be called so. */
export const primitives = [
  'null',
  'boolean',
  'int',
  'long',
  'float',
  'double',
  'bytes',
  'string',
] as const
export type PrimitiveType = (typeof primitives)[number]

const primitiveNames: ReadonlySet<string> = new Set(primitives)
const typeWords = new Set([...primitives, 'record', 'enum', 'array', 'map', 'union', 'fixed'])

export function isPrimitive(name: string): name is PrimitiveType {
  return primitiveNames.has(name)
}

/** A dot in `text` overrides the namespace; the empty namespace is none. */
export function readName(text: string, namespace: string | undefined): Name {
  const dot = text.lastIndexOf('.')
  const simple = text.slice(dot + 1)
  const space = (dot < 0 ? namespace : text.slice(0, dot)) || undefined
  return { simple, space, full: space === undefined ? simple : `${space}.${simple}` }
}

/**
 * How a place in `namespace` refers to the name: the simple name suffices within the same
 * namespace, unless it reads as a type word.
 */
export function formatName(name: Name, namespace: string | undefined): string {
  const local = name.space !== undefined && name.space === namespace && !typeWords.has(name.simple)
  return local ? name.simple : name.full
}

const strictName = /^[A-Za-z_][A-Za-z0-9_]*$/
const strictStart = /^[A-Za-z_]/
const lenientName = /^[\p{L}_][\p{L}\p{Nd}_]*$/u
const lenientStart = /^[\p{L}_]/u
const surrogates = /[\ud800-\udfff]/

/**
 * Throws SchemaError unless the text is a name: ASCII letters, digits and underscores for new
 * schemas; any letters and digits of the basic plane for others, as older registries let them in.
 */
export function checkName(name: string | undefined, strict: boolean): string {
  if (name === undefined) throw new SchemaError('Null name')
  if (strictName.test(name)) return name
  if (name === '') throw new SchemaError('Empty name')
  if (!strict && lenientName.test(name) && !surrogates.test(name)) return name
  const start = strict ? strictStart : lenientStart
  const first = start.test(name) ? 'Illegal character in' : 'Illegal initial character'
  throw new SchemaError(`${first}: ${name}`)
}

/** Throws SchemaError unless every part of the namespace is a strict name. */
export function checkNamespace(namespace: string): void {
  for (const part of namespace.split('.')) {
    if (strictName.test(part)) continue
    try {
      checkName(part, true)
    } catch (error) {
      if (!(error instanceof SchemaError)) throw error
      const message = `Namespace part "${part}" is invalid: ${error.message}`
      throw new SchemaError(message, { cause: error })
    }
  }
}
