const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Texts that stand for a kind of value in an expected body. */
const kinds = new Map<unknown, (value: unknown) => boolean>([
  ['<any>', () => true],
  ['<int>', (value) => Number.isInteger(value)],
  ['<text>', (value) => typeof value === 'string' && value !== ''],
  ['<guid>', (value) => typeof value === 'string' && guid.test(value)],
])

export type Strictness = 'exact' | 'partial'

/**
 * Says where a JSON value differs from the expected one, or undefined where it does not.
 * `<any>`, `<int>`, `<text>` and `<guid>` in the expected value stand for any value of that kind;
 * `partial` lets objects, at every depth, have keys that are not expected. Key order is ignored.
 */
export function difference(
  expected: unknown,
  actual: unknown,
  strictness: Strictness,
  path = '$',
): string | undefined {
  const kind = kinds.get(expected)
  if (kind) return kind(actual) ? undefined : `${path}: expected ${expected}, got ${show(actual)}`
  if (Array.isArray(expected) && Array.isArray(actual)) {
    return arrayDifference(expected, actual, strictness, path)
  }
  if (isObject(expected) && isObject(actual)) {
    return objectDifference(expected, actual, strictness, path)
  }
  if (expected === actual) return undefined
  return `${path}: expected ${show(expected)}, got ${show(actual)}`
}

function arrayDifference(
  expected: readonly unknown[],
  actual: readonly unknown[],
  strictness: Strictness,
  path: string,
): string | undefined {
  if (expected.length !== actual.length) {
    return `${path}: expected ${expected.length} elements, got ${show(actual)}`
  }
  for (const [i, value] of expected.entries()) {
    const found = difference(value, actual[i], strictness, `${path}[${i}]`)
    if (found) return found
  }
  return undefined
}

function objectDifference(
  expected: Record<string, unknown>,
  actual: Record<string, unknown>,
  strictness: Strictness,
  path: string,
): string | undefined {
  for (const [key, value] of Object.entries(expected)) {
    if (!Object.hasOwn(actual, key)) return `${path}.${key}: missing in ${show(actual)}`
    const found = difference(value, actual[key], strictness, `${path}.${key}`)
    if (found) return found
  }
  if (strictness === 'partial') return undefined
  const extra = Object.keys(actual).find((key) => !Object.hasOwn(expected, key))
  return extra === undefined ? undefined : `${path}.${extra}: unexpected, ${show(actual[extra])}`
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value)
}
