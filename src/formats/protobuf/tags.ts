import type { SchemaTags } from '../format.ts'
import { SchemaError } from '../schema-error.ts'
import {
  type Field,
  type Message,
  type Oneof,
  type Option,
  type OptionEntries,
  type OptionValue,
  type ProtoFile,
  qualify,
} from './model.ts'
import { printFile } from './print.ts'
import type { Source } from './schema.ts'
import type { Scope } from './scope.ts'

const metaFile = 'confluent/meta.proto'
const metaOption = {
  sr_record: 'confluent.message_meta',
  sr_field: 'confluent.field_meta',
} as const

type EntityType = SchemaTags['schemaEntity']['entityType']
type Change = { readonly add: Set<string>; readonly remove: Set<string> }

/** All inline tags in document order; paths are relative to the package, as `M` and `M.f`. */
export function findTags(source: Source): SchemaTags[] {
  const found: SchemaTags[] = []
  visitEntities(source.file, ({ entityPath, entityType, options, at }) => {
    const tags = tagsIn(metaOf(options, metaOption[entityType], source.scope, at))
    if (tags.length > 0) found.push({ schemaEntity: { entityPath, entityType }, tags })
  })
  return found
}

type Entity = SchemaTags['schemaEntity'] & {
  readonly options: readonly Option[]
  /** Where names in its options are looked up. */
  readonly at: string
}

function visitEntities(file: ProtoFile, visit: (entity: Entity) => void): void {
  const visitMessage = (message: Message, path: string, scope: string) => {
    const at = qualify(scope, message.name)
    const entityPath = qualify(path, message.name)
    visit({ entityPath, entityType: 'sr_record', options: message.options, at })
    for (const { name, options } of [...message.fields, ...message.oneofs.flatMap(fieldsOf)]) {
      visit({ entityPath: `${entityPath}.${name}`, entityType: 'sr_field', options, at })
    }
    for (const nested of message.messages) visitMessage(nested, entityPath, at)
  }
  for (const message of file.messages) visitMessage(message, '', file.package ?? '')
}

function fieldsOf({ fields }: Oneof): readonly Field[] {
  return fields
}

/** What all assignments to a meta option say together. */
function metaOf(options: readonly Option[], name: string, scope: Scope, at: string): OptionEntries {
  const meta: OptionEntries = new Map()
  for (const option of options) {
    if (isMeta(option, name, scope, at)) addTo(meta, option.value)
  }
  return meta
}

function isMeta(option: Option, name: string, scope: Scope, at: string): boolean {
  return option.parenthesized && scope.findExtension(option.name, at)?.fullName === name
}

function addTo(meta: OptionEntries, value: OptionValue): void {
  if (value.kind === 'option') addEntry(meta, value.option.name, value.option.value)
  if (value.kind !== 'map') return
  for (const [key, entry] of value.entries) addEntry(meta, key, entry)
}

/** `doc` is single, the other fields of the meta message are lists. */
function addEntry(meta: OptionEntries, key: string, value: OptionValue): void {
  if (key === 'doc') {
    meta.set(key, value)
    return
  }
  const before = meta.get(key)
  const items = value.kind === 'list' ? value.items : [value]
  if (before?.kind === 'list') for (const item of items) before.items.push(item)
  else meta.set(key, { kind: 'list', items: [...items] })
}

function tagsIn(meta: OptionEntries): string[] {
  const value = meta.get('tags')
  const items = value?.kind === 'list' ? value.items : []
  return items.flatMap((item) => (item.kind === 'string' ? [item.text] : []))
}

/**
 * The file with inline tags added, then removed; all that a changed element says of its meta option
 * becomes one message value. confluent/meta.proto is imported while it is needed. Throws
 * SchemaError for a path that names nothing.
 */
export function withTags(
  source: Source,
  add: readonly SchemaTags[],
  remove: readonly SchemaTags[],
): ProtoFile {
  const changes = changesByEntity(source.file, add, remove)
  const changer = new TagChanger(source.scope, changes)
  const file = changer.file(source.file)
  return withImport(file, remove.length > 0)
}

