import type { Associated } from '../model/changes.ts'
import { type ContextName, DEFAULT_CONTEXT } from '../model/context.ts'
import { allRules, type Digest, type SchemaContent } from '../model/schema.ts'
import { parseSubject, type Subject } from '../model/subject.ts'
import { Aliases } from './aliases.ts'
import { matchingAssociations, type SubjectAssociationFilter } from './associations/search.ts'
import type { Freshness } from './contexts.ts'
import { everyContext } from './every-context.ts'
import { freshState, type Registry } from './registry.ts'
import { mergeSorted, startingWith } from './sorted-names.ts'
import { type ContextState, isLive, type VersionState, versionsOf } from './state.ts'
import {
  isEmpty,
  isWanted,
  joined,
  type NamesOfContext,
  nameAfter,
  namesIn,
  type SubjectFilter,
  type SubjectPrefix,
} from './subject-listing.ts'

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
  const others: NamesOfContext[] = []
  for await (const [state, name] of statesFor(registry, prefix, filter, freshness)) {
    states.set(state.context, state)
    if (filter.aliases) aliases.collect(state, name)
    const names = startingWith(namesIn(state, filter), name)
    if (state.context === DEFAULT_CONTEXT) root = names
    else if (names.length > 0) others.push({ context: state.context, names })
  }
  const names = joined(root, others)
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

/** Contents asked of the store at once; each may be a mebibyte. */
const contentsPerTrip = 32

type Page = { readonly offset: number; readonly limit: number; readonly freshness: Freshness }

/**
 * A page of schemas by subject, then version. Which ones is settled when this resolves (with
 * `ruleType`, while they are taken); their contents are read while they are taken.
 */
export async function listSchemas(
  registry: Registry,
  prefix: SubjectPrefix,
  filter: SchemaFilter,
  page: Page,
): Promise<AsyncGenerator<ListedSchema, undefined>> {
  const asked = { deleted: filter.deleted, deletedOnly: false, aliases: filter.aliases }
  const listed = await namesWithStates(registry, prefix, asked, page.freshness)
  const rows = rowsOf(listed, filter)
  if (filter.ruleType !== '') return withRule(registry, rows, filter.ruleType, page)
  return withContents(registry, rows.drop(page.offset).take(page.limit).toArray().values())
}

/** The page of those rows whose content has such a rule. */
async function* withRule(
  registry: Registry,
  rows: Iterator<ListedRow, undefined>,
  type: string,
  { offset, limit }: Page,
): AsyncGenerator<ListedSchema, undefined> {
  let found = 0
  for await (const listed of withContents(registry, rows)) {
    if (!hasRule(listed.content, type)) continue
    if (++found > offset) yield listed
    if (found >= offset + limit) return
  }
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

async function* withContents(
  registry: Registry,
  rows: Iterator<ListedRow, undefined>,
): AsyncGenerator<ListedSchema, undefined> {
  for (;;) {
    const trip = nextRows(rows, contentsPerTrip)
    if (trip.length === 0) return
    const contents = await contentsOf(registry, trip)
    for (const listed of trip) {
      const content = contents.get(listed.subject.context)?.get(listed.row.digest)
      if (content) yield { ...listed, content }
    }
  }
}

/** The next rows; unlike `take` it leaves the iterator open for more. */
function nextRows(rows: Iterator<ListedRow, undefined>, count: number): readonly ListedRow[] {
  const trip: ListedRow[] = []
  for (let row = rows.next().value; row; row = rows.next().value) {
    trip.push(row)
    if (trip.length === count) break
  }
  return trip
}

async function contentsOf(
  registry: Registry,
  rows: readonly ListedRow[],
): Promise<ReadonlyMap<ContextName, ReadonlyMap<Digest, SchemaContent>>> {
  const contents = new Map<ContextName, ReadonlyMap<Digest, SchemaContent>>()
  for (const [context, group] of Map.groupBy(rows, ({ subject }) => subject.context)) {
    const digests = [...new Set(group.map(({ row }) => row.digest))]
    const found = await registry.contents.get(context, digests)
    contents.set(context, new Map(found.map((content, at) => [digests[at] ?? '', content])))
  }
  return contents
}

function hasRule({ ruleSet }: SchemaContent, type: string): boolean {
  return ruleSet !== undefined && allRules(ruleSet).some((rule) => rule.type === type)
}
