import type { FormatPool } from '../formats/pool.ts'
import type { ContextName } from '../model/context.ts'
import type { CompatibilityLevel } from '../model/settings.ts'
import type { Storage } from '../storage/storage.ts'
import type { Committer } from './committer.ts'
import type { Contents } from './contents.ts'
import type { Contexts, Freshness, Report } from './contexts.ts'
import type { Recall } from './recall.ts'
import type { ContextState } from './state.ts'
import type { NameLists } from './subject-listing.ts'
import type { Turns } from './turns.ts'

export type Defaults = {
  /** Level where no config row says otherwise. */
  readonly compatibilityLevel: CompatibilityLevel
  readonly validateFields: boolean
  readonly validateNewSchemas: boolean
  /** Whether unqualified subjects and ids are looked for in other contexts too. */
  readonly crossContext: boolean
  readonly modeMutability: boolean
  /** Bytes of a schema's text, as sent and in canonical form. */
  readonly schemaBytes: number
}

/** Verdicts so far, of registrations and of checks alike. */
export type RegistryCounters = { compatibilityChecks: number; compatibilityFailures: number }

/** What the use cases work with; put together in main.ts. */
export type Registry = {
  readonly storage: Storage
  readonly contexts: Contexts
  readonly contents: Contents
  readonly committer: Committer
  readonly formats: FormatPool
  readonly recall: Recall
  readonly nameLists: NameLists
  /** Registrations under one subject take turns. */
  readonly turns: Turns
  readonly defaults: Defaults
  readonly counters: RegistryCounters
  readonly report: Report
}

/** The newest state of one context; see {@link Contexts.fresh}. */
export async function freshState(
  { contexts }: Registry,
  context: ContextName,
  freshness: Freshness,
): Promise<ContextState> {
  const current = contexts.current(context)
  if (current) return current
  const [state] = await contexts.fresh([context], freshness)
  if (!state) throw new Error(`no state of ${context}`)
  return state
}
