import { z } from 'zod'
import { DEFAULT_CONTEXT } from '../../model/context.ts'
import { failure } from '../../model/errors.ts'
import { limits } from '../../model/limits.ts'
import { fitsName } from '../../model/names.ts'
import { checkAnnotationSize, checkRuleSet } from '../../model/rules.ts'
import {
  type CompatibilityLevel,
  type CompatibilityPolicy,
  type Config,
  compatibilityLevels,
  compatibilityPolicies,
} from '../../model/settings.ts'
import { parseSubject } from '../../model/subject.ts'
import type { ConfigPatch } from '../../registry/config.ts'
import { metadataAnswer, metadataBody, ruleSetAnswer, ruleSetBody } from './annotations.ts'
import { boolean, string } from './json.ts'

/** Body of a config update: a value replaces, null clears, an absent field keeps. */
export const configBody = z.object({
  alias: string.nullish().describe('The subject that this one stands for.'),
  aliasForDeks: string.nullish().describe('The same for encryption keys.'),
  normalize: boolean.nullish().describe('Normalise schemas without being asked.'),
  validateFields: boolean.nullish().describe('Check fields against reserved names.'),
  validateNewSchemas: boolean.nullish().describe('Check new schemas strictly.'),
  validateRules: boolean.nullish(),
  compatibility: string.nullish().describe('The compatibility level.'),
  compatibilityPolicy: string.nullish().describe('STRICT, LENIENT or LOGICAL.'),
  compatibilityGroup: string.nullish().describe('Metadata property that groups versions.'),
  defaultMetadata: metadataBody.nullish(),
  overrideMetadata: metadataBody.nullish(),
  defaultRuleSet: ruleSetBody.nullish(),
  overrideRuleSet: ruleSetBody.nullish(),
})

/**
 * The update as the registry takes it. Throws `invalidCompatibility`, then `invalidRuleSet`, then
 * `invalidSubject` for an alias or group that could name nothing.
 */
export function configPatch(body: z.output<typeof configBody>): ConfigPatch {
  const { compatibility, compatibilityPolicy, ...fields } = body
  const level = compatibility === undefined ? {} : { compatibilityLevel: levelOf(compatibility) }
  const policy =
    compatibilityPolicy === undefined ? {} : { compatibilityPolicy: policyOf(compatibilityPolicy) }
  if (fields.defaultRuleSet) checkRuleSet(fields.defaultRuleSet)
  if (fields.overrideRuleSet) checkRuleSet(fields.overrideRuleSet)
  const { defaultMetadata, overrideMetadata, defaultRuleSet, overrideRuleSet } = fields
  checkAnnotationSize(
    ...[defaultMetadata, overrideMetadata, defaultRuleSet, overrideRuleSet].map(
      (p) => p ?? undefined,
    ),
  )
  for (const name of [fields.alias, fields.aliasForDeks, fields.compatibilityGroup]) checkName(name)
  const present = Object.entries(fields).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(present), ...level, ...policy }
}

function levelOf(text: string | null): CompatibilityLevel | null {
  if (text === null) return null
  const level = compatibilityLevels.find((known) => known === text.toUpperCase())
  if (!level) throw failure('invalidCompatibility')
  return level
}

/** Unknown text silently means none, as on the reference. */
function policyOf(text: string | null): CompatibilityPolicy | null {
  return compatibilityPolicies.find((known) => known === text?.toUpperCase()) ?? null
}

function checkName(name: string | null | undefined): void {
  if (name === null || name === undefined) return
  if (!fitsName(parseSubject(name, DEFAULT_CONTEXT).name, limits.subjectBytes)) {
    throw failure('invalidSubject', name)
  }
}

/** A config in the shape of GET and DELETE: `compatibilityLevel`, empty parts left out. */
export function configAnswer(config: Config): object {
  const { compatibilityLevel } = config
  return answerWith(config, compatibilityLevel === undefined ? {} : { compatibilityLevel })
}

/** The same in the shape of PUT, where the level is called `compatibility`. */
export function storedConfigAnswer(config: Config): object {
  const { compatibilityLevel: compatibility } = config
  return answerWith(config, compatibility === undefined ? {} : { compatibility })
}

function answerWith(config: Config, level: object): object {
  const { alias, aliasForDeks, normalize, validateFields, validateNewSchemas } = config
  const fields = {
    ...{ alias, aliasForDeks, normalize, validateFields, validateNewSchemas },
    validateRules: config.validateRules,
    ...level,
    compatibilityPolicy: config.compatibilityPolicy,
    compatibilityGroup: config.compatibilityGroup,
    defaultMetadata: config.defaultMetadata && metadataAnswer(config.defaultMetadata),
    overrideMetadata: config.overrideMetadata && metadataAnswer(config.overrideMetadata),
    defaultRuleSet: config.defaultRuleSet && ruleSetAnswer(config.defaultRuleSet),
    overrideRuleSet: config.overrideRuleSet && ruleSetAnswer(config.overrideRuleSet),
  }
  const present = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '')
  return Object.fromEntries(present)
}
