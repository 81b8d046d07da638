import { z } from 'zod'

/** What is said of a setting in `--help`, in the documentation and in a refusal. */
export type About = {
  readonly section: string
  readonly description: string
  /** Completes "… is not ", e.g. `a number from 1 to 5`. */
  readonly accepts: string
  /** The value in force where nobody sets it, as text; undefined for none. */
  readonly fallback: string | undefined
  /** Confluent's key of the same meaning, without `SCHEMA_REGISTRY_`. */
  readonly alias?: string
  /** Not shown, and may come from the file named by `<KEY>_FILE`. */
  readonly secret?: boolean
}

export const aboutSettings = z.registry<About>()

/** A kind of value: how its text is read, and how a refusal names it. */
export type Kind<T extends z.ZodType> = { readonly type: T; readonly accepts: string }

/** A setting with a value of its own where nobody sets it. */
export function setting<T extends z.ZodType<unknown, string>>(
  kind: Kind<T>,
  fallback: string,
  about: Omit<About, 'accepts' | 'fallback'>,
) {
  const type = z.string().prefault(fallback).pipe(kind.type)
  tell(type, { ...about, accepts: kind.accepts, fallback })
  return type
}

function tell(type: z.ZodType, about: About): void {
  aboutSettings.add(type, about)
}

/** A setting that may be left out. */
export function optionalSetting<T extends z.ZodType<unknown, string>>(
  kind: Kind<T>,
  about: Omit<About, 'accepts' | 'fallback'>,
) {
  const type = z.string().pipe(kind.type).optional()
  tell(type, { ...about, accepts: kind.accepts, fallback: undefined })
  return type
}

/** Any text but none. */
export const text: Kind<z.ZodString> = { type: z.string().min(1), accepts: 'a text' }

/** One of the words, in any case. */
export function oneOf<const T extends readonly string[]>(words: T) {
  const type = z.string().transform((text, context): T[number] => {
    const found = words.find((word) => word.toLowerCase() === text.trim().toLowerCase())
    if (found === undefined) context.addIssue('unknown word')
    return found ?? ''
  })
  return { type, accepts: `one of ${words.join(', ')}` }
}

export const flag = {
  type: oneOf(['true', 'false']).type.transform((word) => word === 'true'),
  accepts: 'true or false',
}

/** A whole number within the bounds. */
export function integer(least: number, most: number) {
  const type = z
    .string()
    .regex(/^\s*\d+\s*$/)
    .transform(Number)
    .pipe(z.int().min(least).max(most))
  return { type, accepts: `a whole number from ${least} to ${most}` }
}

/** A number from 0 to 1. */
export const share = {
  type: z
    .string()
    .regex(/^\s*[\d.]+\s*$/)
    .transform(Number)
    .pipe(z.number().min(0).max(1)),
  accepts: 'a number from 0 to 1',
}

const byteUnits = { b: 1, kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3 }
const milliUnits = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Bytes, as in `512KiB` or `4MiB`; the value is the number of bytes. */
export function size(least: string, most: string) {
  return { type: measure(byteUnits, 'b', [least, most]), accepts: sizeWords(least, most) }
}

/** A span of time, as in `500ms`, `10s` or `2m`; the value is milliseconds. */
export function duration(least: string, most: string) {
  return { type: measure(milliUnits, 'ms', [least, most]), accepts: durationWords(least, most) }
}

const sizeWords = (least: string, most: string) =>
  `a size from ${least} to ${most}, such as 512KiB or 4MiB`
const durationWords = (least: string, most: string) =>
  `a duration from ${least} to ${most}, such as 500ms, 10s or 2m`

function measure(
  units: Readonly<Record<string, number>>,
  plain: string,
  [least, most]: readonly [string, string],
) {
  const read = (text: string): number | undefined => {
    const [, digits, unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(text) ?? []
    const factor = units[unit === '' ? plain : unit.toLowerCase()]
    return digits === undefined || factor === undefined ? undefined : Number(digits) * factor
  }
  return z.string().transform((text, context): number => {
    const value = read(text)
    if (value !== undefined && value >= (read(least) ?? 0) && value <= (read(most) ?? 0)) {
      return Math.round(value)
    }
    context.addIssue('out of range')
    return 0
  })
}

/** Texts separated by commas, none of them empty. */
export const list = {
  type: z.string().transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ),
  accepts: 'a list separated by commas',
}

/** `http://host:port` or `https://host:port`, several separated by commas. */
export const listeners = {
  type: list.type.transform((parts, context): readonly URL[] => {
    const urls = parts.map((part) => URL.parse(part))
    const good = urls.filter(
      (url) => url && /^https?:$/.test(url.protocol) && /^\/?$/.test(url.pathname) && !url.search,
    )
    if (good.length === 0 || good.length < parts.length) context.addIssue('no listener')
    return good.filter((url) => url !== null)
  }),
  accepts: 'a list of addresses as in http://0.0.0.0:8081,https://0.0.0.0:8443',
}

export type StaticHeader = {
  readonly action: 'set' | 'add'
  readonly name: string
  readonly value: string
}

/**
 * Confluent's `response.http.headers.config`: `[action] [name]:[value]` separated by commas, in
 * double quotes where the value holds a comma.
 */
export const staticHeaders = {
  type: z.string().transform((text, context): readonly StaticHeader[] => {
    const parts = text.match(/\s*("[^"]*"|[^,"]+)\s*(,|$)/g) ?? []
    if (parts.join('') !== text) context.addIssue('not separated by commas')
    return parts.flatMap((part) => {
      const bare = part.replace(/,?$/, '').trim().replace(/^"|"$/g, '')
      const [, action, name, value] = /^(set|add)\s+([\w!#$%&'*+.^`|~-]+)\s*:(.*)$/.exec(bare) ?? []
      if (name === undefined || value === undefined) {
        context.addIssue('no header')
        return []
      }
      return [{ action: action === 'add' ? 'add' : 'set', name, value: value.trim() } as const]
    })
  }),
  accepts: 'headers as in set X-Frame-Options: DENY, "add Cache-Control: no-cache, no-store"',
}
