import { expect, test } from 'vitest'
import { withKeyParams } from '../../src/registry/rule-params.ts'
import { schemaOf } from './association-steps.ts'

const arn = 'arn:aws:kms:us-east-1:1:key/x'

function filled(list: 'domainRules' | 'encodingRules', params: Readonly<Record<string, string>>) {
  const rule = { name: 'r', type: 'ENCRYPT', kind: 'TRANSFORM', mode: 'WRITEREAD', disabled: false }
  const ruleSet = { [list]: [{ ...rule, params: Object.entries(params).sort() }] }
  const request = withKeyParams(schemaOf('int', { body: '{}', ruleSet }))
  const [found] = request.ruleSet?.[list] ?? []
  return { params: Object.fromEntries(found?.params ?? []), body: request.body }
}

test.each([
  [
    'an AWS key',
    arn,
    { 'encrypt.kek.name': 'aws-kms-us-east-1-1-key-x', 'encrypt.kms.type': 'aws-kms' },
  ],
  ['another key', 'azure:k_1.b', { 'encrypt.kek.name': 'azure-k_1-b' }],
  ['an empty key', '', { 'encrypt.kek.name': '' }],
])('%s gives a rule its params', (_what, id, added) => {
  const { params, body } = filled('domainRules', { 'encrypt.kms.key.id': id })
  expect(params).toEqual({ 'encrypt.kms.key.id': id, ...added })
  expect(body).toBe('')
})

test('what a rule says itself stays', () => {
  const own = { 'encrypt.kms.key.id': arn, 'encrypt.kek.name': 'k', 'encrypt.kms.type': 't' }
  expect(filled('domainRules', own)).toEqual({ params: own, body: '{}' })
})

test.each([
  ['without a key', 'domainRules', { a: 'b' }],
  ['of another list', 'encodingRules', { 'encrypt.kms.key.id': arn }],
] as const)('a rule %s stays as it is', (_what, list, params) => {
  expect(filled(list, params)).toEqual({ params, body: '{}' })
})
