import type { SchemaTags } from '../format.ts'
import type { ProtoFile } from './model.ts'
import type { Source } from './schema.ts'
export function findTags(_s: Source): SchemaTags[] {
  return []
}
export function withTags(
  s: Source,
  _a: readonly SchemaTags[],
  _b: readonly SchemaTags[],
): ProtoFile {
  return s.file
}
