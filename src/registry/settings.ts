import { type ContextName, DEFAULT_CONTEXT, GLOBAL_CONTEXT } from '../model/context.ts'
import type { CompatibilityLevel, Config, Mode } from '../model/settings.ts'
import type { Subject } from '../model/subject.ts'
import type { Freshness } from './contexts.ts'
import type { Defaults, Registry } from './registry.ts'
import type { ContextState } from './state.ts'

/** A config row with the server's defaults filled in. */
export type EffectiveConfig = Config & {
  readonly compatibilityLevel: CompatibilityLevel
  readonly validateFields: boolean
  readonly validateNewSchemas: boolean
}

/** The three logs that settings of a subject depend on. */
export type Scopes = {
  readonly own: ContextState
  readonly root: ContextState
  readonly global: ContextState
}

/** The logs of a context's settings, fresh. Throws what {@link Contexts.fresh} throws. */
export async function scopesOf(
  registry: Registry,
  context: ContextName,
  freshness: Freshness,
): Promise<Scopes> {
  const asked = [context, DEFAULT_CONTEXT, GLOBAL_CONTEXT]
  const [own, root, global] = await registry.contexts.fresh(asked, freshness)
  if (!own || !root || !global) throw new Error('a state is missing')
  return { own, root, global }
}

/**
 * The config in force for a subject (or a context, with the empty name): its own row with some
 * fields from the top-level row, else the context's, else the row of `:.__GLOBAL:`, else the
 * server's defaults. A row without a level takes the server's, not the next row's (contract 3.5).
 */
export function effectiveConfig(
  { own, root, global }: Scopes,
  { name }: Subject,
  { compatibilityLevel, validateFields, validateNewSchemas }: Defaults,
): EffectiveConfig {
  return {
    compatibilityLevel,
    validateFields,
    validateNewSchemas,
    ...configInForce({ own, root, global }, name),
  }
}

/** The row in force, with nothing filled in; undefined where no scope has one. */
export function configInForce({ own, root, global }: Scopes, name: string): Config | undefined {
  const row = name === '' ? undefined : own.configs.get(name)?.value
  const top = root.configs.get('')?.value
  if (row) return { ...inheritable(top), ...row }
  return own.configs.get('')?.value ?? global.configs.get('')?.value
}

function inheritable(top: Config | undefined): Config {
  if (!top) return {}
  const { alias, aliasForDeks, compatibilityLevel, ...rest } = top
  const { defaultMetadata, overrideMetadata, defaultRuleSet, overrideRuleSet, ...fields } = rest
  return fields
}

/** The mode in force: the subject's row, the context's, that of `:.__GLOBAL:`, READWRITE. */
export function effectiveMode({ own, global }: Scopes, { name }: Subject): Mode {
  const row = name === '' ? undefined : own.modes.get(name)
  return (row ?? own.modes.get('') ?? global.modes.get(''))?.value ?? 'READWRITE'
}

/** Whether the mode takes schemas with given ids, unchecked. */
export const isImporting = (mode: Mode) => mode === 'IMPORT' || mode === 'FORWARD'

/** Whether the mode refuses every write. */
export const isReadOnly = (mode: Mode) => mode === 'READONLY' || mode === 'READONLY_OVERRIDE'

/** What of a context's settings a decision about the subject depends on. */
export function settingsStamp(state: ContextState, name: string): string {
  const stamps = [state.configs, state.modes].flatMap((table) =>
    [name, ''].map((scope) => table.get(scope)?.changedAt ?? 0),
  )
  return stamps.join(' ')
}

/** Whether config adds metadata or rules to what is registered. */
export function annotates(config: EffectiveConfig): boolean {
  const { defaultMetadata, overrideMetadata, defaultRuleSet, overrideRuleSet } = config
  return Boolean(defaultMetadata ?? overrideMetadata ?? defaultRuleSet ?? overrideRuleSet)
}
