import { afterAll, beforeAll, describe, test } from 'vitest'
import { type RunningServer, sharedStorage, startServer } from '../server.ts'
import { allContexts } from './all-contexts.ts'
import { associationRequests } from './association-requests.ts'
import { associations } from './associations.ts'
import { compatibility } from './compatibility.ts'
import { contexts } from './contexts.ts'
import { cells, verify } from './golden.ts'
import { guids } from './guids.ts'
import { limits } from './limits.ts'
import { protocol } from './protocol.ts'
import { registration } from './registration.ts'
import { schemas } from './schemas.ts'
import { settings } from './settings.ts'
import { subjects } from './subjects.ts'
import { versions } from './versions.ts'

let server: RunningServer

beforeAll(async () => {
  server = await startServer(sharedStorage())
}, 120_000)

afterAll(async () => {
  await server.stop()
}, 30_000)

describe.each([
  ['protocol', protocol],
  ['limits', limits],
  ['guids', guids],
  ['all contexts', allContexts],
  ['subjects', subjects],
  ['versions', versions],
  ['registration', registration],
  ['schemas', schemas],
  ['settings', settings],
  ['compatibility', compatibility],
  ['contexts', contexts],
  ['associations', associations],
  ['association requests', associationRequests],
] as const)('golden answers: %s', (_topic, rows) => {
  test.each(cells(rows))(
    '$row.name, $mount',
    async ({ row, mount }) => {
      if (row.alone !== mount && row.alone !== 'anywhere') return verify(server.url, row, mount)
      const own = await startServer()
      try {
        await verify(own.url, row, mount)
      } finally {
        await own.stop()
      }
    },
    60_000,
  )
})
