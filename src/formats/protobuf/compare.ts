import { limits } from '../../model/limits.ts'
import type { WorkBudget } from '../budget.ts'
import { SchemaError } from '../schema-error.ts'
import type { Difference, DifferenceType } from './differences.ts'
import {
  allFields,
  entryMap,
  type Field,
  type FieldType,
  isScalar,
  type MapType,
  type Message,
  type Oneof,
  type ProtoFile,
  qualify,
} from './model.ts'
import type { MessageType, Scope } from './scope.ts'

/** Confluent lists every difference; no one reads more than this. */
const mostDifferences = 1000

type Side = { readonly file: ProtoFile; readonly scope: Scope }

/** A message on both sides with the scopes its names are looked up in, and where it is. */
type Pair = {
  readonly writer: Message
  readonly reader: Message
  readonly writerScope: string
  readonly readerScope: string
  readonly path: string
}

type Member = { readonly field: Field; readonly oneof: string | undefined }

/**
 * Why data written as `writer` cannot be read as `reader`: the incompatible differences that
 * Confluent's SchemaDiff finds, in document order.
 */
export function findDifferences(reader: Side, writer: Side, budget: WorkBudget): Difference[] {
  const comparison = new Comparison(reader.scope, writer.scope, budget)
  return comparison.files(reader.file, writer.file)
}

class Comparison {
  readonly #reader: Scope
  readonly #writer: Scope
  readonly #budget: WorkBudget
  readonly #found: Difference[] = []
  /** What comparing two types of different origin found, by both names. */
  readonly #compared = new Map<string, readonly Difference[]>()
  /** Pairs of map entries that are being compared. */
  readonly #entries = new Set<string>()
  /** Differences met, those beyond the cap included. */
  #count = 0

  constructor(reader: Scope, writer: Scope, budget: WorkBudget) {
    this.#reader = reader
    this.#writer = writer
    this.#budget = budget
  }

