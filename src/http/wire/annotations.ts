import { z } from 'zod'
import type { Metadata, Rule, RuleSet } from '../../model/schema.ts'
import { boolean, optional, pairs, string, stringPairs } from './json.ts'

const tagSets = pairs(z.array(string), { type: 'array', items: { type: 'string' } })

export const metadataBody = z
  .object({
    tags: optional(tagSets).describe('Sets of tags by path.'),
    properties: optional(stringPairs).describe('Free properties of the schema.'),
    sensitive: optional(z.array(string)).describe('Names of properties whose values are secret.'),
  })
  .transform(
    // Answers leave empty parts out, and clients look up with what they read: both are one content.
    ({ tags, properties, sensitive }): Metadata => ({
      ...(tags?.length && { tags: tags.map(([path, set]) => [path, sortSet(set)]) }),
      ...(properties?.length && { properties }),
      ...(sensitive?.length && { sensitive: sortSet(sensitive) }),
    }),
  )

const ruleBody = z
  .object({
    name: optional(string),
    doc: optional(string),
    kind: optional(z.enum(['TRANSFORM', 'CONDITION'])),
    mode: optional(z.enum(['UPGRADE', 'DOWNGRADE', 'UPDOWN', 'WRITE', 'READ', 'WRITEREAD'])),
    type: optional(string),
    tags: optional(z.array(string)),
    params: optional(stringPairs),
    expr: optional(string),
    onSuccess: optional(string),
    onFailure: optional(string),
    disabled: optional(boolean),
  })
  .transform(
    ({ name, doc, kind, mode, type, tags, params, ...rest }): Rule => ({
      ...(name !== undefined && { name }),
      ...(doc && { doc }),
      kind: kind ?? 'TRANSFORM',
      mode: mode ?? 'WRITEREAD',
      ...(type !== undefined && { type }),
      ...(tags?.length && { tags: sortSet(tags) }),
      ...(params?.length && { params }),
      ...(rest.expr && { expr: rest.expr }),
      ...(rest.onSuccess && { onSuccess: rest.onSuccess }),
      ...(rest.onFailure && { onFailure: rest.onFailure }),
      disabled: rest.disabled ?? false,
    }),
  )

const rules = optional(z.array(ruleBody))

export const ruleSetBody = z
  .object({
    migrationRules: rules.describe('Rules applied between versions.'),
    domainRules: rules.describe('Rules applied to values when they are written or read.'),
    encodingRules: rules.describe('Rules applied to bytes when they are written or read.'),
    enableAt: optional(string),
  })
  .transform(
    ({ migrationRules, domainRules, encodingRules, enableAt }): RuleSet => ({
      ...(migrationRules?.length && { migrationRules }),
      ...(domainRules?.length && { domainRules }),
      ...(encodingRules?.length && { encodingRules }),
      ...(enableAt && { enableAt }),
    }),
  )

function sortSet(values: readonly string[]): string[] {
  return [...new Set(values)].sort()
}

/** Metadata in the shape of answers: empty parts left out. */
export function metadataAnswer({ tags, properties, sensitive }: Metadata): object {
  return {
    ...(tags && tags.length > 0 && { tags: Object.fromEntries(tags) }),
    ...(properties && properties.length > 0 && { properties: Object.fromEntries(properties) }),
    ...(sensitive && sensitive.length > 0 && { sensitive }),
  }
}

/** A rule set in the shape of answers: empty lists left out, `kind` and `mode` filled in. */
export function ruleSetAnswer(ruleSet: RuleSet): object {
  const { migrationRules, domainRules, encodingRules, enableAt } = ruleSet
  const lists = Object.entries({ migrationRules, domainRules, encodingRules })
    .filter(([, list]) => list && list.length > 0)
    .map(([name, list]) => [name, list?.map(ruleAnswer)])
  return { ...Object.fromEntries(lists), ...(enableAt ? { enableAt } : {}) }
}

function ruleAnswer({ params, disabled, ...rule }: Rule): object {
  const { name, doc, kind, mode, type, tags, expr, onSuccess, onFailure } = rule
  const fields = {
    ...{ name, doc, kind, mode, type, tags },
    params: params && params.length > 0 ? Object.fromEntries(params) : undefined,
    ...{ expr, onSuccess, onFailure },
  }
  const present = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '')
  return { ...Object.fromEntries(present), disabled }
}
