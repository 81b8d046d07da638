import type { Metadata, Rule, RuleSet, SchemaContent } from './schema.ts'

/** Metadata property that holds the version a schema was registered as. */
export const versionProperty = 'confluent:version'

/**
 * Metadata with `over` on top: tags and properties by key, the tag set of a path replaced as a
 * whole; sensitive names united (MetadataUtil.merge). Absent only if both are.
 */
export function mergeMetadata(
  base: Metadata | undefined,
  over: Metadata | undefined,
): Metadata | undefined {
  if (!base || !over) return over ?? base
  const sensitive = [...new Set([...(base.sensitive ?? []), ...(over.sensitive ?? [])])]
  return {
    ...some('tags', mergePairs(base.tags, over.tags)),
    ...some('properties', mergePairs(base.properties, over.properties)),
    ...some('sensitive', base.sensitive || over.sensitive ? sensitive.sort() : undefined),
  }
}

/** Rule sets with `over` on top: rules by name within each list, replaced in place or appended. */
export function mergeRuleSets(
  base: RuleSet | undefined,
  over: RuleSet | undefined,
): RuleSet | undefined {
  if (!base || !over) return over ?? base
  return {
    ...some('migrationRules', mergeRules(base.migrationRules, over.migrationRules)),
    ...some('domainRules', mergeRules(base.domainRules, over.domainRules)),
    ...some('encodingRules', mergeRules(base.encodingRules, over.encodingRules)),
    ...some('enableAt', over.enableAt ?? base.enableAt),
  }
}

/** The metadata with one property set. */
export function withProperty(metadata: Metadata | undefined, key: string, value: string): Metadata {
  return { ...metadata, properties: mergePairs(metadata?.properties, [[key, value]]) ?? [] }
}

/** The value of a metadata property. */
export function propertyOf(metadata: Metadata | undefined, key: string): string | undefined {
  return metadata?.properties?.find(([name]) => name === key)?.[1]
}

/**
 * Whether metadata and rule set are the same, leaving the version property out where only one side
 * has it (ParsedSchema lookups treat it so).
 */
export function sameAnnotations(a: SchemaContent, b: SchemaContent): boolean {
  if (JSON.stringify(a.ruleSet) !== JSON.stringify(b.ruleSet)) return false
  const versions = [a, b].map(({ metadata }) => propertyOf(metadata, versionProperty))
  const oneSided = (versions[0] === undefined) !== (versions[1] === undefined)
  const [left, right] = oneSided
    ? [unversioned(a.metadata), unversioned(b.metadata)]
    : [a.metadata, b.metadata]
  return JSON.stringify(left) === JSON.stringify(right)
}

function unversioned(metadata: Metadata | undefined): Metadata {
  const properties = metadata?.properties?.filter(([key]) => key !== versionProperty) ?? []
  return {
    ...some('tags', metadata?.tags),
    ...some('properties', properties.length > 0 ? properties : undefined),
    ...some('sensitive', metadata?.sensitive),
  }
}

function mergePairs<V>(
  base: readonly (readonly [string, V])[] | undefined,
  over: readonly (readonly [string, V])[] | undefined,
): readonly (readonly [string, V])[] | undefined {
  if (!base || !over) return over ?? base
  return sortPairs([...new Map([...base, ...over])])
}

/** Pairs in the order of their keys' code units. */
export function sortPairs<V>(
  pairs: readonly (readonly [string, V])[],
): readonly (readonly [string, V])[] {
  return [...pairs].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
}

function mergeRules(
  base: readonly Rule[] | undefined,
  over: readonly Rule[] | undefined,
): readonly Rule[] | undefined {
  if (!base || !over) return over ?? base
  const rules = new Map([...base, ...over].map((rule) => [rule.name, rule]))
  return [...rules.values()]
}

/** An object with the key, or without it where the value is undefined. */
function some<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V })
}
