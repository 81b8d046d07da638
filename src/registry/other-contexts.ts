import { type ContextName, DEFAULT_CONTEXT } from '../model/context.ts'
import { failure } from '../model/errors.ts'
import type { HintKind } from '../storage/storage.ts'
import type { Freshness } from './contexts.ts'
import type { Registry } from './registry.ts'
import type { ContextState } from './state.ts'

/**
 * Fresh states of the contexts other than the default one that may hold the key, in the order of
 * their names. Empty where the setting turns these look-ups off.
 */
export async function otherContexts(
  registry: Registry,
  kind: HintKind,
  key: string,
  freshness: Freshness,
): Promise<readonly ContextState[]> {
  if (!registry.defaults.crossContext) return []
  const names = await find(registry, kind, key)
  const others = names.filter((name) => name !== DEFAULT_CONTEXT).sort(byCodeUnit)
  return others.length === 0 ? [] : registry.contexts.fresh(others, freshness)
}

async function find(
  { storage }: Registry,
  kind: HintKind,
  key: string,
): Promise<readonly ContextName[]> {
  try {
    return await storage.find(kind, key)
  } catch (cause) {
    throw Object.assign(failure('storeFailed', 'Error while reading from the store'), { cause })
  }
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
