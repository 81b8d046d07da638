import type { Schema, UnionSchema } from './model.ts'

type Index = {
  readonly bySimpleName: ReadonlyMap<string, readonly Schema[]>
  readonly byAlias: ReadonlyMap<string, readonly Schema[]>
  readonly unnamed: readonly Schema[]
}

/** Trying every branch is what the reference does, and quadratic when both sides are long. */
const SHORT_UNION = 32

const indexes = new WeakMap<UnionSchema, Index>()

/**
 * The branches of a reader's union worth comparing with `writer`: all of a short one, and of a long
 * one those whose name fits, because no other can be compatible.
 */
export function candidates(reader: UnionSchema, writer: Schema): readonly Schema[] {
  if (reader.branches.length <= SHORT_UNION) return reader.branches
  const index = indexes.get(reader) ?? indexBranches(reader.branches)
  indexes.set(reader, index)
  if (!('name' in writer)) return index.unnamed
  const { simple, full } = writer.name
  return [...(index.bySimpleName.get(simple) ?? []), ...(index.byAlias.get(full) ?? [])]
}

function indexBranches(branches: readonly Schema[]): Index {
  const bySimpleName = new Map<string, Schema[]>()
  const byAlias = new Map<string, Schema[]>()
  const unnamed: Schema[] = []
  for (const branch of branches) {
    if ('name' in branch) {
      add(bySimpleName, branch.name.simple, branch)
      for (const alias of branch.aliases) add(byAlias, alias.full, branch)
    } else unnamed.push(branch)
  }
  return { bySimpleName, byAlias, unnamed }
}

function add(index: Map<string, Schema[]>, name: string, branch: Schema): void {
  const branches = index.get(name)
  if (branches) branches.push(branch)
  else index.set(name, [branch])
}
