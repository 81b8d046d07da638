import type { CompatibilityPolicy } from '../../model/settings.ts'

type Template = readonly [before: string, between: string, after: string]

const quoted = (text: string): Template => {
  const [before = '', between = '', after = ''] = text.split('%s')
  return [before, between, after]
}

// P is the path; the two %s are the reader's and the writer's words, in that order.
const keyword = quoted("The keyword at path 'P' in the %s schema is not present in the %s schema")
const more = quoted(
  "The value at path 'P' in the %s schema is more than its value in the %s schema",
)
const less = quoted(
  "The value at path 'P' in the %s schema is less than its value in the %s schema",
)
const changed = quoted("The value at path 'P' is different between the %s and %s schema")
const fewer = quoted(
  "An array or combined type at path 'P' has fewer elements in the %s schema than the %s schema",
)
const extended = quoted(
  "An array or combined type at path 'P' has more elements in the %s schema than the %s schema",
)
const type = quoted("A type at path 'P' is different between the %s schema and the %s schema")
const open = quoted(
  "The %s schema has an open content model and has a property or item at path 'P' which is missing in the %s schema",
)
const unopen = quoted(
  "The %s schema has an unopen content model and has a required property at path 'P' which is missing in the %s schema",
)
const closed = quoted(
  "The %s has a closed content model and is missing a property or item present at path 'P' in the %s schema",
)
const uncoveredRemoval = quoted(
  "A property or item is missing in the %s schema but present at path 'P' in the %s schema and is not covered by its partially open content model",
)
const uncoveredAddition = quoted(
  "The %s schema has a property or item at path 'P' which is missing in the %s schema and is not covered by its partially open content model",
)

/**
 * Every incompatible difference and how Confluent words it (Difference.java). Differences that no
 * policy minds, such as a removed bound, have no entry: nobody ever sees them.
 */
const templates = {
  SCHEMA_ADDED: quoted(''),
  TYPE_CHANGED: type,
  TYPE_NARROWED: type,
  COMBINED_TYPE_CHANGED: type,
  COMBINED_TYPE_SUBSCHEMAS_CHANGED: type,
  PRODUCT_TYPE_EXTENDED: extended,
  SUM_TYPE_NARROWED: fewer,
  NOT_TYPE_EXTENDED: extended,
  ENUM_ARRAY_NARROWED: fewer,
  ENUM_ARRAY_CHANGED: type,
  MAX_LENGTH_ADDED: keyword,
  MAX_LENGTH_DECREASED: less,
  MIN_LENGTH_ADDED: keyword,
  MIN_LENGTH_INCREASED: more,
  PATTERN_ADDED: keyword,
  PATTERN_CHANGED: changed,
  MAXIMUM_ADDED: keyword,
  MAXIMUM_DECREASED: less,
  MINIMUM_ADDED: keyword,
  MINIMUM_INCREASED: more,
  EXCLUSIVE_MAXIMUM_ADDED: keyword,
  EXCLUSIVE_MAXIMUM_DECREASED: less,
  EXCLUSIVE_MINIMUM_ADDED: keyword,
  EXCLUSIVE_MINIMUM_INCREASED: more,
  MULTIPLE_OF_ADDED: keyword,
  MULTIPLE_OF_EXPANDED: more,
  MULTIPLE_OF_CHANGED: changed,
  REQUIRED_ATTRIBUTE_ADDED: keyword,
  MAX_PROPERTIES_ADDED: keyword,
  MAX_PROPERTIES_DECREASED: less,
  MIN_PROPERTIES_ADDED: keyword,
  MIN_PROPERTIES_INCREASED: more,
  DEPENDENCY_ARRAY_ADDED: keyword,
  DEPENDENCY_ARRAY_EXTENDED: extended,
  DEPENDENCY_ARRAY_CHANGED: changed,
  DEPENDENCY_SCHEMA_ADDED: keyword,
  ADDITIONAL_PROPERTIES_REMOVED: keyword,
  ADDITIONAL_PROPERTIES_NARROWED: fewer,
  UNEVALUATED_PROPERTIES_REMOVED: keyword,
  UNEVALUATED_PROPERTIES_NARROWED: fewer,
  REQUIRED_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL: open,
  REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_OPEN_CONTENT_MODEL: open,
  OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL: open,
  REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL: unopen,
  PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL: closed,
  PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL: uncoveredRemoval,
  PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL: uncoveredAddition,
  MAX_ITEMS_ADDED: keyword,
  MAX_ITEMS_DECREASED: less,
  MIN_ITEMS_ADDED: keyword,
  MIN_ITEMS_INCREASED: more,
  MAX_CONTAINS_ADDED: keyword,
  MAX_CONTAINS_DECREASED: less,
  MIN_CONTAINS_ADDED: keyword,
  MIN_CONTAINS_INCREASED: more,
  UNIQUE_ITEMS_ADDED: keyword,
  ADDITIONAL_ITEMS_REMOVED: keyword,
  ADDITIONAL_ITEMS_NARROWED: fewer,
  UNEVALUATED_ITEMS_REMOVED: keyword,
  UNEVALUATED_ITEMS_NARROWED: fewer,
  ITEM_ADDED_TO_OPEN_CONTENT_MODEL: open,
  ITEM_REMOVED_FROM_CLOSED_CONTENT_MODEL: closed,
  ITEM_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL: uncoveredRemoval,
  ITEM_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL: uncoveredAddition,
} as const satisfies Readonly<Record<string, Template>>

export type DifferenceType = keyof typeof templates

/** What LENIENT forgives on top of STRICT: changes of the content model of objects. */
const lenient: ReadonlySet<DifferenceType> = new Set<DifferenceType>([
  'ADDITIONAL_PROPERTIES_NARROWED',
  'ADDITIONAL_PROPERTIES_REMOVED',
  'UNEVALUATED_PROPERTIES_NARROWED',
  'UNEVALUATED_PROPERTIES_REMOVED',
  'REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_OPEN_CONTENT_MODEL',
  'OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL',
  'PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL',
  'PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL',
  'PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL',
])

/** Whether the policy forgives the difference; LOGICAL judges as STRICT does. */
export function forgives(policy: CompatibilityPolicy, difference: DifferenceType): boolean {
  return policy === 'LENIENT' && lenient.has(difference)
}

/** Confluent's line for one difference; the closing `'` instead of `"` is theirs. */
export function describe(
  difference: DifferenceType,
  path: string,
  words: { readonly reader: string; readonly writer: string },
): string {
  // Concatenated, not formatted: a path may hold `%`, which crashes the reference.
  const [before, between, after] = templates[difference]
  const place = (text: string) => text.split("'P'").join(`'${path}'`)
  const middle = between === '' && after === '' ? '' : words.reader + place(between) + words.writer
  return `{errorType:"${difference}", description:"${place(before)}${middle}${place(after)}'}`
}
