import { ByteLru } from '../model/byte-lru.ts'
import { type ContextName, checkContext, DEFAULT_CONTEXT } from '../model/context.ts'
import { formatSubject } from '../model/subject.ts'
import type { ContextEntry, Head } from '../storage/storage.ts'
import type { Freshness } from './contexts.ts'
import { everyContext } from './every-context.ts'
import { freshState, type Registry } from './registry.ts'
import { mergeSorted, startingWith } from './sorted-names.ts'
import type { ContextState } from './state.ts'

/** A `subjectPrefix`, read: which contexts, and what subject names begin with. */
export type SubjectPrefix =
  | { readonly kind: 'context'; readonly context: ContextName; readonly name: string }
  | { readonly kind: 'all'; readonly name: string }
  /** `:.ctx` without a closing colon: plain text in front of the qualified name. */
  | { readonly kind: 'qualified'; readonly text: string }

/** Reads a prefix as Confluent does (contract 1.4 and 3.1): empty is the default context alone. */
export function parsePrefix(text: string): SubjectPrefix {
  if (text.startsWith(':*:')) return { kind: 'all', name: text.slice(3) }
  if (!text.startsWith(':.')) return { kind: 'context', context: DEFAULT_CONTEXT, name: text }
  const end = text.indexOf(':', 1)
  if (end < 0) return { kind: 'qualified', text }
  const context = checkContext(text.slice(1, end))
  return { kind: 'context', context, name: text.slice(end + 1) }
}

export type SubjectFilter = { readonly deleted: boolean; readonly deletedOnly: boolean }

/** Names of the subjects of contexts, as they were at a revision: a list over all need not load them. */
export class NameLists {
  readonly #lists: ByteLru<string, { readonly revision: number; readonly names: readonly string[] }>

  constructor(bytes: number) {
    this.#lists = new ByteLru(bytes)
  }

  /** The names, if they were kept at exactly this revision. */
  get(
    context: ContextName,
    filter: SubjectFilter,
    revision: number,
  ): readonly string[] | undefined {
    const known = this.#lists.get(`${variantOf(filter)} ${context}`)
    return known?.revision === revision ? known.names : undefined
  }

  keep({ context, revision }: ContextState, filter: SubjectFilter, names: readonly string[]): void {
    const bytes = 200 + names.reduce((sum, name) => sum + 32 + name.length, 0)
    this.#lists.set(`${variantOf(filter)} ${context}`, { revision, names }, bytes)
  }
}

function variantOf({ deleted, deletedOnly }: SubjectFilter): string {
  return deletedOnly ? 'deletedOnly' : String(deleted)
}

/** Qualified names of the subjects that the prefix and filter let through, sorted. */
export async function listSubjects(
  registry: Registry,
  prefix: SubjectPrefix,
  filter: SubjectFilter,
  freshness: Freshness,
): Promise<readonly string[]> {
  if (prefix.kind === 'context') {
    const state = await freshState(registry, prefix.context, freshness)
    const names = startingWith(namesIn(state, filter), prefix.name)
    const { context } = prefix
    return context === DEFAULT_CONTEXT ? names : joined([], [{ context, names }])
  }
  const root =
    prefix.kind === 'all' ? await freshState(registry, DEFAULT_CONTEXT, freshness) : undefined
  const others: NamesOfContext[] = []
  for await (const entry of everyContext(registry)) {
    const start = nameAfter(prefix, entry.context)
    if (entry.context === DEFAULT_CONTEXT || start === undefined || isEmpty(entry.head)) continue
    const names = startingWith(await namesOf(registry, entry, filter), start)
    if (names.length > 0) others.push({ context: entry.context, names })
  }
  return joined(
    root ? startingWith(namesIn(root, filter), nameAfter(prefix, DEFAULT_CONTEXT) ?? '') : [],
    others,
  )
}

async function namesOf(
  registry: Registry,
  { context, head }: ContextEntry,
  filter: SubjectFilter,
): Promise<readonly string[]> {
  const known = registry.nameLists.get(context, filter, head.revision)
  if (known) return known
  const state = await registry.contexts.visit(context, head)
  const names = namesIn(state, filter)
  registry.nameLists.keep(state, filter, names)
  return names
}

export type NamesOfContext = { readonly context: ContextName; readonly names: readonly string[] }

/** Names of the default context and qualified ones of others as one sorted list. */
export function joined(
  root: readonly string[],
  others: readonly NamesOfContext[],
): readonly string[] {
  if (others.length === 0) return root
  // No context's prefix begins another's, so the names of one stand together.
  const qualified = others
    .toSorted((a, b) => (`:${a.context}:` < `:${b.context}:` ? -1 : 1))
    .flatMap(({ context, names }) => names.map((name) => formatSubject({ context, name })))
  return mergeSorted(root, qualified)
}

/** Names of a context's subjects, sorted, from memory as long as nothing was committed. */
export function namesIn(state: ContextState, filter: SubjectFilter): readonly string[] {
  const key = `subjects ${variantOf(filter)}`
  const known = state.memo.get(key)
  // The memo holds under this key what this function put there.
  if (known) return known as readonly string[]
  const names = state.names?.list() ?? []
  const wanted =
    filter.deleted && !filter.deletedOnly
      ? names
      : names.filter((name) => isWanted(state, name, filter))
  state.memo.set(key, wanted, wanted.length * 8)
  return wanted
}

export function isWanted(
  state: ContextState,
  name: string,
  { deleted, deletedOnly }: SubjectFilter,
): boolean {
  const found = state.subjects.get(name)
  if (!found) return false
  return deleted && !deletedOnly ? true : found.live > 0 !== deletedOnly
}

/** What names of the context must begin with; undefined if the prefix is not about it. */
export function nameAfter(
  prefix: Exclude<SubjectPrefix, { kind: 'context' }>,
  context: ContextName,
): string | undefined {
  if (prefix.kind === 'all') return prefix.name
  return `:${context}:`.startsWith(prefix.text) ? '' : undefined
}

/** Whether no subject is there, soft-deleted ones included. */
export const isEmpty = ({ summary }: Head) => summary.live + summary.deleted === 0
