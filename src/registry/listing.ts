import type { Associated } from '../model/changes.ts'
import { type ContextName, checkContext, DEFAULT_CONTEXT } from '../model/context.ts'
import { allRules, type Digest, type SchemaContent } from '../model/schema.ts'
import { formatSubject, parseSubject, type Subject } from '../model/subject.ts'
import type { Head } from '../storage/storage.ts'
import { Aliases } from './aliases.ts'
import { matchingAssociations, type SubjectAssociationFilter } from './association-search.ts'
import type { Freshness } from './contexts.ts'
import { everyContext } from './every-context.ts'
import { freshState, type Registry } from './registry.ts'
import { mergeSorted, startingWith } from './sorted-names.ts'
import { type ContextState, isLive, type VersionState, versionsOf } from './state.ts'

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

/** Qualified names of the subjects that the prefix and filter let through, sorted. */
export async function listSubjects(
  registry: Registry,
  prefix: SubjectPrefix,
  filter: SubjectFilter,
  freshness: Freshness,
): Promise<readonly string[]> {
  const asked = { ...filter, aliases: false }
  const { names } = await namesWithStates(registry, prefix, asked, freshness)
  return names
}

type Listed = {
  readonly names: readonly string[]
  readonly states: ReadonlyMap<ContextName, ContextState>
  /** Names that lead to a subject, by its qualified name. */
  readonly aliases: Aliases
}

async function namesWithStates(
  registry: Registry,
  prefix: SubjectPrefix,
  filter: SubjectFilter & { readonly aliases: boolean },
  freshness: Freshness,
): Promise<Listed> {
  const states = new Map<ContextName, ContextState>()
  const aliases = new Aliases()
  let root: readonly string[] = []
  const others: { readonly context: ContextName; readonly names: readonly string[] }[] = []
  for await (const [state, name] of statesFor(registry, prefix, filter, freshness)) {
    states.set(state.context, state)
    if (filter.aliases) aliases.collect(state, name)
    const names = startingWith(namesIn(state, filter), name)
    if (state.context === DEFAULT_CONTEXT) root = names
    else if (names.length > 0) others.push({ context: state.context, names })
  }
  // No context's prefix begins another's, so the names of one stand together.
  const qualified = others
    .sort((a, b) => (`:${a.context}:` < `:${b.context}:` ? -1 : 1))
    .flatMap(({ context, names }) => names.map((name) => formatSubject({ context, name })))
  const names = others.length === 0 ? root : mergeSorted(root, qualified)
  const listed = { names, states, aliases }
  return aliases.size === 0 ? listed : withTargets(registry, listed, filter, freshness)
}

/** Adds the subjects that aliases lead to although the prefix does not. */
async function withTargets(
  registry: Registry,
  { names, states, aliases }: Listed,
  filter: SubjectFilter,
  freshness: Freshness,
): Promise<Listed> {
  const all = new Map(states)
  const known = new Set(names)
  const added: string[] = []
  for (const qualified of aliases.targets().filter((target) => !known.has(target))) {
    const { context, name } = parseSubject(qualified, DEFAULT_CONTEXT)
    const state = all.get(context) ?? (await freshState(registry, context, freshness))
    all.set(context, state)
    if (isWanted(state, name, filter)) added.push(qualified)
  }
  return { names: mergeSorted(names, added.sort()), states: all, aliases }
}

/** Names of a context's subjects, sorted, from memory as long as nothing was committed. */
function namesIn(state: ContextState, filter: SubjectFilter): readonly string[] {
  const { deleted, deletedOnly } = filter
  const key = `subjects ${deletedOnly ? 'deletedOnly' : deleted}`
  const known = state.memo.get(key)
  // The memo holds under this key what this function put there.
  if (known) return known as readonly string[]
  const names = state.names?.list() ?? []
  const all = deleted && !deletedOnly
  const wanted = all ? names : names.filter((name) => isWanted(state, name, filter))
  state.memo.set(key, wanted, wanted.length * 8)
  return wanted
}

function isWanted(
  state: ContextState,
  name: string,
  { deleted, deletedOnly }: SubjectFilter,
): boolean {
  const found = state.subjects.get(name)
  if (!found) return false
  return deleted && !deletedOnly ? true : found.live > 0 !== deletedOnly
}

