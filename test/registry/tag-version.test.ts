import { describe, expect, test } from 'vitest'
import type { SchemaTags } from '../../src/formats/format.ts'
import type { RuleSet } from '../../src/model/schema.ts'
import { putMode } from '../../src/registry/mode.ts'
import { register } from '../../src/registry/register.ts'
import type { Registry } from '../../src/registry/registry.ts'
import { type TagRequest, tagVersion } from '../../src/registry/tag-version.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { outcome, schemaOf, subject } from './association-steps.ts'
import { opened } from './opened.ts'

const freshness = { stale: false }
const options = { normalize: false, force: false, freshness }

const record = (...fields: readonly string[]) => {
  const list = fields.map((name) => ({ name, type: 'int', default: 0 }))
  return JSON.stringify({ type: 'record', name: 'R', fields: list })
}

const tagged = (path: string, ...tags: readonly string[]): SchemaTags => ({
  schemaEntity: { entityPath: path, entityType: 'sr_field' },
  tags,
})

const rules = (...names: readonly string[]): RuleSet => ({
  domainRules: names.map((name) => {
    return { name, type: 'CEL', kind: 'CONDITION', mode: 'WRITE', disabled: false }
  }),
})

function change(registry: Registry, version: number | 'latest', part: Partial<TagRequest>) {
  const request = { newVersion: 0, tagsToAdd: [], tagsToRemove: [], ...part }
  return tagVersion(registry, subject('s'), { spec: version, request }, freshness)
}

async function withVersion(request: Parameters<typeof schemaOf>[1] = {}) {
  const registry = opened(memoryStorage())
  const schema = schemaOf('', { text: record('a', 'b'), ...request })
  await register(registry, subject('s'), schema, options)
  return registry
}

const versionOf = (
  metadata: { readonly properties?: readonly (readonly string[])[] } | undefined,
) => new Map(metadata?.properties?.map(([key, value]) => [key, value])).get('confluent:version')

describe('tagging a version', () => {
  test('starts from the text in the path, not from the latest one', async () => {
    await using registry = await withVersion()
    await change(registry, 1, { tagsToAdd: [tagged('R.a', 'PII')] })
    const third = await change(registry, 1, { tagsToAdd: [tagged('R.b', 'X')] })
    expect(third.version).toBe(3)
    expect(third.content.text).not.toContain('PII')
    expect(third.content.text).toContain('"confluent:tags":["X"]')
  })

  test('counts the version in the metadata', async () => {
    await using registry = await withVersion({ metadata: { properties: [['owner', 'me']] } })
    const second = await change(registry, 1, { newVersion: 2, tagsToAdd: [tagged('R.a', 'PII')] })
    expect(second.content.metadata?.properties).toEqual([
      ['confluent:version', '2'],
      ['owner', 'me'],
    ])
    const third = await change(registry, 1, { tagsToAdd: [tagged('R.a', 'X')] })
    expect(versionOf(third.content.metadata)).toBe('3')
  })

  test('takes other metadata in place of those of the version', async () => {
    await using registry = await withVersion({ metadata: { properties: [['owner', 'me']] } })
    const metadata = { properties: [['team', 'us']] as const }
    const second = await change(registry, 1, { metadata })
    expect(second.content.metadata?.properties).toEqual([
      ['confluent:version', '2'],
      ['team', 'us'],
    ])
  })

  test('refuses a number that is not the next one', async () => {
    await using registry = await withVersion()
    const attempt = change(registry, 1, { newVersion: 3, tagsToAdd: [tagged('R.a', 'PII')] })
    await expect(attempt).rejects.toMatchObject({
      code: 42201,
      message: 'Version is not one more than previous version',
    })
  })

  test('refuses an entity that is not there, in the words of the reference', async () => {
    await using registry = await withVersion()
    await expect(change(registry, 1, { tagsToAdd: [tagged('R.x', 'PII')] })).rejects.toMatchObject({
      code: 42201,
      message: "java.lang.IllegalArgumentException: No matching path 'R.x' found in the schema",
    })
  })

  test('looks for the version before the rules, and for those before the tags', async () => {
    await using registry = await withVersion()
    const contradiction = { ruleSet: rules('a'), rulesToRemove: ['a'] }
    const all = { ...contradiction, tagsToAdd: [tagged('R.x', 'PII')] }
    expect(await outcome(change(registry, 2, all))).toBe(40402)
    expect(await outcome(change(registry, 1, all))).toBe(42210)
    await putMode(registry, subject('s'), 'READONLY', { force: false, freshness })
    expect(await outcome(change(registry, 1, { rulesToMerge: rules('1') }))).toBe(42210)
    expect(await outcome(change(registry, 1, { rulesToMerge: rules('a') }))).toBe(42205)
  })
})

