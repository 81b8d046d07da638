import { z } from 'zod'
import { sortPairs } from '../../model/annotations.ts'

/**
 * Leniency of the reference's JSON mapper: numbers and booleans pass for texts, texts for numbers
 * and booleans; arrays and objects are not converted (contract 0.1).
 */
export const string = z.union([
  z.string(),
  z.number().transform(String),
  z.boolean().transform(String),
])

/** A whole 32-bit number, also as text; a fraction is cut off. */
export const integer = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\s*[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?\s*$/)
      .transform(Number),
  ])
  .transform(Math.trunc)
  .refine((value) => value >= -(2 ** 31) && value <= 2 ** 31 - 1, 'out of range')

export const boolean = z.union([
  z.boolean(),
  z
    .string()
    .regex(/^(true|false)$/i)
    .transform((text) => text.toLowerCase() === 'true'),
])

/** A field that may be absent or null, which is the same. */
export function optional<T extends z.ZodType>(type: T) {
  return type.nullish().transform((value) => value ?? undefined)
}

/**
 * An object as pairs sorted by key, each value read by `type`. A key such as `__proto__` is one
 * like any other, which an object built by assignment could not promise.
 */
export function pairs<T extends z.ZodType>(type: T, shape: Readonly<Record<string, unknown>>) {
  return z
    .unknown()
    .transform((value, context): readonly (readonly [string, z.output<T>])[] => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        context.addIssue('expected an object')
        return []
      }
      return sortPairs(
        Object.entries(value).map(([key, item]) => {
          const read = type.safeParse(item)
          if (!read.success) context.addIssue(`unexpected value of ${JSON.stringify(key)}`)
          // Of no consequence where the value was refused.
          return [key, read.data as z.output<T>]
        }),
      )
    })
    .meta({ type: 'object', additionalProperties: shape })
}

/** Texts by key, as sorted pairs. */
export const stringPairs = pairs(string, { type: 'string' })
