import { WorkBudget } from '../../src/formats/budget.ts'
import type { Format, ParsedSchema } from '../../src/formats/format.ts'
import { SchemaError } from '../../src/formats/schema-error.ts'
import { limits } from '../../src/model/limits.ts'
import { guidOf } from '../../src/model/schema.ts'
import type { PairVector, SchemaVector, SerializedVector, VectorReference } from './load.ts'

export const metrics = [
  'verdict',
  'messages',
  'accept',
  'canonical',
  'md5',
  'normalized',
  'name',
  'render',
  'descriptor',
  'fixpoint',
  'errorText',
  'crashes',
] as const
export type Metric = (typeof metrics)[number]

/** One question put to an engine. `crashes` is asked of every vector. */
export type Finding = {
  readonly metric: Metric
  readonly ok: boolean
  readonly expected: unknown
  readonly actual: unknown
}

type Outcome<T> = { readonly value: T } | { readonly refusal: string } | { readonly crash: string }

function attempt<T>(action: () => T): Outcome<T> {
  try {
    return { value: action() }
  } catch (error) {
    if (error instanceof SchemaError) return { refusal: error.message }
    return { crash: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

function finding(metric: Metric, expected: unknown, outcome: Outcome<unknown>): Finding {
  const actual = 'value' in outcome ? outcome.value : outcome
  return { metric, ok: 'value' in outcome && outcome.value === expected, expected, actual }
}

function crashes(outcomes: readonly Outcome<unknown>[]): Finding {
  const actual = outcomes.flatMap((outcome) => ('crash' in outcome ? [outcome.crash] : []))
  return { metric: 'crashes', ok: actual.length === 0, expected: [], actual }
}

type Reading = {
  readonly asNew: boolean
  readonly fields: boolean
  /** False: only parsed, as stored schemas are before a comparison. */
  readonly validated?: boolean
}

function read(
  engine: Format,
  text: string,
  references: readonly VectorReference[] | null | undefined,
  { asNew, fields, validated = true }: Reading,
): ParsedSchema {
  const budget = new WorkBudget(limits.workSteps)
  const byName = new Map((references ?? []).map((reference) => [reference.name, reference]))
  const resolved = [...byName.values()].map(({ schema, ...rest }) => ({ ...rest, text: schema }))
  const schema = engine.parse(text, resolved, { asNew, budget })
  if (validated) schema.validate({ fields, strict: false, budget })
  return schema
}

/** What `engine` says to a schema, question by question. */
export function judgeSchema(engine: Format, vector: SchemaVector): readonly Finding[] {
  const { schema: text, refs, valid } = vector
  const outcome = attempt(() => read(engine, text, refs, { asNew: true, fields: false }))
  const findings = [
    finding('accept', valid, 'crash' in outcome ? outcome : { value: 'value' in outcome }),
  ]
  if (vector.valid_without_default_validation) {
    const lenient = attempt(() => read(engine, text, refs, { asNew: false, fields: false }))
    findings.push(finding('accept', true, { value: 'value' in lenient }))
  }
  if (valid && vector.format !== 'AVRO') {
    const checked = attempt(() => read(engine, text, refs, { asNew: true, fields: true }))
    findings.push(finding('accept', vector.strict_valid !== false, { value: 'value' in checked }))
  }
  if (!valid && 'refusal' in outcome) findings.push(errorText(vector, outcome.refusal))
  if (!valid || !('value' in outcome)) return [...findings, crashes([outcome])]
  return [...findings, ...judgeTexts(engine, vector, outcome.value)]
}

/** Where in the text an error was found; its form is not compared. */
const place = /\s+at \[.*\]\s*$/s

function errorText({ error }: SchemaVector, actual: string): Finding {
  const expected = error?.split(' <- ')[0]?.replace(/^(?:[\w.]+Exception: )+/, '')
  const ok = actual.replace(place, '') === expected?.replace(place, '')
  return { metric: 'errorText', ok, expected, actual }
}

function judgeTexts(
  engine: Format,
  vector: SchemaVector,
  schema: ParsedSchema,
): readonly Finding[] {
  const { refs, format } = vector
  const references = (refs ?? []).filter(({ indirect }) => !indirect)
  const normalized = attempt(() => schema.normalized())
  const md5 = attempt(() =>
    guidOf({ type: format, text: schema.canonical, references }).replaceAll('-', ''),
  )
  const again = attempt(
    () => read(engine, schema.canonical, refs, { asNew: false, fields: false }).canonical,
  )
  const findings = [
    finding('canonical', vector.canonical, { value: schema.canonical }),
    finding('md5', vector.md5, md5),
    finding(
      'name',
      vector.name,
      attempt(() => schema.name),
    ),
    finding('fixpoint', schema.canonical, again),
    crashes([normalized, again]),
  ]
  if (vector.normalized !== undefined) {
    findings.push(finding('normalized', vector.normalized, normalized))
  }
  for (const form of ['resolved', 'serialized', 'ignore_extensions'] as const) {
    if (vector[form] === undefined) continue
    findings.push(
      finding(
        'render',
        vector[form],
        attempt(() => schema.render(form)),
      ),
    )
  }
  return findings
}

/** What `engine` makes of a descriptor sent instead of a text. */
export function judgeSerialized(engine: Format, vector: SerializedVector): readonly Finding[] {
  const { serialized, refs, valid } = vector
  const outcome = attempt(() => read(engine, serialized, refs, { asNew: true, fields: false }))
  const findings = [finding('descriptor', valid, { value: 'value' in outcome }), crashes([outcome])]
  if (!valid || !('value' in outcome)) return findings
  const { value: schema } = outcome
  findings.push(
    finding('descriptor', vector.canonical_from_serialized, { value: schema.canonical }),
  )
  if (typeof vector.normalized_from_serialized === 'string') {
    const normalized = attempt(() => schema.normalized())
    findings.push(finding('descriptor', vector.normalized_from_serialized, normalized))
  }
  return findings
}

/** Whether `engine` finds a pair compatible, and why not. */
export function judgePair(engine: Format, vector: PairVector): readonly Finding[] {
  const outcome = attempt(() => compare(engine, vector))
  const compatible = 'value' in outcome ? outcome.value.length === 0 : false
  const refused = 'refusal' in outcome || ('value' in outcome && !compatible)
  const verdict =
    vector.compatible === null ? refused : 'value' in outcome && compatible === vector.compatible
  const shown = 'value' in outcome ? compatible : outcome
  const findings: Finding[] = [
    { metric: 'verdict', ok: verdict, expected: vector.compatible, actual: shown },
    crashes([outcome]),
  ]
  if (vector.compatible !== null && vector.errors) {
    const ordered = vector.format === 'AVRO'
    const arrange = (lines: readonly string[]) => (ordered ? lines : lines.toSorted()).join('\n')
    const lines: Outcome<string> = 'value' in outcome ? { value: arrange(outcome.value) } : outcome
    findings.push(finding('messages', arrange(vector.errors), lines))
  }
  return findings
}

function compare(engine: Format, vector: PairVector): readonly string[] {
  const olds = vector.olds ?? [vector.old ?? '']
  // The labels were made with both sides read leniently, as stored schemas are.
  // Protobuf texts were compared even where their types do not resolve, JSON ones even where they
  // refer to the network; a comparison loads what it needs.
  const readings = { asNew: false, fields: false, validated: vector.format === 'AVRO' }
  const schema = read(engine, vector.new, vector.newRefs, readings)
  const earlier = olds.map((text) => read(engine, text, vector.oldRefs, readings)).toReversed()
  const compared = vector.direction.endsWith('_transitive') ? earlier : earlier.slice(0, 1)
  for (const old of compared) {
    const messages = differences(vector, schema, old)
    if (messages.length > 0) return messages
  }
  return []
}

function differences(
  { direction, policy }: PairVector,
  schema: ParsedSchema,
  old: ParsedSchema,
): readonly string[] {
  const [level] = direction.split('_')
  const messages: string[] = []
  if (level === 'forward' || level === 'full') {
    const budget = new WorkBudget(limits.workSteps)
    const words = { reader: 'old', writer: 'new' }
    messages.push(...old.unreadable(schema, { policy, words, budget }))
  }
  if (level === 'backward' || level === 'full') {
    const budget = new WorkBudget(limits.workSteps)
    const words = { reader: 'new', writer: 'old' }
    messages.push(...schema.unreadable(old, { policy, words, budget }))
  }
  return messages
}