  files(reader: ProtoFile, writer: ProtoFile): Difference[] {
    if (reader.package !== writer.package) this.#add('PACKAGE_CHANGED', '#/')
    this.#messages(
      { messages: reader.messages, scope: reader.package ?? '' },
      { messages: writer.messages, scope: writer.package ?? '' },
      '#/',
    )
    return this.#found
  }

  #add(type: DifferenceType, path: string): void {
    this.#budget.spend(1 + (path.length >> 4))
    this.#count++
    if (this.#found.length < mostDifferences) this.#found.push({ type, path })
  }

  #messages(reader: Level, writer: Level, path: string): void {
    const ours = new Map(reader.messages.map((message) => [message.name, message]))
    for (const [name, message] of new Map(writer.messages.map((each) => [each.name, each]))) {
      this.#budget.spend()
      const found = ours.get(name)
      const inner = path === '#/' ? `#/${name}` : `${path}/${name}`
      const writerScope = qualify(writer.scope, name)
      if (found) {
        const readerScope = qualify(reader.scope, name)
        this.#message({ writer: message, reader: found, writerScope, readerScope, path: inner })
      } else if (!isEntry(this.#writer, writerScope)) this.#add('MESSAGE_REMOVED', inner)
    }
  }

  #message(pair: Pair): void {
    const { reader, writer, path } = pair
    const ours = membersOf(reader)
    const theirs = membersOf(writer)
    for (const oneof of reader.oneofs) this.#oneof(oneof, theirs, path)
    const tags = [...new Set([...theirs.keys(), ...ours.keys()])].sort((a, b) => a - b)
    const gone = vanishedOneofs(writer, reader, ours)
    for (const tag of tags) {
      this.#budget.spend()
      const mine = ours.get(tag)
      const their = theirs.get(tag)
      if (mine && their) this.#field(pair, mine, their)
      else if (mine) this.#added(mine, path)
      else if (their) this.#removed(their, gone, path)
    }
    this.#messages(
      { messages: reader.messages, scope: pair.readerScope },
      { messages: writer.messages, scope: pair.writerScope },
      path,
    )
  }

  /** Fields may become one oneof only if they could be set one at a time before. */
  #oneof(oneof: Oneof, before: ReadonlyMap<number, Member>, path: string): void {
    const oneofs = new Set<string>()
    let topLevel = 0
    for (const { tag } of oneof.fields) {
      const member = before.get(tag)
      if (member?.oneof !== undefined) oneofs.add(member.oneof)
      else if (member) topLevel++
    }
    if (oneofs.size + topLevel <= 1) return
    const type = topLevel > 1 ? 'MULTIPLE_FIELDS_MOVED_TO_ONEOF' : 'FIELD_MOVED_TO_EXISTING_ONEOF'
    this.#add(type, `${path}/${oneof.name}`)
  }

  #added({ field, oneof }: Member, path: string): void {
    if (oneof === undefined && field.label === 'required') {
      this.#add('REQUIRED_FIELD_ADDED', `${path}/${field.tag}`)
    }
  }

  #removed({ field, oneof }: Member, gone: ReadonlySet<string>, path: string): void {
    if (oneof === undefined) {
      if (field.label === 'required') this.#add('REQUIRED_FIELD_REMOVED', `${path}/${field.tag}`)
    } else if (!gone.has(oneof)) this.#add('ONEOF_FIELD_REMOVED', `${path}/${oneof}/${field.tag}`)
  }

  #field(pair: Pair, mine: Member, their: Member): void {
    const inOneof = mine.oneof === undefined ? '' : `/${mine.oneof}`
    this.#types(
      { type: mine.field.type, label: mine.field.label },
      { type: their.field.type, label: their.field.label },
      { ...pair, path: `${pair.path}${inOneof}/${mine.field.tag}` },
    )
  }

  #types(mine: Typed, their: Typed, place: Pair): void {
    const ours = kindOf(this.#reader, mine.type, place.readerScope)
    const theirs = kindOf(this.#writer, their.type, place.writerScope)
    if (ours.kind === 'scalar' && theirs.kind === 'scalar') {
      if (ours.group !== theirs.group) this.#add('FIELD_SCALAR_KIND_CHANGED', place.path)
      else if (ours.group !== 'text' && labelsDiffer(mine, their)) {
        this.#add('FIELD_NUMERIC_LABEL_CHANGED', place.path)
      }
    } else if (ours.kind === 'map' && theirs.kind === 'map') this.#maps(ours, theirs, place)
    else if (ours.kind === 'message' && theirs.kind === 'message') {
      this.#named(ours, theirs, place.path)
    } else this.#add('FIELD_KIND_CHANGED', place.path)
  }

  #maps(ours: MapKind, theirs: MapKind, place: Pair): void {
    // Only entry messages can be values of each other without end.
    const entries = ours.entry && theirs.entry ? `${ours.scope} ${theirs.scope}` : ''
    if (this.#entries.has(entries)) return
    if (this.#entries.size >= limits.protobufDepth) {
      throw new SchemaError(`Nesting is deeper than ${limits.protobufDepth} levels`)
    }
    if (entries !== '') this.#entries.add(entries)
    const inside = { ...place, readerScope: ours.scope, writerScope: theirs.scope }
    this.#types({ type: ours.key }, { type: theirs.key }, inside)
    this.#types({ type: ours.value }, { type: theirs.value }, inside)
    this.#entries.delete(entries)
  }

  /** Types of one name that come from different files must agree in what they contain. */
  #named(ours: MessageKind, theirs: MessageKind, path: string): void {
    if (ours.localName !== theirs.localName) {
      this.#add('FIELD_NAMED_TYPE_CHANGED', path)
      return
    }
    if (!ours.type || !theirs.type || ours.type.origin === theirs.type.origin) return
    if (this.#differ(ours.type, theirs.type, `#/${ours.localName.replaceAll('.', '/')}`)) {
      this.#add('FIELD_NAMED_TYPE_CHANGED', path)
    }
  }

  #differ(ours: MessageType, theirs: MessageType, path: string): boolean {
    const key = `${ours.fullName} ${theirs.fullName}`
    const known = this.#compared.get(key)
    if (known) {
      for (const { type, path: at } of known) this.#add(type, at)
      return known.length > 0
    }
    // A type that contains itself is compatible with itself unless something else differs.
    this.#compared.set(key, [])
    const before = this.#count
    const start = this.#found.length
    this.#message({
      reader: ours.message,
      writer: theirs.message,
      readerScope: ours.fullName,
      writerScope: theirs.fullName,
      path,
    })
    const differs = this.#count > before
    const found = this.#found.slice(start)
    this.#compared.set(key, differs && found.length === 0 ? this.#found.slice(-1) : found)
    return differs
  }
}

