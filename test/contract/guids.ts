import type { Golden } from './golden.ts'
import { register, type } from './requests.ts'

const int = type('int')

/**
 * Contents with the guid that the reference registry gives them: the MD5 over text, references,
 * metadata and rule set in that order, without separators.
 */
const contents: readonly (readonly [string, object, string])[] = [
  ['only a text', {}, 'ef524ea1-b91e-7317-3d93-8ade36c1db32'],
  ['empty metadata', { metadata: {} }, '1d1d1f70-2ee5-5e03-8ce5-4f3b6703c50f'],
  [
    'properties',
    { metadata: { properties: { b: '2', a: '1' } } },
    '78032a3c-fdbb-8fc2-5ac3-265f253b1670',
  ],
  [
    'all kinds of metadata',
    {
      metadata: {
        tags: { 'R.f': ['PII', 'A'] },
        properties: { a: '1' },
        sensitive: ['s2', 's1'],
      },
    },
    'bee2173a-e0f6-e2b3-01eb-0d60f417bf2d',
  ],
  [
    'a reference',
    { references: [{ name: 'B', subject: 'base', version: 1 }] },
    'fff4beac-1bd0-d45d-7c02-f890bec664a8',
  ],
  [
    'a reference to the latest version',
    { references: [{ name: 'B', subject: 'base', version: -1 }] },
    'fff4beac-1bd0-d45d-7c02-f890bec664a8',
  ],
  [
    'a rule',
    { ruleSet: { domainRules: [{ name: 'r', type: 'CEL', expr: 'true' }] } },
    'b7b2880d-294f-62a4-0ef8-ce3025c56e79',
  ],
  [
    'a rule with everything',
    {
      ruleSet: {
        domainRules: [
          {
            name: 'r',
            doc: 'a doc',
            kind: 'CONDITION',
            mode: 'READ',
            type: 'CEL',
            tags: ['t2', 't1'],
            params: { y: '2', x: '1' },
            expr: 'true',
            onSuccess: 'NONE',
            onFailure: 'ERROR',
            disabled: true,
          },
        ],
      },
    },
    '77e7f18b-b82d-b69a-a08c-9f3e6026797e',
  ],
]

export const guids: readonly Golden[] = contents.map(
  ([what, more, guid]): Golden => ({
    name: `the guid of a content with ${what}`,
    given: [register('base')],
    when: 'POST /subjects/{s}/versions',
    send: { schema: int, ...more },
    includes: { version: 1, guid },
    at: 'context',
  }),
)
