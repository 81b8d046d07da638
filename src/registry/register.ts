import { failure } from '../model/errors.ts'
import { checkSubject, formatSubject, type Subject } from '../model/subject.ts'
import { deadlineFromNow } from './committer.ts'
import { prepare } from './prepare.ts'
import { explained } from './problems.ts'
import {
  answerOf,
  decideRegistration,
  inContext,
  type Outdated,
  type Registration,
  stampOf,
} from './register-decision.ts'
import type { Registry } from './registry.ts'
import { findRegistered } from './same-schema.ts'
import { hasTags, type SchemaRequest } from './schema-request.ts'
import { annotates, isImporting, isReadOnly } from './settings.ts'
import { type RegisterOptions, type Situation, situationOf } from './situation.ts'

/** Preparations in a row that may find the state changed under them. */
const maxAttempts = 1000

/**
 * Registers a schema under a subject (contract 4.1) or answers the version it already is. Throws
 * `invalidSubject`, `invalidSchema`, `notPermitted`, `incompatibleSchema`, `schemaTooLarge`.
 */
export async function register(
  registry: Registry,
  subject: Subject,
  request: SchemaRequest,
  options: RegisterOptions,
): Promise<Registration> {
  checkSubject(subject)
  const deadline = deadlineFromNow()
  let situation = await situationOf(registry, subject, request, options)
  const known = await answerAtOnce(registry, situation)
  if (known) return known
  return registry.turns.take(formatSubject(subject), async () => {
    for (let attempt = 0; attempt < maxAttempts && Date.now() < deadline; attempt++) {
      if (stampOf(situation.scopes.own, subject) !== situation.stamp || attempt > 0) {
        situation = await situationOf(registry, subject, request, options)
        const meanwhile = await answerAtOnce(registry, situation)
        if (meanwhile) return meanwhile
      }
      const result = await attemptRegistration(registry, situation, deadline)
      if (result !== 'outdated') return result
    }
    throw failure('storeTimeout', 'Register operation timed out')
  })
}

async function attemptRegistration(
  registry: Registry,
  situation: Situation,
  deadline: number,
): Promise<Registration | Outdated> {
  refuseByMode(situation)
  const { subject, request } = situation
  const prepared = await explained(subject, request, () => prepare(registry, situation))
  if (prepared.kind !== 'prepared') return prepared.kind === 'known' ? prepared.found : 'outdated'
  return registry.committer.submit({
    context: situation.subject.context,
    operation: 'Register operation',
    freshness: situation.options.freshness,
    decide: (state, now) => decideRegistration(prepared, state, now),
    deadline,
  })
}

/**
 * The fast path (contract 4.1, step 3): the same schema under the same subject is answered in any
 * mode, unless tags or configured annotations could make it another one.
 */
async function answerAtOnce(
  registry: Registry,
  { subject, request, options, scopes, config }: Situation,
): Promise<Registration | undefined> {
  if (hasTags(request) || annotates(config)) return undefined
  const found = await findRegistered(
    registry,
    scopes,
    { ...request, subject },
    {
      normalize: options.normalize,
      deleted: false,
      latestOnly: request.version === -1,
      freshness: options.freshness,
    },
  )
  if (!found) return undefined
  const { version, id } = request
  if (version <= 0) return id === undefined || id === found.row.id ? answerOf(found) : undefined
  if (id !== found.row.id) return undefined
  const row = scopes.own.subjects.get(subject.name)?.versions.get(version)
  if (row?.digest !== found.row.digest || row.deleted || row.id !== id) return undefined
  return answerOf({ ...found, version, row })
}

function refuseByMode({ subject, request, mode }: Situation): void {
  if (isReadOnly(mode)) throw failure('notPermitted', `${inContext(subject)} is in read-only mode`)
  if (isImporting(mode) && request.id === undefined) {
    throw failure('notPermitted', `${inContext(subject)} is not in read-write mode`)
  }
  if (!isImporting(mode) && request.id !== undefined) {
    throw failure('notPermitted', `${inContext(subject)} is not in import mode`)
  }
}
