import fc from 'fast-check'
import { parseContext } from '../../src/model/context.ts'
import { RegistryError } from '../../src/model/errors.ts'
import type { CompatibilityLevel, Mode } from '../../src/model/settings.ts'
import type { Subject } from '../../src/model/subject.ts'
import { deleteConfig, getConfig, putConfig } from '../../src/registry/config.ts'
import type { Freshness } from '../../src/registry/contexts.ts'
import { deleteSubject, deleteVersion } from '../../src/registry/deletion.ts'
import { deleteContext, listContexts } from '../../src/registry/every-context.ts'
import { lookUp } from '../../src/registry/lookup.ts'
import { deleteMode, getMode, putMode } from '../../src/registry/mode.ts'
import { register } from '../../src/registry/register.ts'
import type { Registry } from '../../src/registry/registry.ts'
import type { SchemaRequest } from '../../src/registry/schema-request.ts'
import { findId, holdersOf, idsOfGuid } from '../../src/registry/schemas.ts'
import { listSubjects } from '../../src/registry/subject-listing.ts'
import { findVersion, listVersions, referencedBy } from '../../src/registry/versions.ts'

type At = { readonly context: string; readonly name: string }
type Version = number | 'latest'

/** Something a client may ask for; `text` is a place in {@link texts}. */
export type Command =
  | {
      readonly op: 'register'
      readonly at: At
      readonly text: number
      readonly version: number
      readonly id?: number | undefined
    }
  | { readonly op: 'refer'; readonly at: At; readonly to: At; readonly version: number }
  | { readonly op: 'lookUp'; readonly at: At; readonly text: number; readonly deleted: boolean }
  | {
      readonly op: 'deleteVersion'
      readonly at: At
      readonly version: Version
      readonly permanent: boolean
    }
  | { readonly op: 'deleteSubject'; readonly at: At; readonly permanent: boolean }
  | { readonly op: 'putConfig'; readonly at: At; readonly level: CompatibilityLevel | null }
  | { readonly op: 'deleteConfig'; readonly at: At }
  | { readonly op: 'getConfig'; readonly at: At; readonly defaultToGlobal: boolean }
  | {
      readonly op: 'putMode'
      readonly at: At
      readonly mode: Mode | null
      readonly force: boolean
    }
  | { readonly op: 'deleteMode'; readonly at: At; readonly recursive: boolean }
  | { readonly op: 'getMode'; readonly at: At; readonly defaultToGlobal: boolean }
  | { readonly op: 'deleteContext'; readonly context: string; readonly emptied: boolean }
  | { readonly op: 'readVersion'; readonly at: At; readonly version: Version }
  | { readonly op: 'readId'; readonly at: At; readonly id: number }
  | { readonly op: 'listVersions'; readonly at: At; readonly deleted: boolean }
  | { readonly op: 'listSubjects'; readonly context: string; readonly deleted: boolean }
  | { readonly op: 'referencedBy'; readonly at: At; readonly version: Version }
  | { readonly op: 'listContexts' }

/** Two records that promote into each other one way, one that fits nothing, and one to refer to. */
export const texts: readonly string[] = [
  record('R', [{ name: 'a', type: 'int' }]),
  record('R', [{ name: 'a', type: 'long' }]),
  record('R', [{ name: 'b', type: 'string' }]),
  record('Shared', [{ name: 'x', type: 'int' }]),
  record('Shared', [
    { name: 'x', type: 'int' },
    { name: 'y', type: 'int', default: 0 },
  ]),
]

const referringText = record('Holder', [{ name: 'held', type: 'Shared' }])

function record(name: string, fields: readonly object[]): string {
  return JSON.stringify({ type: 'record', name, fields })
}

export const subjectOf = ({ context, name }: At): Subject => ({
  context: parseContext(context),
  name,
})

/** A request for the Avro schema and nothing else. */
export function requestOf(text: string, rest: Partial<SchemaRequest> = {}): SchemaRequest {
  const plain = { tagsToAdd: [], tagsToRemove: [], propagateTags: false }
  const request = { type: 'AVRO', text, references: [], version: 0, ...plain, ...rest }
  return { ...request, body: JSON.stringify(request) }
}

/** Fields that no client depends on: times, and tokens drawn by lot. */
const incidental: ReadonlySet<string> = new Set(['ts', 'pin', 'sequence'])

/** What the command comes to, as JSON text without times: the answer, or the catalogue's error. */
export async function transcript(registry: Registry, command: Command): Promise<string> {
  try {
    const answer = await run(registry, command)
    return JSON.stringify({ answer }, (key, value) => (incidental.has(key) ? undefined : value))
  } catch (error) {
    if (!(error instanceof RegistryError) || error.status >= 500) throw error
    return JSON.stringify({ error: error.kind, message: error.message })
  }
}

