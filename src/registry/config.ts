import { DEFAULT_CONTEXT, GLOBAL_CONTEXT } from '../model/context.ts'
import { failure } from '../model/errors.ts'
import type { Config } from '../model/settings.ts'
import { checkScope, formatSubject, type Subject } from '../model/subject.ts'
import type { Freshness } from './contexts.ts'
import { inContext } from './register-decision.ts'
import { freshState, type Registry } from './registry.ts'
import { configInForce, effectiveMode, isReadOnly, scopesOf } from './settings.ts'
import type { ContextState } from './state.ts'

/** Fields of a config update: a value replaces, null clears, absent keeps. */
export type ConfigPatch = { readonly [K in keyof Config]?: Config[K] | null }

/**
 * The row of exactly this scope, or with `defaultToGlobal` the config in force; the level is
 * always filled in. Throws `configNotFound` for a scope without a row, the top level and
 * `:.__GLOBAL:` excepted.
 */
export async function getConfig(
  registry: Registry,
  scope: Subject,
  options: { readonly defaultToGlobal: boolean; readonly freshness: Freshness },
): Promise<Config> {
  const scopes = await scopesOf(registry, scope.context, options.freshness)
  if (options.defaultToGlobal) return withLevel(registry, configInForce(scopes, scope.name))
  const row = scopes.own.configs.get(scope.name)?.value
  if (!row && !isTopLevel(scope)) throw failure('configNotFound', formatSubject(scope))
  return withLevel(registry, row)
}

/** Changes the scope's row and answers it whole. Throws `invalidSubject`, `notPermitted`. */
export async function putConfig(
  registry: Registry,
  scope: Subject,
  patch: ConfigPatch,
  freshness: Freshness,
): Promise<Config> {
  checkScope(scope)
  const scopes = await scopesOf(registry, scope.context, freshness)
  return registry.committer.submit({
    context: scope.context,
    operation: 'Update config operation',
    freshness,
    decide: (own) => {
      refuseReadOnly({ ...scopes, own }, scope)
      const config = patched(own.configs.get(scope.name)?.value ?? {}, patch)
      return { changes: [{ kind: 'configSet', scope: scope.name, config }], result: config }
    },
  })
}

/** Removes the scope's row and answers what it was. Throws `subjectNotFound` when there is none. */
export async function deleteConfig(
  registry: Registry,
  scope: Subject,
  freshness: Freshness,
): Promise<Config> {
  const scopes = await scopesOf(registry, scope.context, freshness)
  return registry.committer.submit({
    context: scope.context,
    operation: 'Delete config operation',
    freshness,
    decide: (own) => {
      const row = own.configs.get(scope.name)?.value
      if (!row && !isTopLevel(scope)) throw failure('subjectNotFound', formatSubject(scope))
      refuseReadOnly({ ...scopes, own }, scope)
      const result = withLevel(registry, row)
      return { changes: row ? [{ kind: 'configDeleted', scope: scope.name }] : [], result }
    },
  })
}

/** The alias that the subject's own row sets, if any. */
export async function aliasOf(
  registry: Registry,
  { context, name }: Subject,
  freshness: Freshness,
): Promise<string | undefined> {
  const state: ContextState = await freshState(registry, context, freshness)
  return state.configs.get(name)?.value.alias
}

/** Whether the scope is the top level or the one that every context falls back to. */
export function isTopLevel({ context, name }: Subject): boolean {
  return name === '' && (context === DEFAULT_CONTEXT || context === GLOBAL_CONTEXT)
}

function withLevel({ defaults }: Registry, row: Config | undefined): Config {
  const { compatibilityLevel } = defaults
  return { compatibilityLevel, ...row }
}

function patched(row: Config, patch: ConfigPatch): Config {
  const fields = Object.entries({ ...row, ...patch }).filter(([, value]) => value !== null)
  // The fields are those of the row and of the patch; only nulls were left out.
  return Object.fromEntries(fields) as Config
}

function refuseReadOnly(scopes: Parameters<typeof effectiveMode>[0], scope: Subject): void {
  if (!isReadOnly(effectiveMode(scopes, scope))) return
  throw failure('notPermitted', `${inContext(scope)} is in read-only mode`)
}
