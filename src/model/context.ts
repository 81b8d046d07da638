import { failure } from './errors.ts'
import { limits } from './limits.ts'
import { fitsName } from './names.ts'

declare const contextBrand: unique symbol

/** A context's name in dotted form: `.` for the default one, `.team-a` for others. */
export type ContextName = string & { readonly [contextBrand]: true }

export const DEFAULT_CONTEXT = '.' as ContextName

/** Holds only the config and mode that every context falls back to. */
export const GLOBAL_CONTEXT = '.__GLOBAL' as ContextName

/**
 * Normalises a context as it stands in a URL or a query: `.c`, `c`, `:.c:` and `:.c` are one;
 * `.`, `:.:` and the empty text are the default context.
 * Throws `contextColon` for a colon inside, `invalidSubject` for a name over the limits.
 */
export function parseContext(text: string): ContextName {
  let name = text.startsWith(':') ? text.slice(1) : text
  if (name.endsWith(':')) name = name.slice(0, -1)
  if (name.includes(':')) throw failure('contextColon', text)
  if (!name.startsWith('.')) name = `.${name}`
  return checkContext(name)
}

/** The dotted name itself, checked: at most 255 bytes of well-formed text, no controls, no colon. */
export function checkContext(name: string): ContextName {
  if (!fitsName(name, limits.contextBytes)) throw failure('invalidSubject', `:${name}:`)
  return name as ContextName
}

/** `:.c:`, as Confluent prints a context in messages; empty for the default one. */
export function formatContext(context: ContextName): string {
  return context === DEFAULT_CONTEXT ? '' : `:${context}:`
}
