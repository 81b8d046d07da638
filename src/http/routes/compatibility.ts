import { RegistryError } from '../../model/errors.ts'
import { checkCompatibility } from '../../registry/check.ts'
import type { VersionSpec } from '../../registry/versions.ts'
import { flag } from '../query.ts'
import { type Call, type Route, route } from '../route.ts'
import { targetSubject, versionSpec } from '../target.ts'
import { type SchemaBody, schemaBody, schemaRequest } from '../wire/schema-body.ts'

const query = {
  normalize: flag('Normalise the schema first.'),
  verbose: flag('Say why it is not compatible.'),
}

type CheckCall = Call & {
  readonly asked: { readonly normalize: boolean; readonly verbose: boolean }
  readonly body: SchemaBody
}

export const compatibilityRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/compatibility/subjects/:subject/versions/:version',
    summary: 'Check a schema against one version',
    query,
    body: { type: schemaBody, name: 'testCompatibilityBySubjectName' },
    handle: (call) => check(call, versionSpec(call)),
  }),
  route({
    method: 'POST',
    path: '/compatibility/subjects/:subject/versions',
    summary: 'Check a schema against the versions that the level names',
    query,
    body: { type: schemaBody, name: 'testCompatibilityForSubject' },
    handle: (call) => check(call, 'all'),
  }),
]

async function check(call: CheckCall, against: VersionSpec | 'all'): Promise<object> {
  const { verbose, normalize } = call.asked
  const messages = await linesOf(call, against, normalize)
  const verdict = { is_compatible: messages.length === 0 }
  return verbose ? { ...verdict, messages } : verdict
}

/** With `verbose`, a schema that cannot be read is an incompatible one, and says why. */
async function linesOf(
  call: CheckCall,
  against: VersionSpec | 'all',
  normalize: boolean,
): Promise<readonly string[]> {
  const request = { ...schemaRequest(call.body, call.text), against }
  const options = { normalize, freshness: call.freshness }
  try {
    return await checkCompatibility(call.registry, await targetSubject(call), request, options)
  } catch (error) {
    const unreadable = error instanceof RegistryError && error.kind === 'invalidSchema'
    if (!unreadable || !call.asked.verbose) throw error
    return [error.message]
  }
}