type Handlers = {
  readonly [K in Command['op']]: (
    registry: Registry,
    command: Extract<Command, { readonly op: K }>,
    freshness: Freshness,
  ) => Promise<unknown>
}

const handlers: Handlers = {
  register: (registry, { at, text, version, id }, freshness) => {
    const request = requestOf(texts[text] ?? '', { version, ...(id !== undefined && { id }) })
    const options = { normalize: false, force: false, freshness }
    return register(registry, subjectOf(at), request, options)
  },
  refer: (registry, { at, to, version }, freshness) => {
    const reference = { name: 'Shared', subject: `:${to.context}:${to.name}`, version }
    const request = requestOf(referringText, { references: [reference] })
    const options = { normalize: false, force: false, freshness }
    return register(registry, subjectOf(at), request, options)
  },
  lookUp: (registry, { at, text, deleted }, freshness) => {
    const matching = { normalize: false, deleted, latestOnly: false, freshness }
    return lookUp(registry, subjectOf(at), requestOf(texts[text] ?? ''), matching)
  },
  deleteVersion: (registry, { at, version, permanent }, freshness) =>
    deleteVersion(registry, subjectOf(at), version, { permanent, freshness }),
  deleteSubject: (registry, { at, permanent }, freshness) =>
    deleteSubject(registry, subjectOf(at), { permanent, freshness }),
  putConfig: (registry, { at, level }, freshness) =>
    putConfig(registry, subjectOf(at), { compatibilityLevel: level }, freshness),
  deleteConfig: (registry, { at }, freshness) => deleteConfig(registry, subjectOf(at), freshness),
  getConfig: (registry, { at, defaultToGlobal }, freshness) =>
    getConfig(registry, subjectOf(at), { defaultToGlobal, freshness }),
  putMode: (registry, { at, mode, force }, freshness) =>
    putMode(registry, subjectOf(at), mode, { force, freshness }),
  deleteMode: (registry, { at, recursive }, freshness) =>
    deleteMode(registry, subjectOf(at), { recursive, freshness }),
  getMode: (registry, { at, defaultToGlobal }, freshness) =>
    getMode(registry, subjectOf(at), { defaultToGlobal, freshness }),
  deleteContext: async (registry, { context, emptied }, freshness) => {
    if (emptied) await empty(registry, context, freshness)
    await deleteContext(registry, parseContext(context), freshness)
  },
  readVersion: (registry, { at, version }, freshness) =>
    findVersion(registry, subjectOf(at), version, { deleted: false, freshness }),
  readId: (registry, { at, id }, freshness) => readId(registry, subjectOf(at), id, freshness),
  listVersions: (registry, { at, deleted }, freshness) => {
    const filter = { deleted, deletedOnly: false, deletedAsNegative: false }
    return listVersions(registry, subjectOf(at), filter, freshness)
  },
  listSubjects: (registry, { context, deleted }, freshness) => {
    const prefix = { kind: 'context', context: parseContext(context), name: '' } as const
    return listSubjects(registry, prefix, { deleted, deletedOnly: false }, freshness)
  },
  referencedBy: (registry, { at, version }, freshness) =>
    referencedBy(registry, subjectOf(at), version, { deleted: true, freshness }),
  listContexts: (registry) => listContexts(registry, ''),
}

/** Deletes the subjects for good, as far as nothing stands against it. */
async function empty(registry: Registry, context: string, freshness: Freshness): Promise<void> {
  const prefix = { kind: 'context', context: parseContext(context), name: '' } as const
  for (const permanent of [false, true, true]) {
    const filter = { deleted: permanent, deletedOnly: false }
    for (const name of await listSubjects(registry, prefix, filter, freshness)) {
      await transcript(registry, {
        op: 'deleteSubject',
        at: { context, name: name.slice(name.lastIndexOf(':') + 1) },
        permanent,
      })
    }
  }
}

function run(registry: Registry, command: Command): Promise<unknown> {
  // The handler found under a command's name takes that very command.
  const handler = handlers[command.op] as Handlers[Command['op']] as (
    ...given: [Registry, Command, Freshness]
  ) => Promise<unknown>
  return handler(registry, command, { stale: false })
}

async function readId(
  registry: Registry,
  subject: Subject,
  id: number,
  freshness: Freshness,
): Promise<unknown> {
  const found = await findId(registry, subject, id, freshness)
  if (!found) return null
  const content = await registry.contents.one(found.state.context, found.entry.digest)
  const { context } = found.state
  const ids = await idsOfGuid(registry, found.entry.guid, freshness)
  // The guid of another context is no secret, but none of this one's business.
  const own = ids.filter((other) => other.context === context)
  return { context, content, holders: holdersOf(found, true), ids: own }
}

