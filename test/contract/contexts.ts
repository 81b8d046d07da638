import type { Golden } from './golden.ts'
import { put, register, remove, softDelete } from './schemas-used.ts'

/** Rows about contexts; each names its contexts itself and asks at the root. */
export const contexts: readonly Golden[] = [
  {
    name: 'a new registry has the default context',
    when: 'GET /contexts',
    body: ['.'],
    at: 'root',
    alone: 'at the root',
  },
  {
    name: 'contexts are listed by name after the default one',
    given: [register(':.b:{s}'), register(':.a:{s}'), register(':.a-b:{s}')],
    when: 'GET /contexts',
    body: ['.', '.a', '.a-b', '.b'],
    at: 'root',
    alone: 'at the root',
  },
  {
    name: 'contexts with a prefix, paged',
    given: [register(':.{ns}-b:{s}'), register(':.{ns}-a:{s}')],
    when: 'GET /contexts?contextPrefix=.{ns}&offset=1&limit=1',
    body: ['.{ns}-b'],
  },
  {
    name: 'settings make no context',
    given: [put('/config/:.{ns}:', { compatibility: 'FULL' })],
    when: 'GET /contexts?contextPrefix=.{ns}',
    body: [],
  },
  {
    name: 'deleting an empty context',
    given: [
      register(':.{ns}:{s}'),
      softDelete(':.{ns}:{s}'),
      remove('/subjects/:.{ns}:{s}?permanent=true'),
    ],
    when: 'DELETE @/contexts/.{ns}',
    status: 204,
    text: '',
    at: 'root',
  },
  {
    name: 'deleting an unknown context',
    when: 'DELETE @/contexts/.{ns}',
    status: 204,
    text: '',
    at: 'root',
  },
  {
    name: 'deleting a context with a subject',
    given: [register(':.{ns}:{s}')],
    when: 'DELETE @/contexts/.{ns}',
    code: 42211,
    message: "The specified context ':.{ns}:' is not empty.",
    at: 'root',
  },
  {
    name: 'deleting a context with a deleted subject, named without its dot',
    given: [register(':.{ns}:{s}'), softDelete(':.{ns}:{s}')],
    when: 'DELETE @/contexts/{ns}',
    code: 42211,
    message: "The specified context ':.{ns}:' is not empty.",
    at: 'root',
  },
  {
    name: 'deleting the default context',
    when: 'DELETE @/contexts/.',
    code: 405,
    message: 'HTTP 405 Method Not Allowed',
    at: 'root',
  },
  {
    name: 'deleting a context with a colon in its name',
    when: 'DELETE @/contexts/a:b',
    code: 400,
    at: 'root',
  },
  {
    name: 'a context with a colon in its name',
    when: 'GET @/contexts/.a:b/subjects',
    code: 400,
    message: "Context name '.a:b' cannot contain a colon",
    at: 'root',
  },
  {
    name: 'reading a bare context',
    when: 'GET @/contexts/.{ns}',
    code: 405,
    message: 'HTTP 405 Method Not Allowed',
    at: 'root',
  },
  {
    name: 'a context name above the limit',
    when: `POST @/contexts/.${'x'.repeat(255)}/subjects/{s}/versions`,
    send: { schema: '"int"' },
    code: 42208,
    at: 'root',
  },
  {
    name: 'a context name at the limit',
    when: `POST @/contexts/.${'x'.repeat(254)}/subjects/{s}/versions`,
    send: { schema: '"int"' },
    includes: { version: 1 },
    at: 'root',
  },
]
