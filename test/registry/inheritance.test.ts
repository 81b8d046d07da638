import { describe, expect, test } from 'vitest'
import { parseContext } from '../../src/model/context.ts'
import type { CompatibilityLevel, Config, Mode } from '../../src/model/settings.ts'
import { getConfig, putConfig } from '../../src/registry/config.ts'
import { getMode, putMode } from '../../src/registry/mode.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { subjectOf } from './commands.ts'
import { opened } from './opened.ts'

type Level = CompatibilityLevel

/** S the subject's row, C its context's, T the top level's, G that of `:.__GLOBAL:`. */
const scopes = {
  S: { context: '.team', name: 's' },
  C: { context: '.team', name: '' },
  T: { context: '.', name: '' },
  G: { context: '.__GLOBAL', name: '' },
} as const

const levels = { S: 'FULL', C: 'FORWARD', T: 'NONE', G: 'FORWARD_TRANSITIVE' } as const
const groups = { S: 'group s', C: 'group c', T: 'group t', G: 'group g' } as const

type Row = readonly [set: string, level: Level, group: string | undefined]

/**
 * For each set of rows that exist: the level and the group in force for the subject. A subject's
 * row takes the group, never the level, from the top level, whatever context it lies in.
 */
const inAnotherContext: readonly Row[] = [
  ['', 'BACKWARD', undefined],
  ['G', 'FORWARD_TRANSITIVE', 'group g'],
  ['T', 'BACKWARD', undefined],
  ['TG', 'FORWARD_TRANSITIVE', 'group g'],
  ['C', 'FORWARD', 'group c'],
  ['CG', 'FORWARD', 'group c'],
  ['CT', 'FORWARD', 'group c'],
  ['CTG', 'FORWARD', 'group c'],
  ['S', 'FULL', 'group s'],
  ['SG', 'FULL', 'group s'],
  ['ST', 'FULL', 'group s'],
  ['STG', 'FULL', 'group s'],
  ['SC', 'FULL', 'group s'],
  ['SCG', 'FULL', 'group s'],
  ['SCT', 'FULL', 'group s'],
  ['SCTG', 'FULL', 'group s'],
]

/** The same where the subject's row is there and says neither. */
const withAnEmptyRow: readonly Row[] = [
  ['', 'BACKWARD', undefined],
  ['G', 'BACKWARD', undefined],
  ['T', 'BACKWARD', 'group t'],
  ['TG', 'BACKWARD', 'group t'],
  ['C', 'BACKWARD', undefined],
  ['CG', 'BACKWARD', undefined],
  ['CT', 'BACKWARD', 'group t'],
  ['CTG', 'BACKWARD', 'group t'],
]

const inTheDefaultContext: readonly Row[] = [
  ['', 'BACKWARD', undefined],
  ['G', 'FORWARD_TRANSITIVE', 'group g'],
  ['T', 'NONE', 'group t'],
  ['TG', 'NONE', 'group t'],
  ['S', 'FULL', 'group s'],
  ['SG', 'FULL', 'group s'],
  ['ST', 'FULL', 'group s'],
  ['STG', 'FULL', 'group s'],
]

async function configInForce(set: string, context: string, empty: boolean): Promise<Config> {
  await using registry = opened(memoryStorage())
  const freshness = { stale: false }
  const asked = subjectOf({ context, name: 's' })
  for (const key of ['S', 'C', 'T', 'G'] as const) {
    if (!set.includes(key)) continue
    const scope = key === 'S' ? asked : subjectOf(scopes[key])
    const config = { compatibilityLevel: levels[key], compatibilityGroup: groups[key] }
    await putConfig(registry, scope, config, freshness)
  }
  if (empty) await putConfig(registry, asked, {}, freshness)
  return getConfig(registry, asked, { defaultToGlobal: true, freshness })
}

