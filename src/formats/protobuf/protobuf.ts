import type { Format, ParsedSchema, ParseOptions, ResolvedReference } from '../format.ts'
import { findDifferences, topLevelFields } from './compare.ts'
import { formatDifference } from './differences.ts'
import { normalizeFile } from './normalize.ts'
import { printFile } from './print.ts'
import { freshBudget, nameOf, readFile, readSource, type Source } from './schema.ts'

const sources = new WeakMap<ParsedSchema, Source>()

export const protobuf: Format = {
  type: 'PROTOBUF',
  parse(
    text: string,
    references: readonly ResolvedReference[],
    options: ParseOptions,
  ): ParsedSchema {
    const source = readSource(text, references, options)
    const canonical = printFile(source.file)
    const schema: ParsedSchema = {
      canonical,
      name: nameOf(source),
      validate() {
        readFile(this.normalized(), freshBudget())
      },
      normalized() {
        return printFile(normalizeFile(source.file, source.scope.within(freshBudget())))
      },
      render() {
        return canonical
      },
      equivalent(other) {
        return other.canonical === canonical
      },
      unreadable(writer, { words, budget }) {
        const other = sources.get(writer)
        if (!other) throw new TypeError('x')
        return findDifferences(
          { file: source.file, scope: source.scope.within(budget) },
          { file: other.file, scope: other.scope.within(budget) },
          budget,
        ).map((d) => formatDifference(d, words))
      },
      hasField(name) {
        return topLevelFields(source.file).has(name)
      },
      tags() {
        return []
      },
      withTags() {
        return canonical
      },
    }
    sources.set(schema, source)
    return schema
  },
}