/** Fresh states that the prefix covers, each with what names in it must begin with. */
async function* statesFor(
  registry: Registry,
  prefix: SubjectPrefix,
  { aliases }: { readonly aliases: boolean },
  freshness: Freshness,
): AsyncGenerator<readonly [ContextState, string]> {
  if (prefix.kind === 'context') {
    yield [await freshState(registry, prefix.context, freshness), prefix.name]
    return
  }
  if (prefix.kind === 'all') {
    yield [await freshState(registry, DEFAULT_CONTEXT, freshness), prefix.name]
  }
  for await (const { context, head } of everyContext(registry)) {
    const name = context === DEFAULT_CONTEXT ? undefined : nameAfter(prefix, context)
    // Where no subject is, a name may still lead to one elsewhere.
    if (name !== undefined && (aliases || !isEmpty(head))) {
      yield [await registry.contexts.visit(context, head), name]
    }
  }
}

function nameAfter(
  prefix: Exclude<SubjectPrefix, { kind: 'context' }>,
  context: ContextName,
): string | undefined {
  if (prefix.kind === 'all') return prefix.name
  return `:${context}:`.startsWith(prefix.text) ? '' : undefined
}

const isEmpty = ({ summary }: Head) => summary.live + summary.deleted === 0

export type SchemaFilter = {
  readonly deleted: boolean
  /** Per subject only the highest version that passes. */
  readonly latestOnly: boolean
  /** Only schemas with a rule of that type. */
  readonly ruleType: string
  /** Says which names lead to each subject, and lists where names with the prefix lead to. */
  readonly aliases: boolean
  /** Only schemas of subjects with such associations, which are listed with them. */
  readonly association?: SubjectAssociationFilter | undefined
}

export type ListedSchema = {
  readonly subject: Subject
  readonly version: number
  readonly row: VersionState
  readonly content: SchemaContent
  readonly aliases: readonly string[]
  readonly associations: readonly Associated[]
}

type ListedRow = Omit<ListedSchema, 'content'>

/** Contents asked of the store at once. */
const contentsPerTrip = 250

/** A page of schemas by subject, then version. */
export async function listSchemas(
  registry: Registry,
  prefix: SubjectPrefix,
  filter: SchemaFilter,
  page: { readonly offset: number; readonly limit: number; readonly freshness: Freshness },
): Promise<readonly ListedSchema[]> {
  const asked = { deleted: filter.deleted, deletedOnly: false, aliases: filter.aliases }
  const listed = await namesWithStates(registry, prefix, asked, page.freshness)
  const rows = rowsOf(listed, filter)
  if (filter.ruleType === '') {
    return withContents(registry, [...rows.drop(page.offset).take(page.limit)])
  }
  const found: ListedSchema[] = []
  for (;;) {
    const chunk = nextRows(rows, contentsPerTrip)
    const schemas = await withContents(registry, chunk)
    found.push(...schemas.filter(({ content }) => hasRule(content, filter.ruleType)))
    if (chunk.length < contentsPerTrip || found.length >= page.offset + page.limit) break
  }
  return found.slice(page.offset, page.offset + page.limit)
}

/** The next rows; unlike `take` it leaves the generator open for more. */
function nextRows(rows: Generator<ListedRow, undefined>, count: number): readonly ListedRow[] {
  const chunk: ListedRow[] = []
  for (let row = rows.next().value; row; row = rows.next().value) {
    chunk.push(row)
    if (chunk.length === count) break
  }
  return chunk
}

function* rowsOf(
  { names, states, aliases }: Listed,
  { deleted, latestOnly, association }: SchemaFilter,
): Generator<ListedRow, undefined> {
  for (const qualified of names) {
    const subject = parseSubject(qualified, DEFAULT_CONTEXT)
    const state = states.get(subject.context)
    const associations = state && matchingAssociations(state, subject.name, association)
    if (!associations) continue
    const found = state.subjects.get(subject.name)
    const about = { subject, aliases: aliases.of(qualified), associations }
    const versions = versionsOf(found, deleted ? undefined : isLive)
    for (const version of latestOnly ? versions.slice(-1) : versions) {
      const row = found?.versions.get(version)
      if (row) yield { ...about, version, row }
    }
  }
}

async function withContents(
  registry: Registry,
  rows: readonly ListedRow[],
): Promise<readonly ListedSchema[]> {
  const contents = new Map<ContextName, ReadonlyMap<Digest, SchemaContent>>()
  for (const [context, group] of Map.groupBy(rows, ({ subject }) => subject.context)) {
    const digests = [...new Set(group.map(({ row }) => row.digest))]
    const found = await registry.contents.get(context, digests)
    contents.set(context, new Map(found.map((content, at) => [digests[at] ?? '', content])))
  }
  return rows.flatMap((listed) => {
    const content = contents.get(listed.subject.context)?.get(listed.row.digest)
    return content ? [{ ...listed, content }] : []
  })
}

function hasRule({ ruleSet }: SchemaContent, type: string): boolean {
  return ruleSet !== undefined && allRules(ruleSet).some((rule) => rule.type === type)
}
