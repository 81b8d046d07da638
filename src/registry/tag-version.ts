import type { SchemaTags } from '../formats/format.ts'
import { mergeRuleSets, versionProperty, withProperty } from '../model/annotations.ts'
import { failure } from '../model/errors.ts'
import { checkAnnotationSize, checkRuleSet } from '../model/rules.ts'
import type { Metadata, RuleSet } from '../model/schema.ts'
import type { Subject } from '../model/subject.ts'
import type { Freshness } from './contexts.ts'
import { register } from './register.ts'
import type { Registration } from './register-decision.ts'
import type { Registry } from './registry.ts'
import { freshState } from './registry.ts'
import { withKeyParams } from './rule-params.ts'
import type { FoundVersion } from './same-schema.ts'
import { findVersion, rowOf, type VersionSpec } from './versions.ts'

/** What of a version is to be different in the next one. */
export type TagRequest = {
  /** Number of the new version; 0 for whichever is next. */
  readonly newVersion: number
  readonly tagsToAdd: readonly SchemaTags[]
  readonly tagsToRemove: readonly SchemaTags[]
  readonly metadata?: Metadata | undefined
  readonly ruleSet?: RuleSet | undefined
  readonly rulesToMerge?: RuleSet | undefined
  readonly rulesToRemove?: readonly string[] | undefined
}

/**
 * Registers a version again with other inline tags, metadata or rules (contract 4.4). A subject of
 * the default context is looked for in the other contexts too. Throws
 * `subjectNotFound`, `versionNotFound`, `invalidRuleSet`, then what a registration throws.
 */
export async function tagVersion(
  registry: Registry,
  subject: Subject,
  { spec, request }: { readonly spec: VersionSpec; readonly request: TagRequest },
  freshness: Freshness,
): Promise<Registration> {
  const found = await findVersion(registry, subject, spec, { deleted: false, freshness })
  checkRules(request)
  const { type, text, references, metadata: stored } = found.content
  const ruleSet = await rulesFor(registry, found, request, freshness)
  const { newVersion, tagsToAdd, tagsToRemove } = request
  const metadata = withProperty(request.metadata ?? stored, versionProperty, String(newVersion))
  const asked = withKeyParams({
    ...{ body: '', type, text, references, metadata },
    ...(ruleSet && { ruleSet }),
    ...{ version: newVersion, tagsToAdd, tagsToRemove, propagateTags: false },
  })
  return register(registry, found.subject, asked, { normalize: false, force: false, freshness })
}

function checkRules(request: TagRequest): void {
  const { metadata, ruleSet, rulesToMerge, rulesToRemove, tagsToAdd, tagsToRemove } = request
  if (ruleSet && (rulesToMerge || rulesToRemove)) {
    const detail = 'ruleSet should be omitted if specifying rulesToMerge or rulesToRemove'
    throw failure('invalidRuleSet', detail)
  }
  if (ruleSet) checkRuleSet(ruleSet)
  if (rulesToMerge) checkRuleSet(rulesToMerge)
  checkAnnotationSize(metadata, ruleSet, rulesToMerge, tagsToAdd, tagsToRemove)
}

/** The rules given, or those of the version before with some merged in and others left out. */
async function rulesFor(
  registry: Registry,
  { subject }: FoundVersion,
  { newVersion, ruleSet, rulesToMerge, rulesToRemove }: TagRequest,
  freshness: Freshness,
): Promise<RuleSet | undefined> {
  if (ruleSet) return ruleSet
  const state = await freshState(registry, subject.context, freshness)
  const before =
    rowOf(state, subject.name, newVersion - 1, false) ?? rowOf(state, subject.name, 'latest', false)
  const content = before && (await registry.contents.one(state.context, before.row.digest))
  const merged = without(mergeRuleSets(content?.ruleSet, rulesToMerge), rulesToRemove ?? [])
  if (merged) checkRuleSet(merged)
  return merged
}

function without(ruleSet: RuleSet | undefined, names: readonly string[]): RuleSet | undefined {
  if (!ruleSet || names.length === 0) return ruleSet
  const gone = new Set(names)
  const lists = (['migrationRules', 'domainRules', 'encodingRules'] as const).flatMap((list) => {
    const rules = ruleSet[list]
    return rules ? [[list, rules.filter(({ name }) => !gone.has(name ?? ''))] as const] : []
  })
  return { ...ruleSet, ...Object.fromEntries(lists) }
}
