import { describe, expect, test } from 'vitest'
import { defaultSubject } from '../../src/registry/associations/entry.ts'
import {
  checkRequest,
  parseLifecycle,
  type ResourceRequest,
} from '../../src/registry/associations/request.ts'
import { schemaOf, topic, weak } from './association-steps.ts'

const good = topic('orders', weak('s'))

const refusals: readonly (readonly [string, Partial<ResourceRequest>, string, string])[] = [
  ['no name', { resourceName: undefined }, 'resourceName', 'cannot be null or empty'],
  ['an empty name', { resourceName: '' }, 'resourceName', 'cannot be null or empty'],
  ['a long name', { resourceName: 'a'.repeat(257) }, 'resourceName', 'exceeds max length of 256'],
  ['a dot', { resourceName: 'a.b' }, 'resourceName', "illegal character '.'"],
  ['an emoji', { resourceName: 'a🙂' }, 'resourceName', "illegal character '🙂'"],
  ['a newline at the end', { resourceName: 'a\n' }, 'resourceName', "illegal character '\n'"],
  ['no namespace', { resourceNamespace: '' }, 'resourceNamespace', 'cannot be null or empty'],
  ['a slash', { resourceNamespace: 'a/b' }, 'resourceNamespace', "illegal character '/'"],
  ['no id', { resourceId: undefined }, 'resourceId', 'cannot be null or empty'],
  ['an empty id', { resourceId: '' }, 'resourceId', 'cannot be null or empty'],
  ['a long id', { resourceId: 'i'.repeat(257) }, 'resourceId', 'exceeds max length of 256'],
  ['a NUL in the id', { resourceId: 'a\u0000' }, 'resourceId', 'illegal character'],
  ['half a character in the id', { resourceId: 'a\ud800' }, 'resourceId', 'illegal character'],
  ['another type', { resourceType: 'queue' }, 'resourceType', "must be 'topic'"],
  ['an empty type', { resourceType: '' }, 'resourceType', "must be 'topic'"],
  ['no associations', { ops: [] }, 'associations', 'cannot be null or empty'],
  ['an empty subject', topic('t', { subject: '' }), 'subject', 'must not be empty'],
  [
    'a header',
    topic('t', { subject: 's', associationType: 'header' }),
    'associationType',
    "must be either 'key' or 'value'",
  ],
  [
    'an empty association type',
    topic('t', { subject: 's', associationType: '' }),
    'associationType',
    "must be either 'key' or 'value'",
  ],
  [
    'a weak schema',
    topic('t', { lifecycle: 'WEAK', schema: schemaOf('int') }),
    'lifecycle',
    'cannot be WEAK when schema is provided',
  ],
  [
    'a schema that is not frozen',
    topic('t', { frozen: false, schema: schemaOf('int') }),
    'frozen',
    'cannot be false when a schema is provided',
  ],
]

describe('a request about a resource', () => {
  test('is taken with names of letters, digits, underscores and hyphens', () => {
    const request = { ...good, resourceName: 'Größe_1-a', resourceType: undefined }
    expect(checkRequest(request, { idOptional: false })).toEqual({
      name: 'Größe_1-a',
      namespace: 'ns',
      id: 'orders',
      type: 'topic',
    })
  })

  test('needs no id where one may be missing', () => {
    const request = { ...good, resourceId: undefined }
    expect(checkRequest(request, { idOptional: true }).id).toBeUndefined()
  })

  test.each(refusals)('with %s is refused', (_what, part, property, detail) => {
    const message = `The association specified an invalid value for property: '${property}', detail: ${detail}`
    expect(() => checkRequest({ ...good, ...part }, { idOptional: false })).toThrow(
      expect.objectContaining({ code: 42212, message }),
    )
  })

  test('is judged by its head before its entries, in the order of the contract', () => {
    const all = { ...topic('t', { subject: '' }), resourceName: '', resourceNamespace: '' }
    const broken = { ...all, resourceId: '', resourceType: 'x' }
    const properties = []
    const repairs: readonly Partial<ResourceRequest>[] = [
      {},
      { resourceName: 'n' },
      { resourceNamespace: 'n' },
      { resourceId: 'n' },
      { resourceType: 'topic' },
    ]
    let request: ResourceRequest = broken
    for (const repair of repairs) {
      request = { ...request, ...repair }
      try {
        checkRequest(request, { idOptional: false })
      } catch (error) {
        properties.push(/property: '(\w+)'/.exec(String(error))?.[1])
      }
    }
    expect(properties).toEqual([
      'resourceName',
      'resourceNamespace',
      'resourceId',
      'resourceType',
      'subject',
    ])
  })
})

test('a topic has its own subjects in the context of its namespace', () => {
  const resource = { name: 'orders', namespace: 'lkc-1', id: 'x', type: 'topic' }
  expect(defaultSubject(resource, 'key')).toBe(':.lkc-1:orders-key')
})

test.each([
  ['STRONG', 'STRONG'],
  ['WEAK', 'WEAK'],
  ['', undefined],
])('the lifecycle %j is understood', (text, lifecycle) => {
  expect(parseLifecycle(text)).toBe(lifecycle)
})

test.each(['strong', 'NONE', 'x', '__proto__'])('the lifecycle %j is unknown', (text) => {
  expect(() => parseLifecycle(text)).toThrow(expect.objectContaining({ code: 404 }))
})