type Level = { readonly messages: readonly Message[]; readonly scope: string }
type Typed = { readonly type: FieldType; readonly label?: Field['label'] }
type ScalarKind = { readonly kind: 'scalar'; readonly group: string }
type MapKind = MapType & {
  readonly kind: 'map'
  readonly scope: string
  readonly entry?: boolean
}
type MessageKind = {
  readonly kind: 'message'
  readonly localName: string
  readonly type: MessageType | undefined
}

/** Scalars of one group read each other's data; strings and bytes in either multiplicity. */
const groups: ReadonlyMap<string, string> = new Map([
  ['int32', 'varint'],
  ['int64', 'varint'],
  ['uint32', 'varint'],
  ['uint64', 'varint'],
  ['bool', 'varint'],
  ['sint32', 'zigzag'],
  ['sint64', 'zigzag'],
  ['string', 'text'],
  ['bytes', 'text'],
  ['fixed32', 'fixed32'],
  ['sfixed32', 'fixed32'],
  ['fixed64', 'fixed64'],
  ['sfixed64', 'fixed64'],
])

function kindOf(scope: Scope, type: FieldType, at: string): ScalarKind | MapKind | MessageKind {
  if (typeof type !== 'string') return { kind: 'map', ...type, scope: at }
  if (isScalar(type)) return { kind: 'scalar', group: groups.get(type) ?? type }
  const found = scope.findType(type, at)
  if (!found) return { kind: 'message', localName: type.replace(/^\./, ''), type: undefined }
  if (found.kind === 'enum') return { kind: 'scalar', group: 'varint' }
  const map = found.isMapEntry ? entryMap(found.message) : undefined
  if (map) return { kind: 'map', ...map, scope: found.fullName, entry: true }
  const prefix = found.package === '' ? 0 : found.package.length + 1
  return { kind: 'message', localName: found.fullName.slice(prefix), type: found }
}

function labelsDiffer(mine: Typed, their: Typed): boolean {
  return mine.label !== undefined && their.label !== undefined && mine.label !== their.label
}

function isEntry(scope: Scope, fullName: string): boolean {
  const type = scope.type(fullName)
  return type?.kind === 'message' && type.isMapEntry
}

function nameOf({ name }: { readonly name: string }): string {
  return name
}

function membersOf(message: Message): Map<number, Member> {
  const members = new Map<number, Member>()
  for (const field of message.fields) members.set(field.tag, { field, oneof: undefined })
  for (const oneof of message.oneofs) {
    for (const field of oneof.fields) members.set(field.tag, { field, oneof: oneof.name })
  }
  return members
}

/** Names of the oneofs that are gone with everything that was in them. */
function vanishedOneofs(
  writer: Message,
  reader: Message,
  members: ReadonlyMap<number, Member>,
): Set<string> {
  const names = new Set(reader.oneofs.map(nameOf))
  const gone = writer.oneofs.filter(
    ({ name, fields }) => !names.has(name) && fields.every(({ tag }) => !members.has(tag)),
  )
  return new Set(gone.map(nameOf))
}

/** Names of the fields of the first message. */
export function topLevelFields({ messages }: ProtoFile): ReadonlySet<string> {
  const [first] = messages
  return new Set(first && allFields(first).map(nameOf))
}
