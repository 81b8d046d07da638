import { fromBinary, type JsonObject, type JsonValue, toJson } from '@bufbuild/protobuf'
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt'
import { describe, expect, test } from 'vitest'
import { WorkBudget } from '../../src/formats/budget.ts'
import { protobuf } from '../../src/formats/protobuf/protobuf.ts'
import { limits } from '../../src/model/limits.ts'
import { loadVectors, type SchemaVector } from './load.ts'

const dir = process.env.VECTORS_DIR

/**
 * Our descriptors are what protoc would write where the reference takes short cuts: it leaves type
 * names as they were written, gives map entries names of its own and no type, drops groups and
 * custom options. Without those they must be the same.
 */
describe.skipIf(dir === undefined)('labelled descriptors (VECTORS_DIR)', () => {
  const vectors = loadVectors<SchemaVector>(dir ?? '', 'schemas-protobuf').filter(
    ({ serialized, schema }) => serialized !== undefined && !/\bgroup\s/.test(schema),
  )

  test('say what the reference says', { timeout: 60_000 }, () => {
    const different = vectors.filter((vector) => {
      const [ours, theirs] = [describeFile(render(vector)), describeFile(vector.serialized ?? '')]
      const imports = new Set(ours.imports)
      return ours.rest !== theirs.rest || theirs.imports.some((path) => !imports.has(path))
    })
    expect(vectors.length).toBeGreaterThan(0)
    expect(different.map(({ key, source }) => `${key} ${source}`)).toEqual([])
  })
})

function render({ schema, refs }: SchemaVector): string {
  const references = (refs ?? []).map(({ schema: text, ...rest }) => ({ ...rest, text }))
  const options = { asNew: true, budget: new WorkBudget(limits.workSteps) }
  return protobuf.parse(schema, references, options).render('serialized')
}

type Described = { readonly imports: readonly string[]; readonly rest: string }

function describeFile(base64: string): Described {
  const file = fromBinary(FileDescriptorProtoSchema, Buffer.from(base64, 'base64'))
  const { dependency, ...json } = object(toJson(FileDescriptorProtoSchema, file))
  return { imports: list(dependency).map(String), rest: JSON.stringify(reduce(json)) }
}

function reduce(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(reduce)
  if (typeof value !== 'object' || value === null) return value
  const reduced: JsonObject = {}
  for (const [key, inner] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const simple = simplify(key, inner, value)
    if (simple !== undefined) reduced[key] = simple
  }
  return reduced
}

const typeNames = new Set(['typeName', 'extendee', 'inputType', 'outputType'])

function simplify(key: string, value: JsonValue, parent: JsonObject): JsonValue | undefined {
  if (typeNames.has(key)) return plain(String(value).split('.').at(-1) ?? '')
  if (key === 'name') return plain(String(value))
  if (key === 'options' && Object.keys(object(value)).length === 0) return undefined
  if (key === 'nestedType') return byName(list(value).map(reduce))
  if (key === 'type' && /Entry$/.test(String(parent.typeName))) return undefined
  if (key === 'end' && value === 536870911) return 2147483647
  return reduce(value)
}

/** Names of map entries differ in case and underscores. */
function plain(name: string): string {
  return name.endsWith('Entry') ? name.replaceAll('_', '').toLowerCase() : name
}

function byName(values: readonly JsonValue[]): JsonValue {
  return values.toSorted((a, b) => (String(object(a).name) < String(object(b).name) ? -1 : 1))
}

function object(value: JsonValue): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}

function list(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : []
}
