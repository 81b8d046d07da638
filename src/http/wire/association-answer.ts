import type { Associated } from '../../model/changes.ts'
import { formatSubject, type Subject } from '../../model/subject.ts'
import type { FoundAssociation } from '../../registry/associations/search.ts'

/** Confluent's Association entity. */
export function associationAnswer({ context, row }: FoundAssociation): object {
  return {
    subject: formatSubject({ context, name: row.subject }),
    guid: row.guid,
    ...headAnswer(row),
    ...tieAnswer(row),
    createTs: row.createTs,
    updateTs: row.updateTs,
  }
}

/** What the answers about one resource say of it. */
export function headAnswer({
  resourceName,
  resourceNamespace,
  resourceId,
  resourceType,
}: {
  readonly resourceName?: string | undefined
  readonly resourceNamespace?: string | undefined
  readonly resourceId?: string | undefined
  readonly resourceType?: string | undefined
}): object {
  return {
    ...(resourceName && { resourceName }),
    ...(resourceNamespace && { resourceNamespace }),
    ...(resourceId && { resourceId }),
    ...(resourceType && { resourceType }),
  }
}

/** An association within the answer about its resource; `schema` is a Schema entity. */
export function ownAssociationAnswer(
  subject: Subject,
  row: Associated,
  schema: object | undefined,
): object {
  return { subject: formatSubject(subject), ...tieAnswer(row), ...(schema && { schema }) }
}

/** `frozen` is left out where it is what the lifecycle implies. */
function tieAnswer({ associationType, lifecycle, frozen }: Associated): object {
  const implied = frozen === (lifecycle === 'STRONG')
  return { associationType, lifecycle, ...(!implied && { frozen }) }
}
