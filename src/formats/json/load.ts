import type { WorkBudget } from '../budget.ts'
import type { ResolvedReference } from '../format.ts'
import type { JsonValue } from '../json-text.ts'
import { SchemaError } from '../schema-error.ts'
import { loadClassic } from './classic-loader.ts'
import { Library } from './classic-refs.ts'
import { draftOf, withDefs } from './draft.ts'
import { jsonType } from './keywords.ts'
import type { Schema } from './model.ts'
import { initialBase, loadModern } from './modern-loader.ts'
import { referenceTexts } from './reference-texts.ts'

/** The root of a schema text is neither an object nor a boolean. */
export class RootError extends SchemaError {}

/**
 * Loads a schema and what it refers to by the rules of its draft. Throws SchemaError, in the
 * particular case of a root that cannot be a schema RootError.
 */
export function loadSchema(
  json: JsonValue,
  references: readonly ResolvedReference[],
  budget: WorkBudget,
): Schema {
  if (typeof json !== 'boolean' && !(json instanceof Map)) {
    const wanted = 'expected an object or boolean at the root'
    throw new RootError(`Invalid JSON schema: ${wanted}, found ${jsonType(json)}`)
  }
  const root = withDefs(json)
  const draft = draftOf(root)
  if (draft === '2019-09' || draft === '2020-12') {
    const bases = [undefined, initialBase, ...idsOf(json, '$id')]
    return loadModern(root, referenceTexts(references, bases), budget)
  }
  const [id] = idsOf(json, draft === '04' ? 'id' : '$id')
  return loadClassic(root, draft, new Library(referenceTexts(references, [id])), budget)
}

function idsOf(json: JsonValue, keyword: string): readonly string[] {
  const id = json instanceof Map ? json.get(keyword) : undefined
  return typeof id === 'string' ? [id] : []
}
