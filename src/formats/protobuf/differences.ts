/** The sides of a message: R reads what W wrote. */
type Words = { readonly reader: string; readonly writer: string }

type Description = (path: string, reader: string, writer: string) => string

/** Confluent's incompatible differences with their texts (Difference.java), spaces as they are. */
const descriptions = {
  PACKAGE_CHANGED: (path, r, w) =>
    `The package at '${path}' in the ${r} schema does not match the package in the ${w} schema`,
  MESSAGE_REMOVED: (path, r, w) =>
    `The ${r} schema is missing a MESSAGE type at path '${path}' in the ${w} schema`,
  FIELD_KIND_CHANGED: (path, r, w) =>
    `The type of a field at path '${path}' in the ${r} schema does not match the ${w} schema`,
  FIELD_SCALAR_KIND_CHANGED: (path, r, w) =>
    `The kind of a SCALAR field at path '${path}' in the ${r} schema does not match its kind in the ${w} schema`,
  FIELD_NAMED_TYPE_CHANGED: (path, r, w) =>
    `The type of a MESSAGE field at path '${path}' in the ${r} schema does not match its type in the ${w} schema`,
  FIELD_NUMERIC_LABEL_CHANGED: (path, r, w) =>
    `The label for a NUMERIC field at path '${path}' in the ${r} schema does not match its label in the ${w} schema`,
  REQUIRED_FIELD_ADDED: (path, r, w) =>
    `A required field  at path '${path}' in the ${r} schema is missing in the ${w} schema`,
  REQUIRED_FIELD_REMOVED: (path, r, w) =>
    `The ${r} schema is missing a required field at path: '${path}' in the ${w} schema`,
  ONEOF_FIELD_REMOVED: (path, r, w) =>
    `The ${r} schema is missing a oneof field at path '${path}' in the ${w} schema`,
  MULTIPLE_FIELDS_MOVED_TO_ONEOF: (path, r, w) =>
    `Multiple fields in the oneof at path '${path}' in the ${r} schema are outside a oneof in the ${w} schema`,
  FIELD_MOVED_TO_EXISTING_ONEOF: (path, r, w) =>
    `A field in the oneof at path '${path}' in the ${r} schema is outside an existing oneof in the ${w} schema`,
} satisfies Record<string, Description>

export type DifferenceType = keyof typeof descriptions

/** An incompatible difference; compatible ones are not kept. */
export type Difference = { readonly type: DifferenceType; readonly path: string }

/** A difference as Confluent words it. */
export function formatDifference({ type, path }: Difference, { reader, writer }: Words): string {
  const description = descriptions[type](path, reader, writer)
  return `{errorType:"${type}", description:"${description}"}`
}
