import { availableParallelism } from 'node:os'
import { FormatPool } from '../formats/pool.ts'
import { limits } from '../model/limits.ts'
import type { Storage } from '../storage/storage.ts'
import { Committer } from './committer.ts'
import { Contents } from './contents.ts'
import { Contexts, type Report } from './contexts.ts'
import { Recall } from './recall.ts'
import type { Defaults, Registry } from './registry.ts'
import { NameLists } from './subject-listing.ts'
import { Turns } from './turns.ts'

export const defaultDefaults: Defaults = {
  compatibilityLevel: 'BACKWARD',
  validateFields: false,
  validateNewSchemas: true,
  crossContext: true,
  modeMutability: true,
  schemaBytes: limits.schemaBytes,
}

/** What the registry may use of the machine. */
export type Resources = {
  /** Estimated bytes of states, and bytes of contents, kept in memory. */
  readonly stateBytes: number
  readonly contentBytes: number
  /** Milliseconds after which an unused context is dropped. */
  readonly idleMillis: number
  /** Bounds of one engine task; see limits. */
  readonly workSteps: number
  readonly workMillis: number
}

const defaultResources: Resources = {
  stateBytes: 512 * 1024 * 1024,
  contentBytes: 256 * 1024 * 1024,
  idleMillis: 15 * 60_000,
  workSteps: limits.workSteps,
  workMillis: limits.workMillis,
}

export type RegistryOptions = {
  readonly defaults?: Defaults
  readonly resources?: Resources
  readonly report: Report
}

const nameListBytes = 64 * 1024 * 1024
const recallBytes = 64 * 1024 * 1024
const pollMillis = 500
const evictMillis = 10_000

/** Puts the registry together over an opened store; `close` stops its timers and threads. */
export function openRegistry(
  storage: Storage,
  { defaults = defaultDefaults, resources = defaultResources, report }: RegistryOptions,
): Registry & { close(): Promise<void> } {
  const { stateBytes, contentBytes, idleMillis } = resources
  const contexts = new Contexts(storage, { stateBytes, idleMillis, report })
  const contents = new Contents(storage, contentBytes)
  const committer = new Committer(storage, contexts)
  const formats = new FormatPool(Math.min(4, availableParallelism()), resources)
  const recall = new Recall(recallBytes)
  const poll = setInterval(pollOf(contexts, report), pollMillis)
  const evict = setInterval(() => contexts.evict(), evictMillis)
  return {
    ...{
      storage,
      contexts,
      contents,
      committer,
      formats,
      recall,
      nameLists: new NameLists(nameListBytes),
      turns: new Turns(),
      defaults,
      report,
    },
    counters: { compatibilityChecks: 0, compatibilityFailures: 0 },
    close: async () => {
      clearInterval(poll)
      clearInterval(evict)
      await committer.drained()
      await formats.close()
    },
  }
}

/** One look at a time; an outage is reported when it begins, not at every look. */
function pollOf(contexts: Contexts, report: Report): () => void {
  let looking = false
  let failing = false
  return () => {
    if (looking) return
    looking = true
    contexts
      .poll()
      .then(
        () => {
          failing = false
        },
        (error) => {
          if (!failing) report('looking for news of loaded contexts', error)
          failing = true
        },
      )
      .finally(() => {
        looking = false
      })
  }
}
