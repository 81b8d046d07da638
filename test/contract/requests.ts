import type { Given } from './golden.ts'

/** An Avro schema that is only the name of a primitive. */
export const type = (name: string) => JSON.stringify(name)

/** A record R; fields are `name: type`, with a default where the type is followed by `=`. */
export function record(fields: Readonly<Record<string, string>>, name = 'R'): string {
  const list = Object.entries(fields).map(([field, text]) => {
    const [of, initial] = text.split('=')
    const value: unknown = initial === undefined ? undefined : JSON.parse(initial)
    return { name: field, type: of, default: value }
  })
  return JSON.stringify({ type: 'record', name, fields: list })
}

/** Registers an Avro schema, an int unless said. */
export function register(subject: string, schema = type('int'), more: object = {}): Given {
  return { when: `POST /subjects/${subject}/versions`, send: { schema, ...more } }
}

/** The same, remembering the id and the guid. */
export function registerKept(subject: string, schema: string, more: object = {}): Given {
  return { ...register(subject, schema, more), keep: { id: 'id', guid: 'guid' } }
}

export const put = (path: string, send: object): Given => ({ when: `PUT ${path}`, send })

export const remove = (path: string): Given => ({ when: `DELETE ${path}` })

/** Soft-deletes a whole subject. */
export const softDelete = (subject: string) => remove(`/subjects/${subject}`)

/** A reference list with one entry. */
export const refer = (subject: string, version = 1, name = 'Base') => ({
  references: [{ name, subject, version }],
})

/** A record that others refer to, and an array of it. */
export const base = record({ a: 'int' }, 'Base')
export const listOfBase = JSON.stringify({ type: 'array', items: 'Base' })

/** `{s}-b` is Base and `{s}` refers to it. */
export const referred: readonly Given[] = [
  register('{s}-b', base),
  register('{s}', listOfBase, refer('{s}-b')),
]
