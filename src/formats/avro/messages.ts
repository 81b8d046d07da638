import type { CompareOptions } from '../format.ts'
import type { Incompatibility } from './compare.ts'

/** An incompatibility in Confluent's words (its `Difference` for Avro). */
export function formatIncompatibility(
  found: Incompatibility,
  words: CompareOptions['words'],
): string {
  const description = describe(found, words)
  return `{errorType:'${found.type}', description:'${description}', additionalInfo:'${found.message}'}`
}

function describe(
  { type, path: pointer, message }: Incompatibility,
  { reader, writer }: CompareOptions['words'],
): string {
  const path = pointer === '' ? '/' : pointer
  switch (type) {
    case 'FIXED_SIZE_MISMATCH':
      return `The size of FIXED type field at path '${path}' in the ${reader} schema does not match with the ${writer} schema`
    case 'TYPE_MISMATCH':
      return `The type (path '${path}') of a field in the ${reader} schema does not match with the ${writer} schema`
    case 'NAME_MISMATCH':
      return `The name of the schema has changed (path '${path}')`
    case 'MISSING_ENUM_SYMBOLS':
      return `The ${reader} schema is missing enum symbols '${message}' at path '${path}' in the ${writer} schema`
    case 'MISSING_UNION_BRANCH':
      return `The ${reader} schema is missing a type inside a union field at path '${path}' in the ${writer} schema`
    case 'READER_FIELD_MISSING_DEFAULT_VALUE':
      return `The field '${message}' at path '${path}' in the ${reader} schema has no default value and is missing in the ${writer} schema`
  }
}
