import { list, paging, text } from '../query.ts'
import { type Route, route } from '../route.ts'

const query = {
  resourceType: text('Kind of the resource.'),
  associationType: list('`key`, `value` or both.'),
  lifecycle: text('`STRONG` or `WEAK`.'),
  ...paging,
}

/** Clients ask before the first record of a topic; nothing is associated yet. */
export const associationRoutes: readonly Route[] = [
  '/associations/subjects/:subject',
  '/associations/resources/:namespace/:name',
  '/associations/resources/:resourceId',
].map((path) =>
  route({ method: 'GET', path, summary: 'List associations', query, handle: () => [] }),
)
