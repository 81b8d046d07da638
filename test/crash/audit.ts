import { exchange } from '../exchange.ts'
import { inLanes } from '../instances/http.ts'
import type { Fate, Ledger, Written } from './ledger.ts'
import { contexts } from './writer.ts'

/** A version as the registry tells it. */
type Row = Written & { readonly deleted: boolean }

/** What the registry held in the end. */
export type Audit = {
  readonly versions: number
  readonly deleted: number
  readonly highestIds: readonly string[]
}

const lanes = 8

/**
 * Reads everything back from a server that has just been started and adds to the ledger's
 * violations whatever is missing, differs, is double or has a gap.
 */
export async function audit(url: string, ledger: Ledger): Promise<Audit> {
  const rows: Row[] = []
  for (const context of contexts) rows.push(...(await rowsOf(url, context, ledger)))
  const byText = new Map(rows.map((row) => [row.text, row]))
  await inLanes(lanes, [...ledger.acknowledged.values()], async (written) => {
    const problem = await judge(url, written, byText.get(written.text), ledger)
    if (problem) ledger.violations.push(`${problem}: ${JSON.stringify(written)}`)
  })
  checkTexts(rows, ledger)
  for (const context of contexts) checkIds(context, rows, ledger)
  await checkLevels(url, ledger)
  return {
    versions: rows.length,
    deleted: rows.filter((row) => row.deleted).length,
    highestIds: contexts.map((context) => {
      const ids = rows.filter((row) => row.context === context).map(({ id }) => id)
      return `${context} ${ids.reduce((a, b) => Math.max(a, b), 0)}`
    }),
  }
}

/** Every version of the context; those of a subject must count 1, 2, 3 but for purged ones. */
async function rowsOf(url: string, context: string, ledger: Ledger): Promise<readonly Row[]> {
  const purged = purgedVersions(ledger)
  const subjects = await read<string[]>(url, `/contexts/${context}/subjects?deleted=true`)
  const rows: Row[] = []
  for (const qualified of subjects) {
    const subject = qualified.slice(qualified.lastIndexOf(':') + 1)
    const path = `/contexts/${context}/subjects/${subject}/versions`
    const versions = await read<number[]>(url, `${path}?deletedAsNegative=true&deleted=true`)
    await inLanes(lanes, versions, async (signed) => {
      const version = Math.abs(signed)
      const found = await read<Written & { schema: string }>(url, `${path}/${version}?deleted=true`)
      const { id, guid, schema: text } = found
      rows.push({ context, subject, version, id, guid, text, deleted: signed < 0 })
    })
    const present = new Set(versions.map(Math.abs))
    for (let version = 1; version < Math.max(...present); version++) {
      if (present.has(version) || purged.has(`${context} ${subject} ${version}`)) continue
      ledger.violations.push(`version ${version} of ${context} ${subject} is missing`)
    }
  }
  return rows
}

/** Versions that may have been purged, as `context subject version`. */
function purgedVersions(ledger: Ledger): ReadonlySet<string> {
  const written = [...ledger.acknowledged.values()]
  return new Set(
    written
      .filter((one) => ledger.fateOf(one).has('purged'))
      .map(({ context, subject, version }) => `${context} ${subject} ${version}`),
  )
}

/** What is wrong with an acknowledged version, if anything. */
async function judge(
  url: string,
  written: Written,
  row: Row | undefined,
  ledger: Ledger,
): Promise<string | undefined> {
  const fate: Fate = row ? (row.deleted ? 'softDeleted' : 'live') : 'purged'
  if (!ledger.fateOf(written).has(fate)) return `acknowledged, now ${fate}`
  if (!row) {
    const gone = await exchange(url, {
      method: 'GET',
      target: `/contexts/${written.context}/schemas/ids/${written.id}`,
    })
    return gone.status === 404 ? undefined : `purged, but its id answers ${gone.status}`
  }
  const { id, guid } = row
  const place = (one: Written) => `${one.context} ${one.subject} ${one.version}`
  const same = id === written.id && guid === written.guid && place(row) === place(written)
  return same ? undefined : `acknowledged, now ${JSON.stringify(row)}`
}

/** A text was sent once, so it is there at most once, and nothing is there that was never sent. */
function checkTexts(rows: readonly Row[], ledger: Ledger): void {
  const seen = new Set<string>()
  for (const row of rows) {
    const known = ledger.acknowledged.has(row.text) || ledger.unanswered.has(row.text)
    if (!known) ledger.violations.push(`nobody wrote ${JSON.stringify(row)}`)
    const key = `${row.context} ${row.text}`
    if (seen.has(key)) ledger.violations.push(`there twice: ${JSON.stringify(row)}`)
    seen.add(key)
  }
}

/** An id stands for one text, and none is left out but for those of purged versions. */
function checkIds(context: string, rows: readonly Row[], ledger: Ledger): void {
  const texts = new Map<number, string>()
  for (const { id, text } of rows.filter((row) => row.context === context)) {
    const other = texts.get(id)
    if (other !== undefined && other !== text) {
      ledger.violations.push(`id ${id} of ${context} stands for ${other} and ${text}`)
    }
    texts.set(id, text)
  }
  const purged = new Set(
    [...ledger.acknowledged.values()]
      .filter((written) => written.context === context && ledger.fateOf(written).has('purged'))
      .map(({ id }) => id),
  )
  const highest = [...texts.keys(), ...purged].reduce((a, b) => Math.max(a, b), 0)
  for (let id = 1; id <= highest; id++) {
    if (texts.has(id) || purged.has(id)) continue
    ledger.violations.push(`id ${id} of ${context} was left out`)
  }
}

async function checkLevels(url: string, ledger: Ledger): Promise<void> {
  await inLanes(lanes, [...ledger.levels], async ([key, allowed]) => {
    const [context = '', subject = ''] = key.split(' ')
    const target = `/contexts/${context}/config/${subject}-set`
    const answer = await exchange(url, { method: 'GET', target })
    // The registry's own answer.
    const { compatibilityLevel = 'none' } = JSON.parse(answer.text) as {
      readonly compatibilityLevel?: string
    }
    if (allowed.has(compatibilityLevel)) return
    ledger.violations.push(`level of ${key} is ${answer.text}, not ${[...allowed].join(' or ')}`)
  })
}

async function read<T>(url: string, target: string): Promise<T> {
  const answer = await exchange(url, { method: 'GET', target })
  if (answer.status !== 200) throw new Error(`GET ${target}: ${answer.status} ${answer.text}`)
  // The caller knows what the route answers.
  return JSON.parse(answer.text) as T
}
