import type { SchemaTags } from '../format.ts'
import type { JsonValue } from '../json-text.ts'
export function inlineTags(_r: JsonValue): readonly SchemaTags[] {
  return []
}
export function changeTags(
  _r: JsonValue,
  _a: readonly SchemaTags[],
  _b: readonly SchemaTags[],
): void {
  return
}
