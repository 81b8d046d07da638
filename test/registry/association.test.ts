import { describe, expect, test } from 'vitest'
import { parseContext } from '../../src/model/context.ts'
import { associationsOf } from '../../src/registry/associations/search.ts'
import { encodeCheckpoint } from '../../src/registry/checkpoint.ts'
import { putConfig } from '../../src/registry/config.ts'
import { deleteSubject, deleteVersion } from '../../src/registry/deletion.ts'
import { putMode } from '../../src/registry/mode.ts'
import { register } from '../../src/registry/register.ts'
import { listVersions } from '../../src/registry/versions.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import {
  everything,
  found,
  invalid,
  outcome,
  registered,
  schemaOf,
  strong,
  subject,
  tie,
  ties,
  topic,
  untie,
  upsert,
  weak,
} from './association-steps.ts'
import { type OpenedRegistry, opened, stores } from './opened.ts'

const freshness = { stale: false }
const force = { normalize: false, force: true, freshness }
const emptied = (registry: OpenedRegistry, name: string) =>
  deleteSubject(registry, subject(name), { permanent: false, freshness })

describe.each(stores)('associations over %s', (_name, openStore) => {
  test('survive the process that wrote them, and are found by id, name and namespace', async () => {
    await using storage = await openStore()
    {
      await using registry = opened(storage)
      await registered(registry, ':.a:s', 'int')
      await tie(registry, topic('orders', weak(':.a:s')))
    }
    await using registry = opened(storage)
    const selectors = [
      { id: 'orders' },
      { name: 'orders', namespace: undefined },
      { name: 'orders', namespace: 'ns' },
      { name: undefined, namespace: 'ns' },
      everything,
    ]
    for (const selector of selectors) {
      const rows = await found(registry, selector)
      expect(rows.map(({ context, row }) => [context, row.subject])).toEqual([['.a', 's']])
    }
    expect(await found(registry, { name: 'orders', namespace: 'other' })).toEqual([])
    expect(await found(registry, { name: 'other', namespace: undefined })).toEqual([])
  })

  test('outlive the commits that a checkpoint replaces', async () => {
    await using storage = await openStore()
    await using registry = opened(storage)
    await registered(registry, ':.a:s', 'int')
    await tie(registry, topic('orders', weak(':.a:s')))
    const state = await registry.contexts.open(parseContext('a'))
    await storage.saveCheckpoint(
      state.context,
      await encodeCheckpoint(state, async () => undefined),
    )
    await storage.purge(state.context, state.revision, [])
    await using other = opened(storage)
    expect(await ties(other)).toEqual(['orders value -> :.a:s WEAK'])
    expect(await outcome(emptied(other, ':.a:s'))).toBe(40904)
  })

  test('are written by all servers as by one', async () => {
    await using storage = await openStore()
    await using one = opened(storage)
    await using other = opened(storage)
    await registered(one, 's', 'int')
    expect(await found(other, everything)).toEqual([])
    await tie(one, topic('orders', weak('s')))
    expect(await ties(other)).toEqual(['orders value -> s WEAK'])
    await untie(other, 'orders')
    expect(await ties(one)).toEqual([])
  })
})

async function fresh(): Promise<OpenedRegistry> {
  return opened(memoryStorage())
}

describe('a weak association', () => {
  test('may share its subject with others, of other topics and of the same', async () => {
    await using registry = await fresh()
    await registered(registry, 's', 'int')
    await tie(registry, topic('a', weak('s'), weak('s', 'key')))
    await tie(registry, topic('b', weak('s')))
    expect(await ties(registry)).toEqual([
      'a key -> s WEAK',
      'a value -> s WEAK',
      'b value -> s WEAK',
    ])
    const filter = { resourceType: '', associationTypes: ['key'], lifecycle: undefined }
    expect(await associationsOf(registry, subject('s'), filter, freshness)).toHaveLength(1)
  })

  test('follows the alias of its subject', async () => {
    await using registry = await fresh()
    await registered(registry, 's', 'int')
    await putConfig(registry, subject('other'), { alias: 's' }, freshness)
    await tie(registry, topic('a', weak('other')))
    expect(await ties(registry)).toEqual(['a value -> s WEAK'])
  })

  test('keeps a subject and its last live version, and nothing more', async () => {
    await using registry = await fresh()
    await registered(registry, 's', 'int')
    await registered(registry, 's', 'long')
    await tie(registry, topic('a', weak('s')))
    const remove = (version: number, permanent: boolean) =>
      outcome(deleteVersion(registry, subject('s'), version, { permanent, freshness }))
    expect(await outcome(emptied(registry, 's'))).toBe(40904)
    expect(await remove(1, false)).toBe('ok')
    expect(await remove(1, true)).toBe('ok')
    expect(await remove(2, false)).toBe(40907)
    await untie(registry, 'a')
    expect(await remove(2, false)).toBe('ok')
  })

  test('cannot become a strong one', async () => {
    await using registry = await fresh()
    await registered(registry, 's', 'int')
    await tie(registry, topic('a', weak('s')))
    const change = (op: object) => tie(registry, topic('a', upsert({ subject: 's', ...op })))
    await expect(change({ lifecycle: 'STRONG', frozen: true })).rejects.toMatchObject(
      invalid('frozen', 'frozen attribute of association cannot be changed'),
    )
    await expect(change({ lifecycle: 'STRONG' })).rejects.toMatchObject(
      invalid('frozen', 'association with lifecycle of STRONG cannot be frozen=false'),
    )
    await expect(change({ schema: schemaOf('long') })).rejects.toMatchObject(
      invalid('lifecycle', 'cannot be WEAK when schema is provided'),
    )
    await expect(change({ subject: 't' })).rejects.toMatchObject(
      invalid('subject', "subject of association cannot be changed from 's' to 't'"),
    )
  })
})

