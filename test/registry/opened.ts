import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultDefaults, openRegistry } from '../../src/registry/open.ts'
import type { Defaults, Registry } from '../../src/registry/registry.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { openSqlite } from '../../src/storage/sqlite.ts'
import type { Storage } from '../../src/storage/storage.ts'

export type OpenStore = () => Promise<Storage & AsyncDisposable>

/** An empty store that is closed, and a file that is removed, when the scope ends. */
export const stores: readonly (readonly [string, OpenStore])[] = [
  ['memory', async () => disposable(memoryStorage(), async () => undefined)],
  [
    'sqlite',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'schemarium-'))
      const storage = await openSqlite(join(folder, 'registry.db'))
      await storage.migrate()
      return disposable(storage, () => rm(folder, { recursive: true }))
    },
  ],
]

function disposable(storage: Storage, clean: () => Promise<void>): Storage & AsyncDisposable {
  return Object.assign(storage, {
    [Symbol.asyncDispose]: async () => {
      await storage.close()
      await clean()
    },
  })
}

export type OpenedRegistry = Registry & AsyncDisposable & { readonly reports: readonly unknown[] }

/** A registry over the store, closed when the scope ends; what it reports beside requests is kept. */
export function opened(storage: Storage, defaults: Partial<Defaults> = {}): OpenedRegistry {
  const reports: unknown[] = []
  const registry = openRegistry(storage, {
    defaults: { ...defaultDefaults, ...defaults },
    report: (_doing, error) => reports.push(error),
  })
  return { ...registry, reports, [Symbol.asyncDispose]: () => registry.close() }
}
