import type { ContextName } from '../model/context.ts'
import { failure } from '../model/errors.ts'
import { limits } from '../model/limits.ts'
import { fitsBytes } from '../model/names.ts'
import { isQualified, parseSubject, type Subject } from '../model/subject.ts'
import { aliasOf } from '../registry/config.ts'
import type { VersionSpec } from '../registry/versions.ts'
import { parseInteger } from './query.ts'
import type { Call } from './route.ts'

/** The subject of the path, before its alias. */
export function namedSubject({ params, context }: Call): Subject {
  return parseSubject(params.subject ?? '', context)
}

/** The subject that the path addresses: the one its alias stands for, followed once. */
export function targetSubject(call: Call): Promise<Subject> {
  return followAlias(call, namedSubject(call))
}

/**
 * The subject that the name stands for. An alias without a context lies in the context of the
 * subject that carries it; the alias of an alias is not followed (contract 0.5).
 */
export async function followAlias(call: Call, subject: Subject): Promise<Subject> {
  const alias = await aliasOf(call.registry, subject, call.freshness)
  return alias === undefined || alias === '' ? subject : parseSubject(alias, subject.context)
}

/** Scope of the config and mode routes: a subject, or the context itself. Aliases do not apply. */
export function scopeOf({ params, context }: Call): Subject {
  return parseSubject(params.subject ?? '', context)
}

/** The `subject` query of by-id reads; absent or empty it is the mount's context itself. */
export function querySubject({ query, context }: Call): Subject {
  const raw = query.subject
  const text = typeof raw === 'string' ? raw : (raw?.[0] ?? '')
  return parseSubject(text, context)
}

/** A `subjectPrefix` as the mount makes it: unqualified text is looked for in the mount's context. */
export function prefixIn(text: string, context: ContextName, mounted: boolean): string {
  if (!mounted || isQualified(text)) return text
  return context === '.' ? text : `:${context}:${text}`
}

/** The version of the path. Throws `invalidVersion`. */
export function versionSpec({ params }: Call): VersionSpec {
  const text = (params.version ?? '').trim()
  if (text === '-1' || text.toLowerCase() === 'latest') return 'latest'
  const version = parseInteger(text)
  if (version !== undefined && version > 0) return version
  throw failure('invalidVersion', fitsBytes(text, limits.subjectBytes) ? text : '…')
}

/** The id of the path. Throws `notFound` for text that is no 32-bit integer, as the reference does. */
export function idOfPath({ params }: Call): number {
  const id = parseInteger(params.id ?? '')
  if (id === undefined) throw failure('notFound')
  return id
}
