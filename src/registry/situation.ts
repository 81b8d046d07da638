import type { Mode } from '../model/settings.ts'
import type { Subject } from '../model/subject.ts'
import type { Freshness } from './contexts.ts'
import { stampOf } from './register-decision.ts'
import type { Registry } from './registry.ts'
import type { SchemaRequest } from './schema-request.ts'
import {
  type EffectiveConfig,
  effectiveConfig,
  effectiveMode,
  type Scopes,
  scopesOf,
} from './settings.ts'

export type RegisterOptions = {
  readonly normalize: boolean
  /** Skips the compatibility check, nothing else. */
  readonly force: boolean
  /** Only looks whether the schema could be registered; writes nothing, in no context. */
  readonly dryRun?: boolean
  readonly freshness: Freshness
}

/** One look at the states that a registration depends on, and what follows from the settings. */
export type Situation = {
  readonly subject: Subject
  readonly request: SchemaRequest
  readonly options: RegisterOptions
  readonly scopes: Scopes
  readonly config: EffectiveConfig
  readonly mode: Mode
  /** Of the own state when it was looked at. */
  readonly stamp: string
}

/** Looks at the newest states. Throws `storeFailed` when they cannot be had. */
export async function situationOf(
  registry: Registry,
  subject: Subject,
  request: SchemaRequest,
  options: RegisterOptions,
): Promise<Situation> {
  const scopes = await scopesOf(registry, subject.context, options.freshness)
  return {
    ...{ subject, request, options, scopes },
    config: effectiveConfig(scopes, subject, registry.defaults),
    mode: effectiveMode(scopes, subject),
    stamp: stampOf(scopes.own, subject),
  }
}
