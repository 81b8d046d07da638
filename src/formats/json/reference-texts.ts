import { type JsonValue, readJson } from '../json-text.ts'
import { SchemaError } from '../schema-error.ts'
import { withDefs } from './draft.ts'
import { metaSchema } from './meta-schemas.ts'
import { resolveUri } from './uri.ts'

/** A `$ref` to a document that is neither listed nor bundled: nothing is ever fetched. */
export class UnknownReference extends SchemaError {
  readonly uri: string

  constructor(uri: string) {
    super(`unknown schema reference ${uri}`)
    this.uri = uri
  }

  /** Whether another registry might have fetched it from the network. */
  get isRemote(): boolean {
    return /^https?:/i.test(this.uri)
  }
}

/**
 * Finds the documents that a schema's references may open, by URI: the schemas it lists, under
 * their name as it is, as `./name` and relative to the schema's own id, and the meta-schemas of all
 * drafts. Nothing is ever fetched. The function throws SchemaError for a listed text that is not
 * JSON and answers undefined for an unknown URI.
 */
export function referenceTexts(
  references: readonly { readonly name: string; readonly text: string }[],
  bases: readonly (string | undefined)[],
): (uri: string) => JsonValue | undefined {
  const texts = new Map<string, string>()
  for (const { name, text } of references) {
    for (const base of bases) {
      const uri = resolveUri(base, name)
      if (!texts.has(uri)) texts.set(uri, text)
    }
  }
  return (uri) => {
    const text = texts.get(uri)
    const document = text === undefined ? metaSchema(uri) : readJson(text, { trailing: true })
    return document === undefined ? undefined : withDefs(document)
  }
}
