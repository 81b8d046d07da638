import { describe, expect, test } from 'vitest'
import { putConfig } from '../../src/registry/config.ts'
import { deleteSubject } from '../../src/registry/deletion.ts'
import type { Registry } from '../../src/registry/registry.ts'
import { listSchemas, type SchemaFilter } from '../../src/registry/schema-listing.ts'
import { parsePrefix } from '../../src/registry/subject-listing.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { registered, strong, subject, tie, topic, weak } from './association-steps.ts'
import { opened } from './opened.ts'

const freshness = { stale: false }
const page = { offset: 0, limit: 100, freshness }
const plain: SchemaFilter = { deleted: false, latestOnly: false, ruleType: '', aliases: false }

const alias = (registry: Registry, name: string, target: string) =>
  putConfig(registry, subject(name), { alias: target }, freshness)

/** `subject/version <- aliases` of what is listed. */
async function listed(registry: Registry, prefix: string, filter: Partial<SchemaFilter>) {
  const found = await listSchemas(registry, parsePrefix(prefix), { ...plain, ...filter }, page)
  return (await Array.fromAsync(found)).map(({ subject: { context, name }, version, aliases }) => {
    const row = `${context}/${name}/${version}`
    return aliases.length > 0 ? `${row} <- ${aliases.join(' ')}` : row
  })
}

describe('a list of schemas with aliases', () => {
  test('says which names lead to each subject', async () => {
    await using registry = opened(memoryStorage())
    await registered(registry, 'a', 'string')
    await registered(registry, 'b', 'string')
    await alias(registry, 'y', 'a')
    await alias(registry, 'x', 'a')
    expect(await listed(registry, '', { aliases: true })).toEqual(['./a/1 <- x y', './b/1'])
    expect(await listed(registry, '', {})).toEqual(['./a/1', './b/1'])
  })

  test('adds subjects that only an alias with the prefix leads to, in their places', async () => {
    await using registry = opened(memoryStorage())
    for (const name of ['n1', 'm', 'z', ':.c:far']) await registered(registry, name, 'string')
    await registered(registry, 'z', 'bytes')
    await alias(registry, 'n2', 'm')
    await alias(registry, 'n3', 'z')
    await alias(registry, 'n4', ':.c:far')
    await alias(registry, 'other', 'm')
    const rows = ['.c/far/1 <- n4', './m/1 <- n2', './n1/1', './z/1 <- n3', './z/2 <- n3']
    expect(await listed(registry, 'n', { aliases: true })).toEqual(rows)
    const latest = ['.c/far/1 <- n4', './m/1 <- n2', './n1/1', './z/2 <- n3']
    expect(await listed(registry, 'n', { aliases: true, latestOnly: true })).toEqual(latest)
  })

  test('knows aliases of contexts that have no subjects', async () => {
    await using registry = opened(memoryStorage())
    await registered(registry, 'a', 'string')
    await alias(registry, ':.empty:x', ':.:a')
    expect(await listed(registry, ':*:', { aliases: true })).toEqual(['./a/1 <- :.empty:x'])
    expect(await listed(registry, ':.empty:', { aliases: true })).toEqual(['./a/1 <- :.empty:x'])
    expect(await listed(registry, ':.empty:', {})).toEqual([])
  })

  test('leaves out aliases that lead nowhere and targets that are deleted', async () => {
    await using registry = opened(memoryStorage())
    await registered(registry, 'a', 'string')
    await deleteSubject(registry, subject('a'), { permanent: false, freshness })
    await alias(registry, 'x', 'a')
    await alias(registry, 'y', 'nowhere')
    await alias(registry, 'z', '')
    expect(await listed(registry, 'x', { aliases: true })).toEqual([])
    expect(await listed(registry, 'x', { aliases: true, deleted: true })).toEqual(['./a/1 <- x'])
  })
})

describe('a list of schemas by association', () => {
  const filter = (lifecycles: readonly ('STRONG' | 'WEAK' | 'NONE')[], ...types: string[]) => ({
    association: { resourceType: 'topic', associationTypes: types, lifecycles },
  })

  test.each([
    ['any', filter([]), ['owned-value', 'shared']],
    ['weak', filter(['WEAK']), ['shared']],
    ['strong', filter(['STRONG']), ['owned-value']],
    ['none', filter(['NONE']), ['lonely']],
    ['weak or none', filter(['WEAK', 'NONE']), ['lonely', 'shared']],
    ['of keys', filter([], 'key'), ['shared']],
    ['none of values', filter(['NONE'], 'value'), ['lonely', 'shared']],
  ])('lets those with %s through', async (_what, part, names) => {
    await using registry = opened(memoryStorage())
    await registered(registry, ':.ns:shared', 'string')
    await registered(registry, ':.ns:lonely', 'string')
    await tie(registry, topic('t', weak(':.ns:shared', 'key')))
    await tie(registry, topic('owned', strong('string')))
    const asked = { ...plain, ...part }
    const found = await Array.fromAsync(
      await listSchemas(registry, parsePrefix(':.ns:'), asked, page),
    )
    expect(found.map(({ subject }) => subject.name)).toEqual(names)
    for (const { subject, associations } of found) {
      expect(associations.every((row) => row.subject === subject.name)).toBe(true)
    }
  })
})
