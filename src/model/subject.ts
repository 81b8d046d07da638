import { type ContextName, checkContext, DEFAULT_CONTEXT, GLOBAL_CONTEXT } from './context.ts'
import { failure } from './errors.ts'
import { limits } from './limits.ts'
import { fitsName } from './names.ts'

/** A subject with the context it really lives in. The empty name stands for the context itself. */
export type Subject = { readonly context: ContextName; readonly name: string }

/**
 * Reads a subject as clients write it: `:.c:name` names its context, anything else lies in `mount`.
 * `:.c` and `:.c:` are the context itself, `:.:name` is in the default context, and a text such as
 * `:c:name` is a plain name. Percent-decoding is done before.
 */
export function parseSubject(text: string, mount: ContextName): Subject {
  if (!text.startsWith(':.')) return { context: mount, name: text }
  const end = text.indexOf(':', 1)
  if (end < 0) return { context: checkContext(text.slice(1)), name: '' }
  return { context: checkContext(text.slice(1, end)), name: text.slice(end + 1) }
}

/** Whether the text names its context itself, so that a mount does not apply. */
export function isQualified(text: string): boolean {
  return text.startsWith(':.') || text.startsWith(':*:')
}

/** The form every answer uses: bare in the default context, `:.c:name` elsewhere. */
export function formatSubject(subject: Subject): string {
  return subject.context === DEFAULT_CONTEXT ? subject.name : `:${subject.context}:${subject.name}`
}

/** Throws `invalidSubject` unless schemas may be registered or configured under the subject. */
export function checkSubject(subject: Subject): void {
  if (!isValidName(subject.name) || subject.context === GLOBAL_CONTEXT) {
    throw failure('invalidSubject', formatSubject(subject))
  }
}

/** Like {@link checkSubject}, but lets the scope `:.__GLOBAL:` of config and mode through. */
export function checkScope(scope: Subject): void {
  const global = scope.context === GLOBAL_CONTEXT && scope.name !== ''
  if (!isValidName(scope.name) || global) throw failure('invalidSubject', formatSubject(scope))
}

function isValidName(name: string): boolean {
  if (name === '__GLOBAL' || name === '__EMPTY') return false
  return fitsName(name, limits.subjectBytes)
}