describe('a strong association', () => {
  test('registers its schema and takes the topic’s own subject', async () => {
    await using registry = await fresh()
    const [written] = await tie(registry, topic('a', strong('int')))
    expect(written?.row).toMatchObject({ subject: 'a-value', lifecycle: 'STRONG', frozen: true })
    expect(written?.registration).toMatchObject({ version: 1, id: 1 })
    expect(await ties(registry)).toEqual(['a value -> :.ns:a-value STRONG'])
  })

  test('is finished by asking again, whatever was left undone', async () => {
    await using registry = await fresh()
    await registered(registry, ':.ns:a-value', 'int')
    expect(await tie(registry, topic('a', strong('int')))).toHaveLength(1)
    expect(await tie(registry, topic('a', strong('int')))).toEqual([])
    expect(await outcome(tie(registry, topic('a', strong('long'))))).toBe(40903)
    expect(await listVersions(registry, subject(':.ns:a-value'), anyVersion, freshness)).toEqual([
      1,
    ])
  })

  test('takes further schemas, which have to fit', async () => {
    await using registry = await fresh()
    await tie(registry, topic('a', strong('int')))
    expect(await tie(registry, topic('a', upsert(strong('long'))))).toEqual([])
    const unfit = tie(registry, topic('a', upsert(strong('string'))))
    await expect(unfit).rejects.toMatchObject({ code: 40901, message: /^\[\{errorType:.*\}\]$/s })
    expect(await listVersions(registry, subject(':.ns:a-value'), anyVersion, freshness)).toEqual([
      1, 2,
    ])
  })

  test.each([
    ['two versions', ['int', 'long'], 'int'],
    ['another schema', ['long'], 'int'],
  ])('wants no subject with %s', async (_what, before, type) => {
    await using registry = await fresh()
    for (const known of before) await registered(registry, ':.ns:a-value', known)
    await expect(tie(registry, topic('a', strong(type)))).rejects.toMatchObject(
      invalid(
        'frozen',
        'cannot create a frozen association when schemas already exist in the subject',
      ),
    )
  })

  test('wants a schema, and to be created with the topic', async () => {
    await using registry = await fresh()
    const bare = { lifecycle: 'STRONG' } as const
    await expect(tie(registry, topic('a', bare))).rejects.toMatchObject(
      invalid('schema', 'schema must be provided when creating a frozen association'),
    )
    await expect(tie(registry, topic('a', upsert(bare)))).rejects.toMatchObject(
      invalid(
        'lifecycle',
        'cannot be STRONG when creating an association; STRONG associations must be created with the topic',
      ),
    )
    const late = upsert({ ...strong('int'), subject: 'elsewhere' })
    await expect(tie(registry, topic('a', late))).rejects.toMatchObject({
      code: 42212,
      message: /property: 'schema', detail: cannot be provided when adding an association/,
    })
  })

  test('cannot live beside a weak one of the same topic', async () => {
    await using registry = await fresh()
    await registered(registry, 's', 'int')
    await tie(registry, topic('a', weak('s', 'key')))
    await expect(tie(registry, topic('a', strong('int')))).rejects.toMatchObject(
      invalid(
        'lifecycle',
        'all associations for a resource must have the same lifecycle, but got key=WEAK, value=STRONG',
      ),
    )
  })

  test('goes with its subject, config and mode, or not at all', async () => {
    await using registry = await fresh()
    await tie(registry, topic('a', strong('int'), strong('string', 'key')))
    await putConfig(registry, subject(':.ns:a-value'), { compatibilityLevel: 'NONE' }, freshness)
    expect(await outcome(untie(registry, 'a'))).toBe(40908)
    await untie(registry, 'a', { cascade: true, dryRun: true })
    expect(await ties(registry)).toHaveLength(2)
    await untie(registry, 'a', { cascade: true })
    const state = registry.contexts.inMemory(parseContext('ns'))
    expect(state?.subjects.size).toBe(0)
    expect(state?.configs.size).toBe(0)
    expect(await outcome(untie(registry, 'a'))).toBe(40410)
  })

  test('is not referred to, from its own context or another', async () => {
    await using registry = await fresh()
    await tie(registry, topic('a', strong('int')))
    for (const referrer of [':.ns:r', 'r']) {
      const references = [{ name: 'A', subject: ':.ns:a-value', version: 1 }]
      const request = schemaOf('string', { references })
      expect(await outcome(register(registry, subject(referrer), request, force))).toBe(42205)
    }
  })

  test.each([':.ns:r', 'r'])('wants no subject that %s refers to', async (referrer) => {
    await using registry = await fresh()
    await registered(registry, ':.ns:a-value', 'int')
    const references = [{ name: 'A', subject: ':.ns:a-value', version: 1 }]
    await register(registry, subject(referrer), schemaOf('string', { references }), force)
    await expect(tie(registry, topic('a', strong('int')))).rejects.toMatchObject({
      code: 42206,
      message: 'One or more references exist to the schema :.ns:a-value.',
    })
  })

  test('carries tags and rules of its schema', async () => {
    await using registry = await fresh()
    const record = JSON.stringify({ type: 'record', name: 'R', fields: [] })
    const entity = { entityPath: 'R', entityType: 'sr_record' } as const
    const schema = schemaOf('', {
      text: record,
      tagsToAdd: [{ schemaEntity: entity, tags: ['PII'] }],
    })
    const [written] = await tie(registry, topic('a', { schema }))
    expect(written?.registration?.content.text).toContain('"confluent:tags":["PII"]')
    expect(await tie(registry, topic('a', { schema }))).toEqual([])
    const lost = { ...entity, entityPath: 'S' }
    const misplaced = { ...schema, tagsToAdd: [{ schemaEntity: lost, tags: ['PII'] }] }
    const attempt = tie(registry, topic('b', { schema: misplaced }), { dryRun: true })
    expect(await outcome(attempt)).toBe(42201)
  })
})

