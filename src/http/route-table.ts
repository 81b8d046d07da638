import type { Route } from './route.ts'
import { associationBatchRoutes } from './routes/association-batches.ts'
import { associationRoutes } from './routes/associations.ts'
import { compatibilityRoutes } from './routes/compatibility.ts'
import { contextRoutes } from './routes/contexts.ts'
import { metadataRoutes } from './routes/metadata.ts'
import { schemaRoutes } from './routes/schemas.ts'
import { settingsRoutes } from './routes/settings.ts'
import { subjectRoutes } from './routes/subjects.ts'
import { tagRoutes } from './routes/tags.ts'
import { versionRoutes } from './routes/versions.ts'

/** Every route of the contract, each mounted at the root and below `/contexts/:context`. */
export const routeTable: readonly Route[] = [
  ...metadataRoutes,
  ...subjectRoutes,
  ...versionRoutes,
  ...tagRoutes,
  ...schemaRoutes,
  ...settingsRoutes,
  ...compatibilityRoutes,
  ...contextRoutes,
  ...associationRoutes,
  ...associationBatchRoutes,
]
