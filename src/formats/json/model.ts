import type { JsonNumber, JsonObject } from '../json-text.ts'

/**
 * What a loaded schema means, whichever draft it was written in. Both loaders build it and the
 * comparison reads it; only keywords that a comparison or another schema's identity needs are kept.
 */
export type Schema =
  | PlainSchema
  | StringSchema
  | NumberSchema
  | ArraySchema
  | ObjectSchema
  | EnumSchema
  | ConstSchema
  | NotSchema
  | ConditionalSchema
  | CombinedSchema
  | ReferenceSchema

type Common = {
  /** The object it was read from; parts of one object that stand for themselves have none. */
  source: JsonObject | undefined
}

/** `empty` accepts everything like `true`, but is another kind of schema. */
export type PlainSchema = Common & {
  readonly kind: 'true' | 'false' | 'empty' | 'boolean' | 'null'
}

/** `typed` means that `type` asked for it; otherwise the keywords only apply to such values. */
export type StringSchema = Common & {
  readonly kind: 'string'
  typed: boolean
  minLength: number | undefined
  maxLength: number | undefined
  pattern: string | undefined
}

export type NumberSchema = Common & {
  readonly kind: 'number'
  typed: boolean
  integer: boolean
  minimum: JsonNumber | undefined
  maximum: JsonNumber | undefined
  exclusiveMinimum: JsonNumber | undefined
  exclusiveMaximum: JsonNumber | undefined
  /** The booleans of draft 04, by which schemas are told apart, but which are never compared. */
  excludesLeast: boolean
  excludesMost: boolean
  multipleOf: JsonNumber | undefined
}

export type ArraySchema = Common & {
  readonly kind: 'array'
  typed: boolean
  minItems: number | undefined
  maxItems: number | undefined
  uniqueItems: boolean
  items: Schema | undefined
  tuple: Schema[]
  additional: boolean
  additionalSchema: Schema | undefined
  contains: Schema | undefined
  minContains: JsonNumber | undefined
  maxContains: JsonNumber | undefined
  unevaluated: Schema | undefined
}

export type ObjectSchema = Common & {
  readonly kind: 'object'
  typed: boolean
  readonly properties: Map<string, Schema>
  readonly required: Set<string>
  readonly patterns: Map<string, Schema>
  readonly dependencies: Map<string, Set<string>>
  readonly schemaDependencies: Map<string, Schema>
  minProperties: number | undefined
  maxProperties: number | undefined
  additional: boolean
  additionalSchema: Schema | undefined
  propertyNames: Schema | undefined
  unevaluated: Schema | undefined
}

/** Values as {@link valueKey} texts. */
export type EnumSchema = Common & { readonly kind: 'enum'; readonly values: ReadonlySet<string> }
export type ConstSchema = Common & { readonly kind: 'const'; readonly value: string }
export type NotSchema = Common & { readonly kind: 'not'; readonly schema: Schema }

export type ConditionalSchema = Common & {
  readonly kind: 'conditional'
  readonly branches: readonly (Schema | undefined)[]
}

export type Combination = 'allOf' | 'anyOf' | 'oneOf'

/** `generated` means that no keyword of that name stood in the text. */
export type CombinedSchema = Common & {
  readonly kind: 'combined'
  readonly combination: Combination
  readonly generated: boolean
  readonly members: readonly Schema[]
}

/** Where the target of a reference appears once it is loaded. */
export type Knot = { schema: Schema | undefined }
export type ReferenceSchema = Common & {
  readonly kind: 'reference'
  readonly ref: string
  readonly knot: Knot
}

export function plainSchema(kind: PlainSchema['kind']): PlainSchema {
  return { kind, source: undefined }
}

export function stringSchema(typed: boolean): StringSchema {
  const none = undefined
  return { kind: 'string', source: none, typed, minLength: none, maxLength: none, pattern: none }
}

export function numberSchema(typed: boolean, integer = false): NumberSchema {
  return {
    kind: 'number',
    source: undefined,
    typed,
    integer,
    minimum: undefined,
    maximum: undefined,
    exclusiveMinimum: undefined,
    exclusiveMaximum: undefined,
    excludesLeast: false,
    excludesMost: false,
    multipleOf: undefined,
  }
}

export function arraySchema(typed: boolean): ArraySchema {
  return {
    kind: 'array',
    source: undefined,
    typed,
    minItems: undefined,
    maxItems: undefined,
    uniqueItems: false,
    items: undefined,
    tuple: [],
    additional: true,
    additionalSchema: undefined,
    contains: undefined,
    minContains: undefined,
    maxContains: undefined,
    unevaluated: undefined,
  }
}

export function objectSchema(typed: boolean): ObjectSchema {
  return {
    kind: 'object',
    source: undefined,
    typed,
    properties: new Map(),
    required: new Set(),
    patterns: new Map(),
    dependencies: new Map(),
    schemaDependencies: new Map(),
    minProperties: undefined,
    maxProperties: undefined,
    additional: true,
    additionalSchema: undefined,
    propertyNames: undefined,
    unevaluated: undefined,
  }
}

export function combinedSchema(
  combination: Combination,
  members: readonly Schema[],
  generated = false,
): CombinedSchema {
  return { kind: 'combined', source: undefined, combination, generated, members }
}
