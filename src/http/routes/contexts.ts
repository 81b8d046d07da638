import { DEFAULT_CONTEXT, parseContext } from '../../model/context.ts'
import { failure } from '../../model/errors.ts'
import { deleteContext, listContexts } from '../../registry/every-context.ts'
import { pageOf, paging, text } from '../query.ts'
import { noContent, type Route, route } from '../route.ts'

export const contextRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/contexts',
    summary: 'List contexts',
    query: { contextPrefix: text('What names begin with, as in `.team`.'), ...paging },
    handle: async ({ registry, asked }) =>
      pageOf(await listContexts(registry, asked.contextPrefix), asked),
  }),
  route({
    method: 'DELETE',
    path: '/contexts/:context',
    summary: 'Delete an empty context',
    rootOnly: true,
    handle: async ({ registry, params, freshness }) => {
      const context = parseContext(params.context ?? '')
      if (context === DEFAULT_CONTEXT) throw failure('methodNotAllowed')
      await deleteContext(registry, context, freshness)
      return noContent
    },
  }),
]