function keyOf(entityType: EntityType, entityPath: string): string {
  return `${entityType} ${entityPath}`
}

function changesByEntity(
  file: ProtoFile,
  add: readonly SchemaTags[],
  remove: readonly SchemaTags[],
): Map<string, Change> {
  const known = new Set<string>()
  visitEntities(file, ({ entityType, entityPath }) => known.add(keyOf(entityType, entityPath)))
  const changes = new Map<string, Change>()
  const changeOf = ({ schemaEntity: { entityType, entityPath } }: SchemaTags): Change => {
    const key = keyOf(entityType, entityPath.replace(/^\./, ''))
    if (!known.has(key)) {
      throw new SchemaError(`No matching path '${entityPath}' found in the schema`)
    }
    const change = changes.get(key) ?? { add: new Set(), remove: new Set() }
    changes.set(key, change)
    return change
  }
  for (const entry of add) for (const tag of entry.tags) changeOf(entry).add.add(tag)
  for (const entry of remove) for (const tag of entry.tags) changeOf(entry).remove.add(tag)
  return changes
}

class TagChanger {
  readonly #scope: Scope
  readonly #changes: ReadonlyMap<string, Change>

  constructor(scope: Scope, changes: ReadonlyMap<string, Change>) {
    this.#scope = scope
    this.#changes = changes
  }

  file(file: ProtoFile): ProtoFile {
    const at = file.package ?? ''
    return { ...file, messages: file.messages.map((message) => this.#message(message, '', at)) }
  }

  #message(message: Message, path: string, scope: string): Message {
    const at = qualify(scope, message.name)
    const inner = qualify(path, message.name)
    const field = (each: Field) => this.#element(each, 'sr_field', `${inner}.${each.name}`, at)
    return {
      ...this.#element(message, 'sr_record', inner, at),
      fields: message.fields.map(field),
      oneofs: message.oneofs.map((oneof) => ({ ...oneof, fields: oneof.fields.map(field) })),
      messages: message.messages.map((nested) => this.#message(nested, inner, at)),
    }
  }

  #element<T extends { readonly options: readonly Option[] }>(
    element: T,
    entityType: EntityType,
    path: string,
    at: string,
  ): T {
    const change = this.#changes.get(keyOf(entityType, path))
    if (!change) return element
    const name = metaOption[entityType]
    const meta = metaOf(element.options, name, this.#scope, at)
    const tags = [...new Set([...tagsIn(meta), ...change.add])].filter(
      (tag) => !change.remove.has(tag),
    )
    const items = tags.map((text): OptionValue => ({ kind: 'string', text }))
    if (tags.length > 0) meta.set('tags', { kind: 'list', items })
    else meta.delete('tags')
    return { ...element, options: this.#replaced(element.options, { name, at }, meta) }
  }

  /** The one meta option stands where the first was, or last. */
  #replaced(
    options: readonly Option[],
    { name, at }: { readonly name: string; readonly at: string },
    meta: OptionEntries,
  ): Option[] {
    const first = options.findIndex((option) => isMeta(option, name, this.#scope, at))
    const others = options.filter((option) => !isMeta(option, name, this.#scope, at))
    if (meta.size === 0) return others
    const option: Option = { name, parenthesized: true, value: { kind: 'map', entries: meta } }
    return others.toSpliced(first < 0 ? others.length : first, 0, option)
  }
}

/** Imports confluent/meta.proto if its options are used; without a use left it may go. */
function withImport(file: ProtoFile, mayGo: boolean): ProtoFile {
  const others = file.imports.filter((path) => path !== metaFile)
  const isUsed = /[( .]confluent\.(file_|message_|field_|enum_|Meta|Rule)/.test(printFile(file))
  const isImported = [...file.imports, ...file.publicImports].includes(metaFile)
  if (isUsed) return isImported ? file : { ...file, imports: [...file.imports, metaFile] }
  return mayGo ? { ...file, imports: others } : file
}