describe('changing rules', () => {
  test('merges into those of the latest version by name, and leaves others out', async () => {
    await using registry = await withVersion({ ruleSet: rules('a', 'b') })
    const second = await change(registry, 1, { rulesToMerge: rules('c'), rulesToRemove: ['a'] })
    expect(second.content.ruleSet?.domainRules?.map(({ name }) => name)).toEqual(['b', 'c'])
    const third = await change(registry, 1, { rulesToMerge: rules('d') })
    expect(third.content.ruleSet?.domainRules?.map(({ name }) => name)).toEqual(['b', 'c', 'd'])
  })

  test('replaces them all with a rule set', async () => {
    await using registry = await withVersion({ ruleSet: rules('a', 'b') })
    const second = await change(registry, 1, { ruleSet: rules('c') })
    expect(second.content.ruleSet).toEqual(rules('c'))
  })

  test('may leave none', async () => {
    await using registry = await withVersion({ ruleSet: rules('a') })
    const second = await change(registry, 1, { rulesToRemove: ['a', 'unknown'] })
    expect(second.content.ruleSet).toEqual({ domainRules: [] })
  })

  test('refuses one name in two lists', async () => {
    await using registry = await withVersion({ ruleSet: rules('a') })
    const upgrade = { name: 'a', type: 'CEL', kind: 'TRANSFORM', mode: 'UPGRADE', disabled: false }
    const attempt = change(registry, 1, { rulesToMerge: { migrationRules: [upgrade] } })
    await expect(attempt).rejects.toMatchObject({
      code: 42210,
      message: "Found rule with duplicate name 'a'",
    })
  })
})

describe('tags of the latest version', () => {
  async function propagated(latest: string, tags: readonly SchemaTags[], next: string) {
    await using registry = opened(memoryStorage())
    const first = schemaOf('', { text: latest, tagsToAdd: tags })
    await register(registry, subject('s'), first, options)
    const second = schemaOf('', { text: next, propagateTags: true })
    return (await register(registry, subject('s'), second, options)).content.text
  }

  test('are passed on where their entities remain', async () => {
    const tags = [tagged('R.a', 'A'), tagged('R.b', 'B'), tagged('R.c', 'C')]
    const text = await propagated(record('a', 'b', 'c'), tags, record('c', 'a', 'd'))
    const fields: { name: string; 'confluent:tags'?: string[] }[] = JSON.parse(text).fields
    expect(fields.map((field) => [field.name, field['confluent:tags']])).toEqual([
      ['c', ['C']],
      ['a', ['A']],
      ['d', undefined],
    ])
  })

  test('may all have lost their places', async () => {
    const text = await propagated(record('a'), [tagged('R.a', 'A')], record('d'))
    expect(text).not.toContain('confluent:tags')
  })

  test('are not a reason to take a text that cannot be read', async () => {
    const attempt = propagated(record('a'), [tagged('R.a', 'A')], '{"type":"nothing"}')
    expect(await outcome(attempt)).toBe(42201)
  })

  test('that are too many to look for are an error and not a long wait', async () => {
    const names = Array.from({ length: 2000 }, (_, at) => `f${at}`)
    const tags = names.map((name) => tagged(`R.${name}`, 'T'))
    const others = names.map((name) => `g${name}`)
    await expect(propagated(record(...names), tags, record(...others))).rejects.toMatchObject({
      code: 42201,
      message: 'More than 100 tagged entities are gone',
    })
  }, 60_000)
})
