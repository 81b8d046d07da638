import { createHash } from 'node:crypto'

export const schemaTypes = ['JSON', 'PROTOBUF', 'AVRO'] as const
export type SchemaType = (typeof schemaTypes)[number]

/** Whether an engine reads schemas of that type; names are upper-case. */
export function isSchemaType(type: string): type is SchemaType {
  return (schemaTypes as readonly string[]).includes(type)
}

/** A reference as the client wrote it; the version is concrete once stored. */
export type Reference = {
  readonly name: string
  readonly subject: string
  readonly version: number
}

/** Maps are kept as sorted pairs, so that equal metadata has one form and `__proto__` is a key. */
export type Metadata = {
  readonly tags?: readonly (readonly [string, readonly string[]])[]
  readonly properties?: readonly (readonly [string, string])[]
  readonly sensitive?: readonly string[]
}

/** Name and type are there in every rule that was checked (see checkRuleSet). */
export type Rule = {
  readonly name?: string
  readonly doc?: string
  readonly kind: string
  readonly mode: string
  readonly type?: string
  readonly tags?: readonly string[]
  readonly params?: readonly (readonly [string, string])[]
  readonly expr?: string
  readonly onSuccess?: string
  readonly onFailure?: string
  readonly disabled: boolean
}

export type RuleSet = {
  readonly migrationRules?: readonly Rule[]
  readonly domainRules?: readonly Rule[]
  readonly encodingRules?: readonly Rule[]
  readonly enableAt?: string
}

/** What an id stands for, for ever. */
export type SchemaContent = {
  readonly type: SchemaType
  readonly text: string
  readonly references: readonly Reference[]
  readonly metadata?: Metadata
  readonly ruleSet?: RuleSet
}

/** SHA-256 of the encoded content, 64 hex digits: its identity within a context. */
export type Digest = string

/** MD5 of the content as Confluent computes it, as a UUID text. */
export type Guid = string

/** One text for one content; the keys stand in a fixed order. */
export function encodeContent(content: SchemaContent): string {
  const { type, text, references, metadata, ruleSet } = content
  return JSON.stringify({
    type,
    text,
    references: references.map(({ name, subject, version }) => ({ name, subject, version })),
    metadata,
    ruleSet,
  })
}

/** The content that {@link encodeContent} wrote. */
export function decodeContent(data: string): SchemaContent {
  // Written by encodeContent only; the digest guards its integrity.
  return JSON.parse(data) as SchemaContent
}

/** Identity of an encoded content. */
export function digestOf(data: string): Digest {
  return createHash('sha256').update(data).digest('hex')
}

/**
 * Confluent's MD5 over text, references, metadata and rule set, printed as a UUID
 * (MD5Hash.java; the schema type is not part of it, null parts contribute nothing).
 */
export function guidOf(content: SchemaContent): Guid {
  const hash = createHash('md5').update(content.text)
  for (const { name, subject, version } of content.references) {
    const number = Buffer.alloc(4)
    number.writeInt32BE(version)
    hash.update(name).update(subject).update(number)
  }
  if (content.metadata) for (const part of metadataParts(content.metadata)) hash.update(part)
  if (content.ruleSet) for (const part of ruleSetParts(content.ruleSet)) hash.update(part)
  return uuid(hash.digest('hex'))
}

const one = Buffer.from([1])

/** Migration, domain and encoding rules, in that order. */
export function allRules(ruleSet: RuleSet): readonly Rule[] {
  return [
    ...(ruleSet.migrationRules ?? []),
    ...(ruleSet.domainRules ?? []),
    ...(ruleSet.encodingRules ?? []),
  ]
}

function metadataParts({ tags, properties, sensitive }: Metadata): readonly (string | Buffer)[] {
  const entries = (tags ?? []).flatMap(([path, values]) => [path, ...values])
  return [one, ...entries, ...(properties ?? []).flat(), ...(sensitive ?? [])]
}

function ruleSetParts(ruleSet: RuleSet): readonly (string | Buffer)[] {
  const parts = [one, ...allRules(ruleSet).flatMap(ruleParts), ruleSet.enableAt]
  return parts.filter((part) => part !== undefined)
}

function ruleParts(rule: Rule): readonly (string | Buffer | undefined)[] {
  const { name, doc, kind, mode, type, tags, params, expr, onSuccess, onFailure } = rule
  const rest = [...(tags ?? []), ...(params ?? []).flat(), expr, onSuccess, onFailure]
  return [name, doc, kind, mode, type, ...rest, rule.disabled ? one : undefined]
}

function uuid(hex: string): Guid {
  return [0, 8, 12, 16, 20].map((at, i, all) => hex.slice(at, all[i + 1] ?? 32)).join('-')
}

/** The guid in its one form from UUID text or 32 hex digits; undefined for anything else. */
export function parseGuid(text: string): Guid | undefined {
  const hex = text.toLowerCase()
  if (/^[0-9a-f]{32}$/.test(hex)) return uuid(hex)
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(hex) ? hex : undefined
}
