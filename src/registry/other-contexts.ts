import { type ContextName, DEFAULT_CONTEXT } from '../model/context.ts'
import { failure } from '../model/errors.ts'
import type { HintKind } from '../storage/storage.ts'
import type { Freshness } from './contexts.ts'
import type { Registry } from './registry.ts'
import type { ContextState } from './state.ts'

/** Contexts looked at together: most searches end at the first. */
const contextsPerLook = 8

/**
 * Fresh states of the contexts other than the default one that may hold the key, in the order of
 * their names and only as far as they are asked for. None where the setting turns these look-ups
 * off.
 */
export async function* otherContexts(
  registry: Registry,
  kind: HintKind,
  key: string,
  freshness: Freshness,
): AsyncGenerator<ContextState, undefined> {
  if (!registry.defaults.crossContext) return
  const names = await find(registry, kind, key)
  const others = names.filter((name) => name !== DEFAULT_CONTEXT).sort(byCodeUnit)
  for (let from = 0; from < others.length; from += contextsPerLook) {
    yield* await registry.contexts.fresh(others.slice(from, from + contextsPerLook), freshness)
  }
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
