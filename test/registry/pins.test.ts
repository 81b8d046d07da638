import { describe, expect, test } from 'vitest'
import { parseContext } from '../../src/model/context.ts'
import { deleteSubject, deleteVersion } from '../../src/registry/deletion.ts'
import { cancelPin } from '../../src/registry/pins.ts'
import { register } from '../../src/registry/register.ts'
import { freshState, type Registry } from '../../src/registry/registry.ts'
import { rowKey } from '../../src/registry/state.ts'
import { referencedBy } from '../../src/registry/versions.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { requestOf, subjectOf, texts } from './commands.ts'
import { logOf } from './folded.ts'
import { heldBack, until } from './held-back.ts'
import { type OpenedRegistry, opened } from './opened.ts'

const here = parseContext('.here')
const there = parseContext('.there')
const shared = subjectOf({ context: '.here', name: 'shared' })
const holder = subjectOf({ context: '.there', name: 'holder' })
// Every use is a request of its own.
const fresh = () => ({ stale: false })
const options = () => ({ normalize: false, force: false, freshness: fresh() })
const soft = () => ({ permanent: false, freshness: fresh() })
const permanent = () => ({ permanent: true, freshness: fresh() })

const registerShared = (registry: Registry) =>
  register(registry, shared, requestOf(texts[3] ?? ''), options())

function registerHolder(registry: Registry) {
  const text = '{"type":"record","name":"H","fields":[{"name":"held","type":"Shared"}]}'
  const references = [{ name: 'Shared', subject: ':.here:shared', version: 1 }]
  return register(registry, holder, requestOf(text, { references }), options())
}

/** Tokens of the pins on version 1 of the shared subject. */
async function pinsOn(registry: Registry): Promise<readonly string[]> {
  const state = await freshState(registry, here, fresh())
  return state.pinned.get(rowKey('shared', 1)) ?? []
}

/** Marks the shared version as about to be referred to by somebody who never comes back. */
async function orphanedPin(registry: Registry): Promise<string> {
  await registry.committer.submit({
    context: here,
    operation: 'Register operation',
    freshness: fresh(),
    decide: () => {
      const targets = [{ subject: 'shared', version: 1 }]
      return {
        changes: [{ kind: 'pinned', token: 'orphan', from: there, targets }],
        result: undefined,
      }
    },
  })
  return 'orphan'
}

describe('a version that another context refers to', () => {
  async function referred(): Promise<OpenedRegistry> {
    const registry = opened(memoryStorage())
    await registerShared(registry)
    await registerHolder(registry)
    return registry
  }

  test('cannot be deleted, alone or with its subject', async () => {
    await using registry = await referred()
    const refused = { kind: 'referenceExists' }
    await expect(deleteVersion(registry, shared, 1, soft())).rejects.toMatchObject(refused)
    await expect(deleteSubject(registry, shared, soft())).rejects.toMatchObject(refused)
    expect(await referencedBy(registry, shared, 1, { deleted: false, freshness: fresh() })).toEqual(
      [1],
    )
  })

  test('can be soft-deleted once the referrer is, and removed once that is gone', async () => {
    await using registry = await referred()
    await deleteSubject(registry, holder, soft())
    expect(await deleteVersion(registry, shared, 1, soft())).toBe(1)
    const refused = { kind: 'referenceExists' }
    await expect(deleteVersion(registry, shared, 1, permanent())).rejects.toMatchObject(refused)
    expect(await referencedBy(registry, shared, 1, { deleted: true, freshness: fresh() })).toEqual([
      1,
    ])
    await deleteSubject(registry, holder, permanent())
    expect(await deleteVersion(registry, shared, 1, permanent())).toBe(1)
    expect((await freshState(registry, here, fresh())).pins.size).toBe(0)
  })

  test('is guarded by instances that did not take the registration', async () => {
    const storage = memoryStorage()
    await using first = opened(storage)
    await using second = opened(storage)
    await registerShared(first)
    await registerHolder(first)
    await expect(deleteSubject(second, shared, soft())).rejects.toMatchObject({
      kind: 'referenceExists',
    })
  })
})

describe('a pin whose registration never came', () => {
  test('is cancelled in the log it was set for, and stands in nobody’s way', async () => {
    const storage = memoryStorage()
    await using registry = opened(storage)
    await registerShared(registry)
    const token = await orphanedPin(registry)
    expect(await referencedBy(registry, shared, 1, { deleted: true, freshness: fresh() })).toEqual(
      [],
    )
    expect(await deleteVersion(registry, shared, 1, soft())).toBe(1)
    expect(await pinsOn(registry)).toEqual([])
    const log = await logOf(storage, there)
    expect(log.flatMap(({ changes }) => changes)).toEqual([{ kind: 'pinCancelled', token }])
  })

  test('does not make its context count as existing', async () => {
    await using registry = opened(memoryStorage())
    await registerShared(registry)
    await orphanedPin(registry)
    await deleteVersion(registry, shared, 1, soft())
    expect((await freshState(registry, there, fresh())).created).toBe(false)
  })
})

describe('a registration that is late', () => {
  /** One whose pin is set and whose own append waits. */
  async function waiting() {
    const inner = memoryStorage()
    const held = { appends: false }
    const storage = heldBack(inner, held)
    const slow = opened(storage)
    const quick = opened(inner)
    await registerShared(slow)
    held.appends = true
    const before = storage.appends.length
    const registration = registerHolder(slow)
    const outcome = registration.catch((error: unknown) => error)
    await until(() => storage.appends.length === before + 1)
    storage.appends[before]?.release()
    await until(() => storage.appends.length === before + 2)
    held.appends = false
    return {
      ...{ slow, quick, outcome },
      release: () => storage.appends[before + 1]?.release(),
      [Symbol.asyncDispose]: async () => {
        await slow[Symbol.asyncDispose]()
        await quick[Symbol.asyncDispose]()
      },
    }
  }

  test('finds the version gone that was deleted meanwhile', async () => {
    await using race = await waiting()
    expect(await deleteVersion(race.quick, shared, 1, soft())).toBe(1)
    race.release()
    expect(await race.outcome).toMatchObject({ kind: 'invalidSchema' })
    expect((await freshState(race.quick, there, fresh())).subjects.size).toBe(0)
  })

  test('pins again when its pin was cancelled and the version still stands', async () => {
    await using race = await waiting()
    const [token = ''] = await pinsOn(race.quick)
    const state = await freshState(race.quick, here, fresh())
    expect(await cancelPin(race.quick, state, token, fresh())).toBe(true)
    race.release()
    expect(await race.outcome).toMatchObject({ version: 1, id: 1 })
    const row = (await freshState(race.quick, there, fresh())).subjects
      .get('holder')
      ?.versions.get(1)
    expect(row?.pin).not.toBe(token)
    expect(await pinsOn(race.quick)).toContain(row?.pin)
    await expect(deleteVersion(race.quick, shared, 1, soft())).rejects.toMatchObject({
      kind: 'referenceExists',
    })
  })

  test('that is in before its pin is cancelled keeps it', async () => {
    await using race = await waiting()
    const [token = ''] = await pinsOn(race.quick)
    const state = await freshState(race.quick, here, fresh())
    race.release()
    expect(await race.outcome).toMatchObject({ version: 1 })
    expect(await cancelPin(race.quick, state, token, fresh())).toBe(false)
  })
})
