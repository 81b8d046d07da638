import type { FileDescriptorProto } from '@bufbuild/protobuf/wkt'
import { limits } from '../../model/limits.ts'
import { WorkBudget } from '../budget.ts'
import type { ParseOptions, ResolvedReference } from '../format.ts'
import { SchemaError, WorkExceeded } from '../schema-error.ts'
import { decodeDescriptor, fromDescriptor } from './from-descriptor.ts'
import { knownDeclarations, knownFiles } from './known-files.ts'
import type { ProtoFile } from './model.ts'
import { importPath, parseFile } from './parse-file.ts'
import { printFile } from './print.ts'
import { declare, noDeclarations, Scope } from './scope.ts'

/** A referenced file and which subject and version it is. */
export type Import = { readonly path: string; readonly origin: string; readonly file: ProtoFile }

/** A file with all that its names may mean. */
export type Source = {
  readonly file: ProtoFile
  readonly imports: ReadonlyMap<string, Import>
  readonly scope: Scope
}

/**
 * Reads .proto text or, where it is none, a base64 FileDescriptorProto. A descriptor is printed and
 * read again, so that the model never says more than the text that is kept.
 */
export function readFile(text: string, budget: WorkBudget): ProtoFile {
  try {
    return parseFile(text, budget)
  } catch (error) {
    if (!(error instanceof SchemaError) || error instanceof WorkExceeded) throw error
    const descriptor = decodeDescriptor(text)
    if (!descriptor) throw unparsable(error)
    return readPrinted(descriptor, budget)
  }
}

function readPrinted(descriptor: FileDescriptorProto, budget: WorkBudget): ProtoFile {
  try {
    return parseFile(printFile(fromDescriptor(descriptor)), budget)
  } catch (error) {
    if (!(error instanceof SchemaError) || error instanceof WorkExceeded) throw error
    throw unparsable(error)
  }
}

function unparsable(cause: SchemaError): SchemaError {
  return new SchemaError(`Could not parse Protobuf - ${cause.message}`, { cause })
}

/** The file and its references, read; throws SchemaError. */
export function readSource(
  text: string,
  references: readonly ResolvedReference[],
  { budget }: ParseOptions,
): Source {
  const file = readFile(text, budget)
  const imports = references.map(({ name, subject, version, text: reference }) => ({
    path: importPath(name),
    origin: `${subject}/${version}`,
    file: readFile(reference, budget),
  }))
  return {
    file,
    imports: new Map(imports.map((found) => [found.path, found])),
    scope: scopeOf(file, imports, budget),
  }
}

function scopeOf(file: ProtoFile, imports: readonly Import[], budget: WorkBudget): Scope {
  const own = noDeclarations()
  declare(own, file, '', budget)
  const referenced = noDeclarations()
  for (const { file: reference, origin } of imports) declare(referenced, reference, origin, budget)
  return new Scope([own, referenced, knownDeclarations()], budget)
}

/** Budget for work that is asked for without one. */
export function freshBudget(): WorkBudget {
  return new WorkBudget(limits.workSteps)
}

/** The same schema with other work to spend. */
export function withBudget(source: Source, budget: WorkBudget): Source {
  return { ...source, scope: source.scope.within(budget) }
}

/** The file that an import path means: a reference, else a known file. */
export function findImport(imports: Source['imports'], path: string): Import | undefined {
  const found = imports.get(path)
  if (found) return found
  const file = knownFiles().get(path)
  return file && { path, origin: path, file }
}

/** The files whose types a file may use: its imports and what those import publicly. */
export function visibleImports({ file, imports }: Source): ReadonlyMap<string, Import> {
  const visible = new Map<string, Import>()
  const paths = [...file.imports, ...file.publicImports]
  for (let path = paths.pop(); path !== undefined; path = paths.pop()) {
    const found = visible.has(path) ? undefined : findImport(imports, path)
    if (!found) continue
    visible.set(path, found)
    for (const exported of found.file.publicImports) paths.push(exported)
  }
  return visible
}

/**
 * Full name of the first message, else of the first enum. A file with nothing but one public
 * import has the name of that file.
 */
export function nameOf({ file, imports }: Pick<Source, 'file' | 'imports'>): string | undefined {
  const seen = new Set<ProtoFile>()
  for (let next: ProtoFile | undefined = file; next && !seen.has(next); ) {
    seen.add(next)
    const first = next.messages[0] ?? next.enums[0]
    if (first) return next.package === undefined ? first.name : `${next.package}.${first.name}`
    next = findImport(imports, next.publicImports[0] ?? '')?.file
  }
  return undefined
}
