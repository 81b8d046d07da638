import type { Golden } from './golden.ts'
import { put, register, type } from './requests.ts'

const int = type('int')

/** Settings that reach beyond one context. */
export const allContexts: readonly Golden[] = [
  {
    name: 'IMPORT at the top with a live subject in another context',
    given: [register(':.{ns}:{s}')],
    when: 'PUT /mode',
    send: { mode: 'IMPORT' },
    code: 42205,
    message: 'Cannot import since found existing subjects',
    at: 'root',
    alone: 'at the root',
  },
  {
    name: 'IMPORT for all contexts with a live subject in one',
    given: [register(':.{ns}:{s}')],
    when: 'PUT /mode/:.__GLOBAL:',
    send: { mode: 'IMPORT' },
    code: 42205,
    at: 'root',
    alone: 'at the root',
  },
  {
    name: 'FORWARD for all contexts',
    given: [put('/mode/:.__GLOBAL:', { mode: 'FORWARD' })],
    when: 'POST /subjects/{s}/versions',
    send: { schema: int },
    code: 42205,
    message: 'Subject {S} in context {C} is not in read-write mode',
    alone: 'anywhere',
  },
]
