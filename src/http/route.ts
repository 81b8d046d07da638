import type { z } from 'zod'
import type { ContextName } from '../model/context.ts'
import type { Freshness } from '../registry/contexts.ts'
import type { Registry } from '../registry/registry.ts'
import type { ContextState } from '../registry/state.ts'
import type { Parameters, QueryOf, RawQuery } from './query.ts'

/** What every handler is given. */
export type Call = {
  readonly registry: Registry
  /** The context that the URL addresses: the mount's, or the default one. */
  readonly context: ContextName
  /** Whether the URL names a context. */
  readonly mounted: boolean
  /** Path parameters, percent-decoded once. */
  readonly params: Readonly<Record<string, string>>
  readonly query: RawQuery
  /** The request body as it came, empty if there is none. */
  readonly text: string
  readonly freshness: Freshness
}

/** An answer that is not simply JSON with status 200. */
export class Answer {
  readonly status: number
  /** The finished body; undefined for none. */
  readonly text: string | undefined

  constructor(status: number, text: string | undefined) {
    this.status = status
    this.text = text
  }
}

export const noContent = new Answer(204, undefined)

/** A finished text as the body: raw schemas, prebuilt JSON. */
export function finished(text: string): Answer {
  return new Answer(200, text)
}

/** The answer to a common request from memory, given states that are fresh. */
export type Quick = {
  /** Contexts whose newest state the answer depends on. */
  readonly contexts: (call: Call) => readonly ContextName[]
  /** The finished answer; undefined where the handler has to look closer. Never waits. */
  readonly answer: (call: Call, stateOf: StateOf) => string | undefined
}

/** The fresh state of one of the contexts that were asked for. */
export type StateOf = (context: ContextName) => ContextState | undefined

type Definition<P extends Parameters, B extends z.ZodType> = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Path below the mount, with `:name` parameters. */
  readonly path: string
  readonly summary: string
  readonly query?: P
  /**
   * The body, and what Confluent calls it where it is missing, which outside the default context
   * may differ; without a name it may be missing.
   */
  readonly body?: { readonly type: B; readonly name?: string; readonly nameInContext?: string }
  /** Only at the root, not below `/contexts/:context`. */
  readonly rootOnly?: boolean
  readonly quick?: Quick
  /** Answers JSON, or an {@link Answer}. */
  readonly handle: (
    call: Call & { readonly asked: QueryOf<P>; readonly body: z.output<B> },
  ) => unknown
}

/** A row of the route table; the types of its query and body are known to its handler alone. */
export type Route = Omit<Definition<Parameters, z.ZodType>, 'handle'> & {
  readonly handle: (call: Call & { readonly asked: unknown; readonly body: unknown }) => unknown
}

export function route<P extends Parameters, B extends z.ZodType>(
  definition: Definition<P, B>,
): Route {
  // The server parses query and body by this very definition before it calls the handler.
  return definition as unknown as Route
}
