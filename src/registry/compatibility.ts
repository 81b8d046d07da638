import type { Comparison, Direction, Source } from '../formats/tasks.ts'
import { propertyOf } from '../model/annotations.ts'
import type { ContextName } from '../model/context.ts'
import type { Metadata, SchemaContent } from '../model/schema.ts'
import type { CompatibilityLevel } from '../model/settings.ts'
import type { Freshness } from './contexts.ts'
import { type Older, type OlderVersion, piecesOf } from './history.ts'
import { resolveReferences } from './references.ts'
import type { Registry } from './registry.ts'
import type { EffectiveConfig } from './settings.ts'

/** A schema to be judged, or one it is judged against. */
export type Candidate = { readonly source: Source; readonly metadata: Metadata | undefined }

/** What a candidate is judged against, newest first, and by which rules. */
export type History = {
  readonly older: readonly OlderVersion[]
  /** Content of the first of them. */
  readonly latest: SchemaContent | undefined
  readonly config: EffectiveConfig
  readonly freshness: Freshness
}

const reservedProperty = 'confluent:reserved'
const longestOldSchema = 10_240

/**
 * Confluent's lines saying why the candidate does not fit the older versions under the config;
 * empty when it does. Order and trailers as in contract 6.1. Throws SchemaProblem and
 * ReferenceProblem where a schema cannot be compared.
 */
export async function incompatibilities(
  registry: Registry,
  context: ContextName,
  candidate: Candidate,
  history: History,
): Promise<readonly string[]> {
  const { latest, config } = history
  const { compatibilityLevel: level } = config
  const messages: string[] = []
  if (config.validateFields) {
    messages.push(...(await reservedFieldLines(registry, context, candidate, latest)))
  }
  if (level !== 'NONE') {
    messages.push(...(await compareAll(registry, context, candidate, history)))
  }
  registry.counters.compatibilityChecks++
  if (messages.length === 0) return messages
  registry.counters.compatibilityFailures++
  return [...messages, `{validateFields: '${config.validateFields}', compatibility: '${level}'}`]
}

/** Versions whose metadata carry the same value of the group's property; none equals none. */
function sameGroup(
  older: readonly Older[],
  metadata: Metadata | undefined,
  group: string | undefined,
): readonly Older[] {
  if (group === undefined || group === '') return older
  const value = propertyOf(metadata, group)
  return older.filter(({ content }) => propertyOf(content.metadata, group) === value)
}

function directionsOf(level: CompatibilityLevel): readonly Direction[] {
  if (level.startsWith('FULL')) return ['forward', 'backward']
  return level.startsWith('FORWARD') ? ['forward'] : ['backward']
}

/** Lines about the first version that does not fit, of those that the level and group name. */
async function compareAll(
  registry: Registry,
  context: ContextName,
  candidate: Candidate,
  { older, config, freshness }: History,
): Promise<readonly string[]> {
  const { compatibilityLevel: level, compatibilityGroup: group } = config
  const transitive = level.endsWith('_TRANSITIVE')
  for await (const piece of piecesOf(registry, context, older)) {
    const grouped = sameGroup(piece, candidate.metadata, group)
    const compared = transitive ? grouped : grouped.slice(0, 1)
    const pieces = { older: compared, config, freshness }
    const lines = await comparePiece(registry, context, candidate, pieces)
    if (lines.length > 0 || (!transitive && compared.length > 0)) return lines
  }
  return []
}

async function comparePiece(
  registry: Registry,
  context: ContextName,
  candidate: Candidate,
  history: {
    readonly older: readonly Older[]
    readonly config: EffectiveConfig
    readonly freshness: Freshness
  },
): Promise<readonly string[]> {
  const { older, config, freshness } = history
  const otherType = older.findIndex(({ content }) => content.type !== candidate.source.type)
  const comparable = otherType < 0 ? older : older.slice(0, otherType)
  const sources: Source[] = []
  for (const { content } of comparable) {
    sources.push(await sourceOf(registry, context, content, freshness))
  }
  const found = await registry.formats.run(context, 'compare', {
    candidate: candidate.source,
    older: sources,
    directions: directionsOf(config.compatibilityLevel),
    policy: config.compatibilityPolicy ?? 'STRICT',
  })
  if (found) return linesOf(found, comparable[found.index], config.compatibilityLevel)
  return otherType < 0 ? [] : ['Incompatible because of different schema type']
}

/** A stored content as the engines take it. Throws ReferenceProblem for a reference that is gone. */
export async function sourceOf(
  registry: Registry,
  context: ContextName,
  content: SchemaContent,
  freshness: Freshness,
): Promise<Source> {
  const { type, text, references } = content
  const options = { liveOnly: false, freshness }
  const { closure } = await resolveReferences(registry, context, references, options)
  return { type, text, references: closure }
}

/** The trailer belongs to the last pass: a FULL check that fails only forwards has none. */
function linesOf(
  { forward, backward }: Comparison,
  older: Older | undefined,
  level: CompatibilityLevel,
): readonly string[] {
  const lastPass = level.startsWith('FORWARD') ? forward : backward
  const lines = [...forward, ...backward]
  if (lastPass.length === 0 || !older) return lines
  const { text } = older.content
  const shown =
    text.length > longestOldSchema
      ? `<truncated> '${text.slice(0, longestOldSchema)}...'`
      : `'${text}'`
  return [...lines, `{oldSchemaVersion: ${older.version}}`, `{oldSchema: ${shown}}`]
}

async function reservedFieldLines(
  registry: Registry,
  context: ContextName,
  { source, metadata }: Candidate,
  latest: SchemaContent | undefined,
): Promise<readonly string[]> {
  const reserved = reservedOf(metadata)
  const removed = reservedOf(latest?.metadata).filter((name) => !reserved.includes(name))
  const conflicting =
    reserved.length > 0
      ? await registry.formats.run(context, 'fields', { source, names: reserved })
      : []
  return [
    ...removed.map(
      (name) =>
        `The new schema has reserved field ${name} removed from its metadata which is present in the old schema's metadata.`,
    ),
    ...conflicting.map(
      (name) => `The new schema has field that conflicts with the reserved field ${name}.`,
    ),
  ]
}

function reservedOf(metadata: Metadata | undefined): readonly string[] {
  const list = propertyOf(metadata, reservedProperty) ?? ''
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}