describe('the config in force', () => {
  test.each(inAnotherContext)(
    'with rows "%s" in another context is %s, %s',
    async (set, level, group) => {
      const { compatibilityLevel, compatibilityGroup } = await configInForce(set, '.team', false)
      expect([compatibilityLevel, compatibilityGroup]).toEqual([level, group])
    },
  )

  test.each(withAnEmptyRow)('with an empty row and "%s" is %s, %s', async (set, level, group) => {
    const { compatibilityLevel, compatibilityGroup } = await configInForce(set, '.team', true)
    expect([compatibilityLevel, compatibilityGroup]).toEqual([level, group])
  })

  test.each(inTheDefaultContext)(
    'with rows "%s" in the default context is %s, %s',
    async (set, level, group) => {
      const { compatibilityLevel, compatibilityGroup } = await configInForce(set, '.', false)
      expect([compatibilityLevel, compatibilityGroup]).toEqual([level, group])
    },
  )

  const fields = {
    ...{ alias: 'other', aliasForDeks: 'other', compatibilityLevel: 'NONE' },
    ...{ normalize: true, validateFields: true, validateNewSchemas: false, validateRules: true },
    ...{ compatibilityPolicy: 'LENIENT', compatibilityGroup: 'group' },
    ...{ defaultMetadata: { properties: [['a', 'b']] }, defaultRuleSet: { domainRules: [] } },
    ...{ overrideMetadata: { properties: [['c', 'd']] }, overrideRuleSet: { domainRules: [] } },
  } as const satisfies Config

  test('of a subject with a row has six fields of the top level, of any context', async () => {
    await using registry = opened(memoryStorage())
    const freshness = { stale: false }
    await putConfig(registry, subjectOf(scopes.T), fields, freshness)
    for (const context of ['.', '.team']) {
      const subject = { context: parseContext(context), name: 's' }
      await putConfig(registry, subject, {}, freshness)
      const config = await getConfig(registry, subject, { defaultToGlobal: true, freshness })
      expect(config).toEqual({
        ...{ compatibilityLevel: 'BACKWARD', compatibilityPolicy: 'LENIENT' },
        ...{ normalize: true, validateFields: true, validateNewSchemas: false },
        ...{ validateRules: true, compatibilityGroup: 'group' },
      })
      const row = await getConfig(registry, subject, { defaultToGlobal: false, freshness })
      expect(row).toEqual({ compatibilityLevel: 'BACKWARD' })
    }
  })

  test('of a subject without a row is that of its context, alias and all', async () => {
    await using registry = opened(memoryStorage())
    const freshness = { stale: false }
    await putConfig(registry, subjectOf(scopes.C), fields, freshness)
    const options = { defaultToGlobal: true, freshness }
    expect(await getConfig(registry, subjectOf(scopes.S), options)).toEqual(fields)
  })
})

const modes = { S: 'IMPORT', C: 'READONLY', T: 'READONLY_OVERRIDE', G: 'FORWARD' } as const

const modeInAnotherContext: readonly (readonly [string, Mode])[] = [
  ['', 'READWRITE'],
  ['G', 'FORWARD'],
  ['T', 'READWRITE'],
  ['TG', 'FORWARD'],
  ['C', 'READONLY'],
  ['CG', 'READONLY'],
  ['CT', 'READONLY'],
  ['CTG', 'READONLY'],
  ['S', 'IMPORT'],
  ['SG', 'IMPORT'],
  ['ST', 'IMPORT'],
  ['STG', 'IMPORT'],
  ['SC', 'IMPORT'],
  ['SCG', 'IMPORT'],
  ['SCT', 'IMPORT'],
  ['SCTG', 'IMPORT'],
]

const modeInTheDefaultContext: readonly (readonly [string, Mode])[] = [
  ['', 'READWRITE'],
  ['G', 'FORWARD'],
  ['T', 'READONLY_OVERRIDE'],
  ['TG', 'READONLY_OVERRIDE'],
  ['S', 'IMPORT'],
  ['SG', 'IMPORT'],
  ['ST', 'IMPORT'],
  ['STG', 'IMPORT'],
]

async function modeInForce(set: string, context: string): Promise<Mode> {
  await using registry = opened(memoryStorage())
  const freshness = { stale: false }
  const asked = subjectOf({ context, name: 's' })
  for (const key of ['S', 'C', 'T', 'G'] as const) {
    if (!set.includes(key)) continue
    const scope = key === 'S' ? asked : subjectOf(scopes[key])
    await putMode(registry, scope, modes[key], { force: false, freshness })
  }
  return getMode(registry, asked, { defaultToGlobal: true, freshness })
}

describe('the mode in force', () => {
  test.each(modeInAnotherContext)('with rows "%s" in another context is %s', async (set, mode) => {
    expect(await modeInForce(set, '.team')).toBe(mode)
  })

  test.each(modeInTheDefaultContext)(
    'with rows "%s" in the default context is %s',
    async (set, mode) => {
      expect(await modeInForce(set, '.')).toBe(mode)
    },
  )
})
