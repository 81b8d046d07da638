import { failure, RegistryError } from '../../model/errors.ts'
import { checkSubject, formatSubject, type Subject } from '../../model/subject.ts'
import type { Freshness } from '../contexts.ts'
import { prepare } from '../prepare.ts'
import { register } from '../register.ts'
import { decideRegistration, type Registration } from '../register-decision.ts'
import type { Registry } from '../registry.ts'
import { withKeyParams } from '../rule-params.ts'
import { findRegistered, latestContent } from '../same-schema.ts'
import { hasTags, type SchemaRequest } from '../schema-request.ts'
import type { Scopes } from '../settings.ts'
import { type RegisterOptions, situationOf } from '../situation.ts'
import { retag } from '../tags.ts'
import type { Entry } from './entry.ts'

type SituatedEntry = Entry & { readonly scopes: Scopes }

/** Whether the entry's schema is a live version of its subject. Throws `invalidSchema`. */
export async function isRegistered(
  registry: Registry,
  { subject, schema, normalize, scopes }: SituatedEntry,
  freshness: Freshness,
): Promise<boolean> {
  if (!schema) return false
  const latest = await latestContent(registry, scopes.own, subject)
  const request = withKeyParams(schema)
  const text = hasTags(request)
    ? await retag(registry, { subject, request, latest }, freshness)
    : request.text
  const matching = { normalize, deleted: false, latestOnly: false, freshness }
  const found = await findRegistered(registry, scopes, { ...request, text, subject }, matching)
  return found !== undefined
}

/** Throws what registering the entry's schema would throw; writes nothing. */
export async function tryRegistration(
  registry: Registry,
  { subject, schema, normalize }: Entry,
  freshness: Freshness,
): Promise<void> {
  if (!schema) return
  const options: RegisterOptions = { normalize, force: false, dryRun: true, freshness }
  await plainly(subject, async () => {
    checkSubject(subject)
    const situation = await situationOf(registry, subject, withKeyParams(schema), options)
    const prepared = await prepare(registry, situation)
    if (prepared.kind === 'prepared') {
      decideRegistration(prepared, situation.scopes.own, Date.now())
    }
  })
}

/** Registers a schema of an association request. */
export function registerFor(
  registry: Registry,
  { subject, normalize }: Entry,
  schema: SchemaRequest,
  freshness: Freshness,
): Promise<Registration> {
  const options = { normalize, force: false, freshness }
  return plainly(subject, () => register(registry, subject, withKeyParams(schema), options))
}

/** Association routes give the lines of a 40901 without the sentence in front of them. */
async function plainly<T>(subject: Subject, step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (error) {
    if (!(error instanceof RegistryError) || error.kind !== 'incompatibleSchema') throw error
    const sentence = failure('incompatibleSchema', formatSubject(subject), '').message
    throw failure('incompatibleAssociation', error.message.slice(sentence.length))
  }
}
