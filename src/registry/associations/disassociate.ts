import type { Associated, Change } from '../../model/changes.ts'
import { failure } from '../../model/errors.ts'
import { formatSubject, type Subject } from '../../model/subject.ts'
import { ownReferrers } from '../pins.ts'
import type { Registry } from '../registry.ts'
import { effectiveMode, isImporting, type Scopes, scopesOf } from '../settings.ts'
import { type ContextState, rowKey, versionsOf } from '../state.ts'
import { refuseReadOnly } from './plan.ts'
import { everyAssociation, type FoundAssociation, passes, type SearchOptions } from './search.ts'

/** Associations of a resource that are to go. */
export type Removal = {
  readonly resourceId: string
  readonly resourceType: string
  /** Empty for all of them. */
  readonly associationTypes: readonly string[]
}

export type DisassociateOptions = SearchOptions & {
  /** Takes the subjects of STRONG associations along, with all their versions. */
  readonly cascade: boolean
  readonly dryRun: boolean
}

/**
 * Removes associations of a resource; with `cascade` a STRONG one goes together with its subject,
 * in one commit. Throws `associationNotFound`, `notPermitted`, `associationFrozen` in that order.
 */
export async function disassociate(
  registry: Registry,
  removal: Removal,
  options: DisassociateOptions,
): Promise<void> {
  const all = await everyAssociation(registry, { id: removal.resourceId }, options)
  const found = all.filter(({ row }) => passes({ ...removal, lifecycle: undefined })(row))
  const notFound = failure('associationNotFound', removal.resourceId)
  if (found.length === 0) throw notFound
  const groups = await Promise.all(
    [...Map.groupBy(found, ({ context }) => context)].map(async ([context, group]) => {
      return { group, scopes: await scopesOf(registry, context, options.freshness) }
    }),
  )
  for (const { group, scopes } of groups) for (const one of group) refuse(one, scopes, options)
  for (const { group, scopes } of groups) removalChanges(scopes, group, options)
  if (options.dryRun) return
  let removed = false
  for (const { group, scopes } of groups) {
    const some = await registry.committer.submit({
      context: scopes.own.context,
      operation: 'Delete association operation',
      freshness: options.freshness,
      decide: (own) => {
        const changes = removalChanges({ ...scopes, own }, group, options)
        return { changes, result: changes.length > 0 }
      },
    })
    removed ||= some
  }
  // Somebody else was faster.
  if (!removed) throw notFound
}

function refuse(
  { context, row }: FoundAssociation,
  scopes: Scopes,
  { cascade }: DisassociateOptions,
): void {
  const subject = { context, name: row.subject }
  refuseReadOnly({ subject }, scopes)
  if (!row.frozen || cascade) return
  throw failure('associationFrozen', row.associationType, formatSubject(subject))
}

/** What removing those of the associations that are still there comes to. */
function removalChanges(
  scopes: Scopes,
  found: readonly FoundAssociation[],
  options: DisassociateOptions,
): readonly Change[] {
  return found.flatMap((one): readonly Change[] => {
    if (!scopes.own.associations.has(one.row.guid)) return []
    refuse(one, scopes, options)
    const subject = { context: one.context, name: one.row.subject }
    const gone: Change = { kind: 'disassociated', guid: one.row.guid }
    return options.cascade && ownsSubject(one.row, scopes, subject)
      ? [gone, ...subjectChanges(scopes.own, subject)]
      : [gone]
  })
}

/** A subject in IMPORT mode is deleted by replication, like everything else there. */
function ownsSubject({ lifecycle }: Associated, scopes: Scopes, subject: Subject): boolean {
  return lifecycle === 'STRONG' && !isImporting(effectiveMode(scopes, subject))
}

/** A subject's removal for good. Throws `referenceExists`. */
function subjectChanges(state: ContextState, subject: Subject): readonly Change[] {
  const { name } = subject
  const versions = versionsOf(state.subjects.get(name))
  for (const version of versions) {
    const foreign = state.pinned.has(rowKey(name, version))
    if (!foreign && ownReferrers(state, name, version).every((row) => row.subject === name))
      continue
    throw failure('referenceExists', formatSubject(subject), version)
  }
  const changes: Change[] = []
  if (versions.length > 0) changes.push({ kind: 'purged', subject: name, versions })
  if (state.configs.has(name)) changes.push({ kind: 'configDeleted', scope: name })
  if (state.modes.has(name)) changes.push({ kind: 'modeDeleted', scope: name })
  return changes
}
