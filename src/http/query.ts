import { failure } from '../model/errors.ts'

/** A query parameter: how it is read, and what the API description says of it. */
export type Parameter<T> = {
  readonly kind: 'boolean' | 'integer' | 'string' | 'list'
  readonly description: string
  readonly fallback: T
  readonly read: (values: readonly string[]) => T
}

export type Parameters = Readonly<Record<string, Parameter<unknown>>>

export type QueryOf<P extends Parameters> = {
  readonly [K in keyof P]: P[K] extends Parameter<infer T> ? T : never
}

/** Parsed query string: a repeated key has an array. */
export type RawQuery = Readonly<Record<string, string | readonly string[] | undefined>>

/** True for `true` in any case, false for anything else; never an error (contract 0.3). */
export function flag(description: string): Parameter<boolean> {
  const read = ([first]: readonly string[]) => first?.toLowerCase() === 'true'
  return { kind: 'boolean', description, fallback: false, read }
}

/** A 32-bit integer; text that is none is an unknown resource, an empty one the default. */
export function integer(description: string, fallback: number): Parameter<number> {
  const read = ([first]: readonly string[]) => {
    if (first === undefined || first === '') return fallback
    const number = parseInteger(first)
    if (number === undefined) throw failure('notFound')
    return number
  }
  return { kind: 'integer', description, fallback, read }
}

export function text(description: string, fallback = ''): Parameter<string> {
  return { kind: 'string', description, fallback, read: ([first]) => first ?? fallback }
}

/** All values of a repeated parameter, in order. */
export function list(description: string): Parameter<readonly string[]> {
  return { kind: 'list', description, fallback: [], read: (values) => values }
}

/** The parameters' values; unknown ones are ignored. Throws `notFound` as the reference does. */
export function readQuery<P extends Parameters>(parameters: P, query: RawQuery): QueryOf<P> {
  const values = Object.entries(parameters).map(([name, parameter]) => {
    const raw = query[name]
    if (raw === undefined) return [name, parameter.fallback]
    return [name, parameter.read(typeof raw === 'string' ? [raw] : raw)]
  })
  // Each value was read by the parameter of its own name.
  return Object.fromEntries(values) as QueryOf<P>
}

/** A decimal 32-bit integer with an optional sign, as Java's parser takes it. */
export function parseInteger(text: string): number | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return undefined
  const number = Number(text)
  return number >= -(2 ** 31) && number <= 2 ** 31 - 1 ? number : undefined
}

/** Paging of a list; a limit of 0 or less, or above the maximum, means the maximum. */
export const paging = {
  offset: integer('Number of entries to skip.', 0),
  limit: integer('Number of entries to answer; -1 for as many as there are.', -1),
}

/** The page of a list that offset and limit name; a negative offset is 0. */
export function pageOf<T>(
  items: readonly T[],
  page: { readonly offset: number; readonly limit: number },
  maximum = Number.POSITIVE_INFINITY,
): readonly T[] {
  const { offset, limit } = boundsOf(page, maximum)
  return offset === 0 && limit >= items.length ? items : items.slice(offset, offset + limit)
}

/** Offset and limit with the rules applied. */
export function boundsOf(
  { offset, limit }: { readonly offset: number; readonly limit: number },
  maximum: number,
): { readonly offset: number; readonly limit: number } {
  return { offset: Math.max(0, offset), limit: limit <= 0 || limit > maximum ? maximum : limit }
}
