import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { parseContext } from '../../src/model/context.ts'
import { getConfig, putConfig } from '../../src/registry/config.ts'
import { deleteSubject } from '../../src/registry/deletion.ts'
import { deleteContext } from '../../src/registry/every-context.ts'
import { register } from '../../src/registry/register.ts'
import type { Registry } from '../../src/registry/registry.ts'
import type { SchemaRequest } from '../../src/registry/schema-request.ts'
import { opened, stores } from './opened.ts'

const context = parseContext('.gone')
const fresh = () => ({ stale: false })

const request: SchemaRequest = {
  ...{ body: '', type: 'AVRO', text: '"int"', references: [], version: 0 },
  ...{ tagsToAdd: [], tagsToRemove: [], propagateTags: false },
}

const add = (registry: Registry, name: string) =>
  register(registry, { context, name }, request, {
    normalize: false,
    force: false,
    freshness: fresh(),
  })

async function emptied(registry: Registry): Promise<void> {
  await add(registry, 'orders')
  for (const permanent of [false, true]) {
    await deleteSubject(registry, { context, name: 'orders' }, { permanent, freshness: fresh() })
  }
}

describe.each(stores)('a deleted context on %s', (_name, open) => {
  test('is read by others when other commands stand in the commit of its deletion', async () => {
    await using storage = await open()
    await using registry = opened(storage)
    await emptied(registry)
    const scope = { context, name: 's' }
    await Promise.all([
      putConfig(registry, scope, { compatibilityLevel: 'FULL' }, fresh()),
      deleteContext(registry, context, fresh()),
      putConfig(registry, { context, name: '' }, { normalize: true }, fresh()),
    ])
    await sleep(50)
    await using other = opened(storage)
    const options = { defaultToGlobal: false, freshness: fresh() }
    expect(await getConfig(other, scope, options)).toEqual({ compatibilityLevel: 'FULL' })
    expect(await getConfig(other, { context, name: '' }, options)).toMatchObject({
      normalize: true,
    })
    expect(registry.reports).toEqual([])
  })

  test('goes on with its ids where it was', async () => {
    await using storage = await open()
    await using registry = opened(storage)
    await emptied(registry)
    await deleteContext(registry, context, fresh())
    await sleep(50)
    await using other = opened(storage)
    expect((await add(other, 'orders')).id).toBe(2)
    expect((await registry.contexts.fresh([context], fresh()))[0]?.nextId).toBe(3)
  })
})
