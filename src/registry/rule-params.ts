import { sortPairs } from '../model/annotations.ts'
import type { Rule } from '../model/schema.ts'
import type { SchemaRequest } from './schema-request.ts'

const keyId = 'encrypt.kms.key.id'
const kekName = 'encrypt.kek.name'
const kmsType = 'encrypt.kms.type'

/**
 * The request with what follows from a key's id written into its domain rules: a name for the key
 * encryption key and the kind of key service, unless the rule says so itself (contract 8.4).
 */
export function withKeyParams(request: SchemaRequest): SchemaRequest {
  const rules = request.ruleSet?.domainRules
  if (!request.ruleSet || !rules?.some(lacksParams)) return request
  const domainRules = rules.map((rule) => (lacksParams(rule) ? completed(rule) : rule))
  return { ...request, body: '', ruleSet: { ...request.ruleSet, domainRules } }
}

function lacksParams({ params }: Rule): boolean {
  const known = new Map(params)
  const id = known.get(keyId)
  if (id === undefined) return false
  return !known.has(kekName) || (!known.has(kmsType) && id.startsWith('arn:'))
}

function completed(rule: Rule): Rule {
  const params = new Map(rule.params)
  const id = params.get(keyId) ?? ''
  const name = id.replace(/^arn:/, '').replaceAll(/[^A-Za-z0-9_-]/g, '-')
  if (!params.has(kekName)) params.set(kekName, name)
  if (!params.has(kmsType) && id.startsWith('arn:')) params.set(kmsType, 'aws-kms')
  return { ...rule, params: sortPairs([...params]) }
}
