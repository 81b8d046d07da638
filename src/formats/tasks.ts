import type { SchemaType } from '../model/schema.ts'
import type { CompatibilityPolicy } from '../model/settings.ts'
import { WorkBudget } from './budget.ts'
import { parserFor } from './engines.ts'
import type { CompareOptions, ParsedSchema, ResolvedReference, SchemaTags } from './format.ts'
import { readRequestJson } from './request-json.ts'
import { SchemaError, WorkExceeded } from './schema-error.ts'

/** Everything an engine needs to read one schema. */
export type Source = {
  readonly type: SchemaType
  readonly text: string
  /** The transitive closure in dependency order. */
  readonly references: readonly ResolvedReference[]
}

export type Direction = 'backward' | 'forward'

export type Comparison = {
  /** Which of the older schemas is meant. */
  readonly index: number
  readonly forward: readonly string[]
  readonly backward: readonly string[]
}

/** The questions asked of the engines: plain values in and out, so that any thread can answer. */
export type Tasks = {
  /** Text in canonical (or normalised) form. Throws SchemaProblem. */
  describe: {
    readonly input: {
      readonly source: Source
      readonly asNew: boolean
      readonly validate: { readonly fields: boolean; readonly strict: boolean } | undefined
      readonly normalize: boolean
    }
    readonly output: { readonly canonical: string }
  }
  /** The first of the older schemas, in the given order, that is not compatible. */
  compare: {
    readonly input: {
      readonly candidate: Source
      readonly older: readonly Source[]
      readonly directions: readonly Direction[]
      readonly policy: CompatibilityPolicy
    }
    readonly output: Comparison | undefined
  }
  /** Index of the first of `others` that is the same schema, -1 if none is. */
  equivalent: {
    readonly input: { readonly source: Source; readonly others: readonly Source[] }
    readonly output: number
  }
  render: {
    readonly input: { readonly source: Source; readonly format: string }
    readonly output: string
  }
  /** Those of the names that are fields of the schema's top level. */
  fields: {
    readonly input: { readonly source: Source; readonly names: readonly string[] }
    readonly output: readonly string[]
  }
  /** A request body, read; see readRequestJson. */
  json: { readonly input: { readonly text: string }; readonly output: unknown }
  tags: { readonly input: { readonly source: Source }; readonly output: readonly SchemaTags[] }
  retag: {
    readonly input: {
      readonly source: Source
      readonly add: readonly SchemaTags[]
      readonly remove: readonly SchemaTags[]
    }
    readonly output: string
  }
}

export type TaskKind = keyof Tasks

/** Characters of the lines of one comparison and direction. */
const answerCharacters = 512 * 1024

/** Reading the text, or checking what it says. */
export type Stage = 'parse' | 'validate'

/** A schema text that an engine refused, and at which step. */
export class SchemaProblem extends Error {
  readonly stage: Stage
  readonly exhausted: boolean

  constructor(message: string, options: ErrorOptions & { readonly stage: Stage }) {
    super(message, options)
    this.stage = options.stage
    this.exhausted = options.cause instanceof WorkExceeded
  }
}

const runners: {
  readonly [K in TaskKind]: (input: Tasks[K]['input'], work: Work) => Tasks[K]['output']
} = {
  describe,
  compare,
  equivalent,
  render,
  fields,
  tags,
  retag,
  json: ({ text }) => readRequestJson(text),
}

/** What a task may spend, and the way to parsed schemas. */
type Work = {
  readonly budget: WorkBudget
  readonly parse: (source: Source, asNew?: boolean) => ParsedSchema
}

/**
 * Answers a question within so many steps. Throws SchemaProblem for a schema that is refused, with
 * `exhausted` set when the steps did not suffice.
 */
export function runTask<K extends TaskKind>(
  kind: K,
  input: Tasks[K]['input'],
  steps: number,
): Tasks[K]['output'] {
  const budget = new WorkBudget(steps)
  const parse = (source: Source, asNew = false) =>
    problemsOf('parse', () => parserFor(source.type)(source, { asNew, budget }))
  return problemsOf('validate', () => runners[kind](input, { budget, parse }))
}

function problemsOf<T>(stage: Stage, run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (error instanceof RangeError) {
      throw new SchemaProblem('The schema is nested too deeply', { cause: error, stage })
    }
    if (!(error instanceof SchemaError)) throw error
    throw new SchemaProblem(error.message, { cause: error, stage })
  }
}

function describe(
  { source, asNew, validate, normalize }: Tasks['describe']['input'],
  { budget, parse }: Work,
): Tasks['describe']['output'] {
  const schema = parse(source, asNew)
  if (validate) schema.validate({ ...validate, budget })
  return { canonical: normalize ? schema.normalized(asNew) : schema.canonical }
}

function compare(
  { candidate, older, directions, policy }: Tasks['compare']['input'],
  { budget, parse }: Work,
): Comparison | undefined {
  const schema = parse(candidate)
  const options = (reader: string, writer: string): CompareOptions => ({
    policy,
    words: { reader, writer },
    budget,
  })
  for (const [index, source] of older.entries()) {
    const old = parse(source)
    const forward = directions.includes('forward')
      ? old.unreadable(schema, options('old', 'new'))
      : []
    const backward = directions.includes('backward')
      ? schema.unreadable(old, options('new', 'old'))
      : []
    if (forward.length + backward.length > 0) {
      return { index, forward: withinReason(forward), backward: withinReason(backward) }
    }
  }
  return undefined
}

/** As many of the lines as an answer can carry; each repeats a path that may be long. */
function withinReason(lines: readonly string[]): readonly string[] {
  let left = answerCharacters
  const fitting = lines.findIndex((line, at) => {
    left -= line.length
    return left < 0 && at > 0
  })
  if (fitting < 0) return lines
  return [...lines.slice(0, fitting), `{${lines.length - fitting} more differences}`]
}

function equivalent({ source, others }: Tasks['equivalent']['input'], { parse }: Work): number {
  const schema = parse(source)
  return others.findIndex((other) => schema.equivalent(parse(other)))
}

function render({ source, format }: Tasks['render']['input'], { parse }: Work): string {
  return parse(source).render(format)
}

function fields({ source, names }: Tasks['fields']['input'], { parse }: Work): readonly string[] {
  const schema = parse(source)
  return names.filter((name) => schema.hasField(name))
}

function tags({ source }: Tasks['tags']['input'], { parse }: Work): readonly SchemaTags[] {
  return parse(source).tags()
}

function retag({ source, add, remove }: Tasks['retag']['input'], { parse }: Work): string {
  return parse(source).withTags(add, remove)
}
