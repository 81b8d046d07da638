import { failure } from './errors.ts'
import { limits } from './limits.ts'
import { fitsBytes } from './names.ts'
import { allRules, type Metadata, type Rule, type RuleSet } from './schema.ts'

const longestName = 256

/** Throws `invalidRuleSet` for a rule set that Confluent's commercial server refuses (contract 2.5). */
export function checkRuleSet(ruleSet: RuleSet): void {
  const names = new Set<string | undefined>()
  for (const rule of allRules(ruleSet)) {
    if (names.has(rule.name))
      throw failure('invalidRuleSet', `Found rule with duplicate name '${rule.name}'`)
    checkRule(rule)
    names.add(rule.name)
  }
  const modes = (rules: readonly Rule[] | undefined) => (rules ?? []).map((rule) => rule.mode)
  checkModes(modes(ruleSet.migrationRules), 'Migration', ['UPGRADE', 'DOWNGRADE', 'UPDOWN'])
  checkModes(modes(ruleSet.domainRules), 'Domain', ['WRITE', 'READ', 'WRITEREAD'])
  checkModes(modes(ruleSet.encodingRules), 'Encoding', ['WRITE', 'READ', 'WRITEREAD'])
}

function checkRule({ name, type, mode, onSuccess, onFailure }: Rule): void {
  checkName(name)
  if (type === undefined || type === '') throw failure('invalidRuleSet', 'Missing rule type')
  const several = [type, onSuccess, onFailure].some((text) => text?.includes(','))
  if (several && mode !== 'WRITEREAD' && mode !== 'UPDOWN') {
    throw failure('invalidRuleSet', 'Multiple actions only valid with WRITEREAD and UPDOWN')
  }
}

function checkName(name: string | undefined): void {
  if (name === undefined) throw failure('invalidRuleSet', 'Missing rule name')
  if (name.trim() === '') throw failure('invalidRuleSet', 'Empty rule name')
  if (name.length > longestName) throw failure('invalidRuleSet', 'Rule name too long')
  if (!/^[\p{L}_]/u.test(name)) {
    throw failure('invalidRuleSet', `Illegal initial character in rule name: ${name}`)
  }
  if (!/^[\p{L}\p{N}_-]*$/u.test(name)) {
    throw failure('invalidRuleSet', `Illegal character in rule name: ${name}`)
  }
}

function checkModes(found: readonly string[], list: string, allowed: readonly string[]): void {
  if (found.every((mode) => allowed.includes(mode))) return
  throw failure('invalidRuleSet', `${list} rules can only be ${allowed.join(', ')}`)
}

/** Throws `invalidRuleSet` for more metadata, rules and tags than one schema or config may carry. */
export function checkAnnotationSize(
  ...parts: readonly (Metadata | RuleSet | object | undefined)[]
): void {
  const text = JSON.stringify(parts.filter((part) => part !== undefined))
  if (fitsBytes(text, limits.annotationBytes)) return
  throw failure('invalidRuleSet', `Metadata, rules and tags exceed ${limits.annotationBytes} bytes`)
}