/** `shared` mostly holds what others refer to. */
const subjects = ['s', '__proto__', 'shared', 'holder']
const text = fc.nat({ max: texts.length - 1 })
const version = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constant('latest' as const))
const level = fc.constantFrom<(CompatibilityLevel | null)[]>('NONE', 'BACKWARD', 'FULL', null)
const mode = fc.constantFrom<(Mode | null)[]>('READWRITE', 'READONLY', 'IMPORT', null)
const flag = fc.boolean()

/** Sequences that begin with something to delete, to refer to and to collide with. */
export function sequences(
  contexts: readonly string[],
  options: { readonly across: boolean; readonly length: number },
): fc.Arbitrary<readonly Command[]> {
  const first = contexts.flatMap((context): readonly Command[] => [
    { op: 'register', at: { context, name: 's' }, text: 0, version: 0 },
    { op: 'register', at: { context, name: 'shared' }, text: 3, version: 0 },
  ])
  return fc
    .array(commands(contexts, options), { minLength: 1, maxLength: options.length, size: 'max' })
    .map((rest) => [...first, ...rest])
}

/** Commands that address the contexts; without `across` none looks beyond the one it names. */
export function commands(
  contexts: readonly string[],
  { across }: { readonly across: boolean },
): fc.Arbitrary<Command> {
  const context = fc.constantFrom(...contexts)
  const at = fc.record({ context, name: fc.constantFrom('s', 's', 'shared', ...subjects) })
  const scope = fc.record({ context, name: fc.constantFrom('', ...subjects) })
  const op = <K extends Command['op']>(name: K) => fc.constant(name)
  const versioned = fc.constantFrom(0, 0, 0, 0, 0, 0, -1, 1, 2, 3)
  const own = fc.record({ context, name: fc.constantFrom('s', 's', '__proto__') })
  const shared = fc.record({ context, name: fc.constant('shared') })
  const holder = fc.record({ context, name: fc.constantFrom('holder', 'holder', 's') })
  const register = fc.oneof(
    fc.record({ op: op('register'), at: own, text: fc.nat({ max: 2 }), version: versioned }),
    fc.record({ op: op('register'), at: shared, text: fc.constantFrom(3, 4), version: versioned }),
    fc.record({ op: op('register'), at, text, version: versioned }),
  )
  const id = fc.integer({ min: 0, max: 9 })
  const importing = fc.record({ op: op('register'), at, text, version: versioned, id })
  const deleteVersion = fc.record({ op: op('deleteVersion'), at, version, permanent: flag })
  const deleteSubject = fc.record({ op: op('deleteSubject'), at, permanent: flag })
  const referred = fc.constantFrom(-1, -1, 1, 2)
  const refer = fc
    .record({ op: op('refer'), at: holder, to: shared, version: referred })
    .map((command) =>
      across ? command : { ...command, to: { ...command.to, context: command.at.context } },
    )
  const reads = fc.oneof(
    fc.record({ op: op('lookUp'), at, text, deleted: flag }),
    fc.record({ op: op('readVersion'), at, version }),
    fc.record({ op: op('readId'), at: scope, id: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ op: op('listVersions'), at, deleted: flag }),
    fc.record({ op: op('listSubjects'), context, deleted: flag }),
    fc.record({ op: op('referencedBy'), at, version }),
    fc.record({ op: op('getConfig'), at: scope, defaultToGlobal: flag }),
    fc.record({ op: op('getMode'), at: scope, defaultToGlobal: flag }),
    ...(across ? [fc.record({ op: op('listContexts') })] : []),
  )
  return fc.oneof(
    { weight: 8, arbitrary: register },
    { weight: 1, arbitrary: importing },
    { weight: 3, arbitrary: refer },
    { weight: 3, arbitrary: deleteVersion },
    { weight: 3, arbitrary: deleteSubject },
    { weight: 1, arbitrary: fc.record({ op: op('putConfig'), at: scope, level }) },
    { weight: 1, arbitrary: fc.record({ op: op('deleteConfig'), at: scope }) },
    { weight: 1, arbitrary: fc.record({ op: op('putMode'), at: scope, mode, force: flag }) },
    { weight: 2, arbitrary: fc.record({ op: op('deleteMode'), at: scope, recursive: flag }) },
    { weight: 1, arbitrary: fc.record({ op: op('deleteContext'), context, emptied: flag }) },
    { weight: 6, arbitrary: reads },
  )
}
