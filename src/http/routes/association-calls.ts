import { type ContextName, DEFAULT_CONTEXT, parseContext } from '../../model/context.ts'
import { limits } from '../../model/limits.ts'
import { fitsName } from '../../model/names.ts'
import type { AssociateOptions } from '../../registry/associations/associate.ts'
import type { SearchOptions } from '../../registry/associations/search.ts'
import type { Registration } from '../../registry/register-decision.ts'
import { flag, text } from '../query.ts'
import type { Call } from '../route.ts'
import { schemaAnswer } from '../wire/schema-answer.ts'

/** Query of the routes that change associations. */
export const changing = {
  context: text('Context of subjects that name none, as `:.team:`.'),
  dryRun: flag('Only check.'),
}

type ChangeCall = Call & { readonly asked: { readonly context: string; readonly dryRun: boolean } }

/** Where to look for associations: in the URL's context, and in that of a namespace. */
export function searchOptions({ context, freshness }: Call, namespace?: string): SearchOptions {
  const own = namespace === undefined ? '' : `.${namespace}`
  const named = own !== '' && !own.includes(':') && fitsName(own, limits.contextBytes)
  return { within: named ? [context, parseContext(own)] : [context], freshness }
}

/** How a request changes associations. */
export function changeOptions(call: ChangeCall): AssociateOptions {
  const context = subjectContext(call)
  return { ...searchOptions(call), context, dryRun: call.asked.dryRun }
}

/**
 * The context of subjects that name none: the URL's, else that of the query, which counts only in
 * the form `:.team:` (contract 1.8).
 */
function subjectContext({ mounted, context, asked }: ChangeCall): ContextName {
  if (mounted) return context
  const { context: text } = asked
  return /^:\..*:$/s.test(text) ? parseContext(text) : DEFAULT_CONTEXT
}

/** What a request's schema was registered as, as the Schema entity. */
export function schemaOf({ subject, version, id, guid, content }: Registration): object {
  return schemaAnswer({ subject, version, id, guid, content })
}
