import { expect } from 'vitest'

/** Sends a request to one of the processes under test. */
export type Ask = (
  method: string,
  target: string,
  body?: unknown,
) => Promise<{ readonly status: number; readonly text: string }>

type Reference = { readonly subject: string; readonly version: number }

type Row = {
  readonly subject: string
  readonly version: number
  readonly id: number
  readonly schema: string
  readonly schemaType?: string
  readonly references?: readonly Reference[]
  readonly metadata?: object
  readonly ruleSet?: object
  readonly deleted?: boolean
}

/** What a context holds at rest. */
export type Holding = { readonly rows: readonly Row[]; readonly ids: readonly number[] }

/**
 * Asks for everything that a context holds and checks that the answers agree: an id is one content
 * and a content one id, lists name the same versions as the subjects, what is referred to is there.
 */
export async function expectConsistent(ask: Ask, context: string): Promise<Holding> {
  const base = `/contexts/${context}`
  const rows = (await read(ask, `${base}/schemas?deleted=true`)) as readonly Row[]
  const subjects = (await read(ask, `${base}/subjects?deleted=true`)) as readonly string[]
  const live = (await read(ask, `${base}/subjects`)) as readonly string[]
  expectOneToOne(rows)
  expect([...new Set(rows.map(({ subject }) => subject))]).toEqual(subjects)
  const living = rows.filter(({ deleted }) => !deleted).map(({ subject }) => subject)
  expect([...new Set(living)]).toEqual(live)
  for (const subject of subjects) {
    const own = rows.filter((row) => row.subject === subject).map(({ version }) => version)
    const target = `/subjects/${encodeURIComponent(subject)}/versions?deleted=true`
    expect(await read(ask, target), subject).toEqual(own)
  }
  for (const row of rows) await expectWhole(ask, base, row)
  return { rows, ids: [...new Set(rows.map(({ id }) => id))].sort((a, b) => a - b) }
}

function expectOneToOne(rows: readonly Row[]): void {
  const contents = new Map<number, string>()
  const ids = new Map<string, number>()
  for (const { id, schema, schemaType, references, metadata, ruleSet } of rows) {
    const content = JSON.stringify([schema, schemaType, references, metadata, ruleSet])
    expect(contents.get(id) ?? content, `content of id ${id}`).toBe(content)
    expect(ids.get(content) ?? id, `id of ${content}`).toBe(id)
    contents.set(id, content)
    ids.set(content, id)
  }
}

async function expectWhole(ask: Ask, base: string, row: Row): Promise<void> {
  expect(await read(ask, `${base}/schemas/ids/${row.id}`)).toMatchObject({ schema: row.schema })
  for (const { subject, version } of row.references ?? []) {
    const target = `/subjects/${encodeURIComponent(subject)}/versions/${version}?deleted=true`
    const found = (await read(ask, `${base}${target}`)) as Row
    const what = `${row.subject} ${row.version} refers to ${subject} ${version}`
    expect(row.deleted || !found.deleted, what).toBe(true)
  }
}

async function read(ask: Ask, target: string): Promise<unknown> {
  const { status, text } = await ask('GET', target)
  expect(status, `${target}: ${text}`).toBe(200)
  return JSON.parse(text)
}
