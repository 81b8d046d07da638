import type { JsonValue } from '../json-text.ts'
import type { Name, PrimitiveType } from './names.ts'

/** Attributes the specification does not reserve, in document order. */
export type Props = ReadonlyMap<string, JsonValue>

export type PrimitiveSchema = { readonly type: PrimitiveType; readonly props: Props }
export type ArraySchema = {
  readonly type: 'array'
  readonly items: Schema
  readonly props: Props
}
export type MapSchema = { readonly type: 'map'; readonly values: Schema; readonly props: Props }
export type UnionSchema = { readonly type: 'union'; readonly branches: readonly Schema[] }

type Named = {
  readonly name: Name
  readonly doc: string | undefined
  readonly props: Props
  readonly aliases: readonly Name[]
}
export type RecordSchema = Named & {
  readonly type: 'record'
  readonly isError: boolean
  /** By name, in order. */
  readonly fields: ReadonlyMap<string, Field>
  /** Stands for a type used before its definition; there are none once parsing is over. */
  readonly isStandIn: boolean
}
export type EnumSchema = Named & {
  readonly type: 'enum'
  readonly symbols: readonly string[]
  readonly default: string | undefined
}
export type FixedSchema = Named & { readonly type: 'fixed'; readonly size: number }

export type NamedSchema = RecordSchema | EnumSchema | FixedSchema
export type Schema = PrimitiveSchema | ArraySchema | MapSchema | UnionSchema | NamedSchema

export type Field = {
  readonly name: string
  readonly position: number
  readonly type: Schema
  readonly doc: string | undefined
  /** undefined: none; a JSON null is null. */
  readonly default: JsonValue | undefined
  readonly order: 'ascending' | 'descending' | 'ignore'
  readonly aliases: readonly string[]
  readonly props: Props
}

export const noProps: Props = new Map()

/** Full name of a named type, type word of any other. */
export function fullName(schema: Schema): string {
  return 'name' in schema ? schema.name.full : schema.type
}

/** A field as Avro's Java library names it in messages. */
export function describeField({ name, type, position }: Field): string {
  return `${name} type:${type.type.toUpperCase()} pos:${position}`
}
