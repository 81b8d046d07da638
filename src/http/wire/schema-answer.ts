import type { SchemaTags } from '../../formats/format.ts'
import type { Guid, Reference, SchemaContent } from '../../model/schema.ts'
import { formatSubject, type Subject } from '../../model/subject.ts'
import type { Registration } from '../../registry/register-decision.ts'
import { metadataAnswer, ruleSetAnswer } from './annotations.ts'

/** When a stored row was written, and whether it is soft-deleted. */
type Marks = { readonly ts: number; readonly deleted: boolean }

export type SchemaParts = {
  readonly subject: Subject
  readonly version: number
  readonly id: number
  readonly guid: Guid
  readonly content: SchemaContent
  readonly marks?: Marks
  readonly schemaTags?: readonly SchemaTags[]
}

/** Confluent's Schema entity: a version of a subject. Empty parts are left out (contract 1b). */
export function schemaAnswer(parts: SchemaParts): object {
  const { subject, version, id, guid, content, marks, schemaTags } = parts
  return {
    subject: formatSubject(subject),
    ...{ version, id, guid },
    ...frame(content),
    ...text(content),
    ...(schemaTags && schemaTags.length > 0 && { schemaTags }),
    ...marksAnswer(marks),
  }
}

/** RegisterSchemaResponse: what a registration came to. */
export function registrationAnswer({ version, id, guid, content, row }: Registration): object {
  return { id, version, guid, ...frame(content), ...text(content), ...marksAnswer(row) }
}

/** SchemaString: what an id or a guid stands for, with the subject it was found under. */
export function schemaStringAnswer(parts: {
  readonly holder?: { readonly subject: Subject; readonly version: number } | undefined
  readonly guid: Guid
  readonly content: SchemaContent
  readonly schemaTags?: readonly SchemaTags[] | undefined
  readonly maxId?: number | undefined
  readonly marks?: Marks | undefined
}): object {
  const { holder, guid, content, schemaTags, maxId, marks } = parts
  const { schemaType, ...rest } = frame(content)
  return {
    ...(holder && { subject: formatSubject(holder.subject), version: holder.version }),
    ...{ guid, schemaType },
    ...text(content),
    ...rest,
    ...(schemaTags && schemaTags.length > 0 && { schemaTags }),
    ...(maxId !== undefined && { maxId }),
    ...marksAnswer(marks),
  }
}

function frame({ type, references, metadata, ruleSet }: SchemaContent) {
  return {
    schemaType: type,
    ...(references.length > 0 && { references: references.map(referenceAnswer) }),
    ...(metadata && { metadata: metadataAnswer(metadata) }),
    ...(ruleSet && { ruleSet: ruleSetAnswer(ruleSet) }),
  }
}

function text({ text }: SchemaContent): object {
  return text === '' ? {} : { schema: text }
}

function referenceAnswer({ name, subject, version }: Reference): object {
  return { name, subject, version }
}

function marksAnswer(marks: Marks | undefined): object {
  return marks ? { ts: marks.ts, deleted: marks.deleted } : {}
}