const anyVersion = { deleted: true, deletedOnly: false, deletedAsNegative: false }

test('a request may speak of each type once', async () => {
  await using registry = await fresh()
  await registered(registry, 's', 'int')
  const detail = "may only appear once per request, but 'value' appears more than once"
  const twice = [weak('s'), weak('s')]
  for (const ops of [twice, [weak('s', 'key'), ...twice]]) {
    await expect(tie(registry, topic('t', ...ops))).rejects.toMatchObject(
      invalid('associationType', detail),
    )
  }
})

describe('a dry run', () => {
  test('checks like a real one and leaves no trace', async () => {
    await using registry = await fresh()
    const { revision } = await registry.contexts.open(parseContext('ns'))
    expect(await tie(registry, topic('a', strong('int')), { dryRun: true })).toEqual([])
    const unreadable = topic('a', { schema: schemaOf('nothing') })
    expect(await outcome(tie(registry, unreadable, { dryRun: true }))).toBe(42201)
    expect((await registry.contexts.open(parseContext('ns'))).revision).toBe(revision)
  })

  test('may leave out the id, and then meets the topic of that name', async () => {
    await using registry = await fresh()
    const request = { ...topic('a', strong('int')), resourceId: undefined }
    await tie(registry, request, { dryRun: true })
    await tie(registry, topic('a', strong('int')))
    await tie(registry, request, { dryRun: true })
    await registered(registry, 's', 'int')
    const mixed = { ...topic('a', weak('s', 'key')), resourceId: undefined }
    expect(await outcome(tie(registry, mixed, { dryRun: true }))).toBe(42212)
  })
})

describe('a subject that others fill', () => {
  test('in IMPORT mode is associated with what it has', async () => {
    await using registry = await fresh()
    const own = subject(':.ns:a-value')
    await putMode(registry, own, 'IMPORT', { force: true, freshness })
    const request = topic('a', upsert({ lifecycle: 'STRONG', frozen: true }))
    expect(await outcome(tie(registry, request))).toBe(40907)
    await register(registry, own, schemaOf('int', { id: 42, version: 7 }), force)
    expect(await tie(registry, request)).toHaveLength(1)
    await expect(tie(registry, topic('a', upsert(strong('long'))))).rejects.toMatchObject(
      invalid('schema', "cannot be provided while subject ':.ns:a-value' is in IMPORT mode"),
    )
    await untie(registry, 'a', { cascade: true })
    expect(await listVersions(registry, own, anyVersion, freshness)).toEqual([7])
  })

  test('in READONLY mode is left alone', async () => {
    await using registry = await fresh()
    await registered(registry, ':.a:s', 'int')
    await tie(registry, topic('a', weak(':.a:s')))
    await putMode(registry, subject(':.a:s'), 'READONLY', { force: false, freshness })
    const message = 'Subject :.a:s in context .a is in read-only mode'
    const refused = expect.objectContaining({ code: 42205, message })
    await expect(tie(registry, topic('b', weak(':.a:s')))).rejects.toEqual(refused)
    await expect(untie(registry, 'a')).rejects.toEqual(refused)
  })
})
