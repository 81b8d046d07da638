import type { ContextName } from './context.ts'
import type { Digest, Guid, Reference } from './schema.ts'
import type { Config, Mode } from './settings.ts'

/**
 * One fact in a context's log. A change is never a request: what stands here has happened.
 * `scope` is a subject's name, or empty for the context itself.
 */
export type Change =
  | Registered
  | { readonly kind: 'softDeleted'; readonly subject: string; readonly versions: readonly number[] }
  | { readonly kind: 'purged'; readonly subject: string; readonly versions: readonly number[] }
  | { readonly kind: 'configSet'; readonly scope: string; readonly config: Config }
  | { readonly kind: 'configDeleted'; readonly scope: string }
  | { readonly kind: 'modeSet'; readonly scope: string; readonly mode: Mode }
  | { readonly kind: 'modeDeleted'; readonly scope: string }
  | { readonly kind: 'contextDeleted' }
  | Pinned
  | { readonly kind: 'pinReleased'; readonly token: string }
  | { readonly kind: 'pinCancelled'; readonly token: string }
  | Associated
  | { readonly kind: 'disassociated'; readonly guid: string }
  | { readonly kind: 'counter'; readonly nextId: number; readonly created: boolean }

/** A version of a subject came to be (or an import overwrote it). */
export type Registered = {
  readonly kind: 'registered'
  readonly subject: string
  readonly version: number
  readonly id: number
  readonly digest: Digest
  readonly guid: Guid
  /** See likenessOf: schemas that are the same in other words have the same. */
  readonly likeness: number
  /** Milliseconds since the epoch. */
  readonly ts: number
  /** References as stored, versions concrete; left out when there are none. */
  readonly references?: readonly Reference[]
  /** Token of the pins set in other contexts for this version's references. */
  readonly pin?: string
}

/** In the referenced context: a schema of context `from` is about to refer to the version. */
export type Pinned = {
  readonly kind: 'pinned'
  readonly token: string
  readonly from: ContextName
  readonly targets: readonly { readonly subject: string; readonly version: number }[]
}

/** A topic and a subject belong together (contract of the association routes). */
export type Associated = {
  readonly kind: 'associated'
  readonly guid: string
  readonly subject: string
  readonly resourceName: string
  readonly resourceNamespace: string
  readonly resourceId: string
  readonly resourceType: string
  readonly associationType: string
  readonly lifecycle: 'STRONG' | 'WEAK'
  readonly frozen: boolean
  readonly createTs: number
  readonly updateTs: number
}

/** What is known of a context without folding its log. */
export type Summary = {
  readonly nextId: number
  /** Subjects with a live version. */
  readonly live: number
  /** Subjects with soft-deleted versions only. */
  readonly deleted: number
  /** Whether the context counts as existing: it had a registration and was not deleted since. */
  readonly created: boolean
}

/** The unit of storage: revision `n` of a context's log. Revisions are 1, 2, 3 … without gaps. */
export type Commit = {
  readonly context: ContextName
  readonly revision: number
  /** Random; tells whose commit it is when an append's outcome is unknown. */
  readonly token: string
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly actor: string
  readonly changes: readonly Change[]
  /** State of the context after the commit. */
  readonly summary: Summary
}
