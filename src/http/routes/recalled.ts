import { DEFAULT_CONTEXT, GLOBAL_CONTEXT } from '../../model/context.ts'
import type { SchemaContent } from '../../model/schema.ts'
import type { Subject } from '../../model/subject.ts'
import { versionWithId } from '../../registry/same-schema.ts'
import {
  effectiveConfig,
  effectiveMode,
  isImporting,
  type Scopes,
} from '../../registry/settings.ts'
import { idOf, type VersionState } from '../../registry/state.ts'
import { flag, readQuery } from '../query.ts'
import type { Call, Quick, StateOf } from '../route.ts'
import { namedSubject } from '../target.ts'

type Shape = (
  subject: Subject,
  version: number,
  row: VersionState,
  content: SchemaContent,
) => object

const parameters = { normalize: flag('') }
const live = { deleted: false, latestOnly: false }

/**
 * Answers a registration or lookup whose body came before and whose schema the subject still
 * holds: nothing is parsed, and the finished answer is kept until the context's next commit.
 */
export function recalledAnswer(operation: string, shape: Shape): Quick {
  return {
    contexts: (call) => [namedSubject(call).context, DEFAULT_CONTEXT, GLOBAL_CONTEXT],
    answer: (call, stateOf) => {
      for (const name in call.query) if (name !== 'normalize') return undefined
      const subject = namedSubject(call)
      const scopes = scopesFrom(stateOf, subject)
      if (!scopes || scopes.own.configs.get(subject.name)?.value.alias) return undefined
      const found = recalledVersion(call, scopes, subject)
      if (!found) return undefined
      const key = `${operation} ${found.row.digest} ${subject.name}`
      const known = scopes.own.memo.get(key)
      // The memo holds under this key what this function put there.
      if (known !== undefined) return known as string
      const content = call.registry.contents.cached(subject.context, found.row.digest)
      if (!content) return undefined
      const answer = JSON.stringify(shape(subject, found.version, found.row, content))
      scopes.own.memo.set(key, answer, answer.length + key.length)
      return answer
    },
  }
}

function scopesFrom(stateOf: StateOf, { context }: Subject): Scopes | undefined {
  const own = stateOf(context)
  const root = stateOf(DEFAULT_CONTEXT)
  const global = stateOf(GLOBAL_CONTEXT)
  return own && root && global ? { own, root, global } : undefined
}

/** The live version of the subject with the content that the body came to before. */
function recalledVersion(
  { registry, query, text }: Call,
  scopes: Scopes,
  subject: Subject,
): { readonly version: number; readonly row: VersionState } | undefined {
  // What was remembered was read by other rules.
  if (isImporting(effectiveMode(scopes, subject))) return undefined
  const config = effectiveConfig(scopes, subject, registry.defaults)
  const { normalize } = readQuery(parameters, query)
  const digest = registry.recall.digest(text, normalize, config)
  const id = digest === undefined ? undefined : idOf(scopes.own, digest)
  const version = id === undefined ? undefined : versionWithId(scopes.own, subject.name, id, live)
  const row = version && scopes.own.subjects.get(subject.name)?.versions.get(version)
  return version && row ? { version, row } : undefined
}
