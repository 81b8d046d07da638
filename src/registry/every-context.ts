import {
  type ContextName,
  DEFAULT_CONTEXT,
  formatContext,
  GLOBAL_CONTEXT,
} from '../model/context.ts'
import { failure } from '../model/errors.ts'
import type { ContextEntry } from '../storage/storage.ts'
import { standingChanges } from './checkpoint.ts'
import type { Freshness } from './contexts.ts'
import { freshState, type Registry } from './registry.ts'

const pageSize = 500

/** Every context with a log, in byte order of the names, page by page from the store. */
export async function* everyContext({ storage }: Registry): AsyncGenerator<ContextEntry> {
  let after: ContextName | undefined
  for (;;) {
    const page = await nextPage(storage, after)
    yield* page
    after = page.at(-1)?.context
    if (page.length < pageSize || after === undefined) return
  }
}

async function nextPage(
  storage: Registry['storage'],
  after: ContextName | undefined,
): Promise<readonly ContextEntry[]> {
  try {
    return await storage.contexts(after, pageSize)
  } catch (cause) {
    throw Object.assign(failure('storeFailed', 'Error while reading from the store'), { cause })
  }
}

/**
 * Names of the contexts that exist: the default one always and first, the others since their first
 * registration until they are deleted, sorted.
 */
export async function listContexts(
  registry: Registry,
  prefix: string,
): Promise<readonly ContextName[]> {
  const names: ContextName[] = []
  for await (const { context, head } of everyContext(registry)) {
    const special = context === DEFAULT_CONTEXT || context === GLOBAL_CONTEXT
    if (!special && head.summary.created) names.push(context)
  }
  return [DEFAULT_CONTEXT, ...names.sort()].filter((name) => name.startsWith(prefix))
}

/**
 * Deletes a context that has no subjects left; an unknown one is no error. Its config, mode and
 * id counter stay. Throws `contextNotEmpty`.
 */
export async function deleteContext(
  registry: Registry,
  context: ContextName,
  freshness: Freshness,
): Promise<void> {
  await freshState(registry, context, freshness)
  const tombstone = await registry.committer.submit<number | undefined>({
    context,
    operation: 'Delete context operation',
    freshness,
    decide: (state) => {
      if (state.subjects.size > 0) throw failure('contextNotEmpty', formatContext(context))
      if (!state.created) return { changes: [], result: undefined }
      const kept = [...standingChanges(state)]
      const counter = { kind: 'counter', nextId: state.nextId, created: false } as const
      return { changes: [{ kind: 'contextDeleted' }, counter, ...kept], result: state.revision }
    },
  })
  if (tombstone === undefined) return
  // What the log said before is of no use to anybody; failing to drop it harms nobody.
  registry.storage
    .purge(context, tombstone, [])
    .catch((error) => registry.report('purging a deleted context', error))
}
