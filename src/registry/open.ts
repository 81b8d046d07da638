import { availableParallelism } from 'node:os'
import { FormatPool } from '../formats/pool.ts'
import type { Storage } from '../storage/storage.ts'
import { Committer } from './committer.ts'
import { Contents } from './contents.ts'
import { Contexts, type Report } from './contexts.ts'
import { Recall } from './recall.ts'
import type { Defaults, Registry } from './registry.ts'

export const defaultDefaults: Defaults = {
  compatibilityLevel: 'BACKWARD',
  validateFields: false,
  validateNewSchemas: true,
  crossContext: true,
  modeMutability: true,
}

const stateBytes = 512 * 1024 * 1024
const contentBytes = 256 * 1024 * 1024
const recallBytes = 64 * 1024 * 1024
const idleMillis = 15 * 60_000
const pollMillis = 500
const evictMillis = 10_000

/** Puts the registry together over an opened store; `close` stops its timers and threads. */
export function openRegistry(
  storage: Storage,
  defaults: Defaults,
  report: Report,
): Registry & { close(): Promise<void> } {
  const contexts = new Contexts(storage, { stateBytes, idleMillis, report })
  const contents = new Contents(storage, contentBytes)
  const committer = new Committer(storage, contexts)
  const formats = new FormatPool(Math.min(4, availableParallelism()))
  const recall = new Recall(recallBytes)
  const poll = setInterval(() => {
    contexts.poll().catch((error) => report('looking for news of loaded contexts', error))
  }, pollMillis)
  const evict = setInterval(() => contexts.evict(), evictMillis)
  return {
    ...{ storage, contexts, contents, committer, formats, recall, defaults, report },
    close: async () => {
      clearInterval(poll)
      clearInterval(evict)
      await committer.drained()
      await formats.close()
    },
  }
}
