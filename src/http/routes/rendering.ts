import type { SchemaTags } from '../../formats/format.ts'
import { type ContextName, DEFAULT_CONTEXT } from '../../model/context.ts'
import { failure } from '../../model/errors.ts'
import type { Reference, SchemaContent } from '../../model/schema.ts'
import { formatSubject, parseSubject } from '../../model/subject.ts'
import { sourceOf } from '../../registry/compatibility.ts'
import { explained } from '../../registry/problems.ts'
import type { FoundVersion } from '../../registry/same-schema.ts'
import type { Call } from '../route.ts'
import { schemaAnswer } from '../wire/schema-answer.ts'

type Place = { readonly subject: FoundVersion['subject']; readonly content: SchemaContent }

/** The content with its text in the format asked for. Throws `invalidSchema`. */
export async function rendered(call: Call, found: Place, format: string): Promise<SchemaContent> {
  if (format === '') return found.content
  return { ...found.content, text: await textIn(call, found, format) }
}

/** Throws `invalidSchema` for the DDL of logical types, which is neither read nor written here. */
export function refuseLogical(format: string): void {
  if (format.toLowerCase() !== 'logical') return
  throw failure('invalidSchema', 'Logical type schemas (format=logical) are not supported')
}

/** The schema's text in the format asked for; unknown formats give the canonical text. */
export async function textIn(
  { registry, freshness }: Call,
  { subject, content }: Place,
  format: string,
): Promise<string> {
  if (format === '') return content.text
  refuseLogical(format)
  const { context } = subject
  return explained(subject, content, async () => {
    const source = await sourceOf(registry, context, content, freshness)
    return registry.formats.run(context, 'render', { source, format })
  })
}

/** Inline tags that `findTags` asks for: all with `*`, else entities with one of the tags. */
export async function tagsFound(
  { registry, freshness }: Call,
  { subject, content }: Place,
  wanted: readonly string[],
): Promise<readonly SchemaTags[]> {
  if (wanted.length === 0) return []
  const { context } = subject
  const all = await explained(subject, content, async () => {
    const source = await sourceOf(registry, context, content, freshness)
    return registry.formats.run(context, 'tags', { source })
  })
  if (wanted.includes('*')) return all
  return all.filter(({ tags }) => tags.some((tag) => wanted.includes(tag)))
}

/** With `referenceFormat=qualified`, references name their context where it is not the default. */
export function qualifiedReferences(
  content: SchemaContent,
  context: ContextName,
  referenceFormat: string,
): SchemaContent {
  if (referenceFormat !== 'qualified' || context === DEFAULT_CONTEXT) return content
  const qualify = ({ name, subject, version }: Reference) => ({
    name,
    subject: formatSubject(parseSubject(subject, context)),
    version,
  })
  return { ...content, references: content.references.map(qualify) }
}

/** A stored version as the Schema entity, with what the query asks for besides. */
export async function foundAnswer(
  call: Call,
  found: FoundVersion,
  asked: {
    readonly format: string
    readonly referenceFormat?: string
    readonly findTags?: readonly string[]
  },
): Promise<object> {
  const { subject, version, row } = found
  const schemaTags = await tagsFound(call, found, asked.findTags ?? [])
  const content = await rendered(call, found, asked.format)
  return schemaAnswer({
    ...{ subject, version, id: row.id, guid: row.guid, marks: row, schemaTags },
    content: qualifiedReferences(content, subject.context, asked.referenceFormat ?? ''),
  })
}
