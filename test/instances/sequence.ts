import { associationRequest } from './association-sequence.ts'
import type { Random } from './random.ts'
import { schemaBody, schemaTexts } from './sequence-schemas.ts'

/** A request below a mount; `{guid}` stands for the last guid that an answer told. */
export type Asked = { readonly method: string; readonly target: string; readonly body?: string }

/** Default context and others, one of which differs in letter case only. */
export const mounts = ['', '/contexts/.a', '/contexts/.A', '/contexts/.b%20%C3%A9'] as const
export const contextNames = ['.', '.a', '.A', '.b é']
const subjects = ['s', 's', 'S', 's ', 'shared', 'shared', 'holder', 'proto', 'json', '__proto__']
const levels = ['NONE', 'NONE', 'BACKWARD', 'FULL', 'FORWARD_TRANSITIVE', 'nonsense']
const modes = ['READWRITE', 'READWRITE', 'READONLY', 'IMPORT', 'FORWARD', 'nonsense']
const versions = ['1', '2', '3', '4', 'latest', 'latest', '-1', '0', 'x']

/** So many requests as the random numbers have it: every route, at the root and in contexts. */
export function sequenceOf(random: Random, length: number): readonly Asked[] {
  return Array.from({ length }, () => random.pick(weighted)(random))
}

type Maker = (random: Random) => Asked

/** The name in a path; now and then with its context in front. */
function subject(random: Random): string {
  const name = encodeURIComponent(random.pick(subjects))
  if (!random.chance(0.1)) return name
  return `${encodeURIComponent(`:${random.pick(contextNames)}:`)}${name}`
}

const below = (random: Random, path: string) => random.pick(mounts) + path
const query = (random: Random, ...choices: readonly string[]) => random.pick(['', '', ...choices])
const version = (random: Random) => random.pick(versions)
const json = (method: string, target: string, body: object): Asked => ({
  method,
  target,
  body: JSON.stringify(body),
})
const get = (target: string): Asked => ({ method: 'GET', target })
const remove = (target: string): Asked => ({ method: 'DELETE', target })

const register: Maker = (random) => {
  const flags = query(random, '?normalize=true', '?force=true', '?format=resolved')
  const numbers = random.chance(0.1)
    ? { id: 1 + random.below(12), ...(random.chance(0.7) && { version: 1 + random.below(4) }) }
    : random.chance(0.1)
      ? { version: random.below(5) - 1 }
      : {}
  const body = { ...schemaBody(random), ...numbers }
  return json('POST', below(random, `/subjects/${subject(random)}/versions${flags}`), body)
}

/** Registers something that refers to `shared`, of the same or of another context. */
const refer: Maker = (random) => {
  const qualified = random.chance(0.5) ? `:${random.pick(contextNames)}:shared` : 'shared'
  const reference = { name: 'Shared', subject: qualified, version: random.pick([1, 2, -1, 9]) }
  const body = { schema: schemaTexts.holder, references: [reference] }
  return json('POST', below(random, `/subjects/holder/versions`), body)
}

/** What others refer to, so that there is something to refer to. */
const share: Maker = (random) =>
  json('POST', below(random, '/subjects/shared/versions'), {
    schema: random.pick(schemaTexts.shared),
  })

const lookUp: Maker = (random) => {
  const flags = query(random, '?deleted=true', '?normalize=true')
  return json('POST', below(random, `/subjects/${subject(random)}${flags}`), schemaBody(random))
}

const compare: Maker = (random) => {
  const place = random.pick(['versions', `versions/${version(random)}`])
  const target = `/compatibility/subjects/${subject(random)}/${place}?verbose=true`
  return json('POST', below(random, target), schemaBody(random))
}

const tag: Maker = (random) => {
  const tags = [{ schemaEntity: { entityPath: 'R.a', entityType: 'sr_field' }, tags: ['PII'] }]
  const body = random.pick([
    { tagsToAdd: tags },
    { tagsToRemove: tags },
    { metadata: { properties: { owner: random.pick(['x', 'y']) } } },
  ])
  return json(
    'POST',
    below(random, `/subjects/${subject(random)}/versions/${version(random)}/tags`),
    body,
  )
}

const deletion: Maker = (random) => {
  const permanent = query(random, '?permanent=true')
  const part = random.chance(0.6) ? `/versions/${version(random)}` : ''
  return remove(below(random, `/subjects/${subject(random)}${part}${permanent}`))
}

/** The default context cannot be deleted, which a path at the root says as `.`. */
const deleteContext: Maker = (random) =>
  remove(random.pick([...mounts.slice(1), ...mounts.slice(1), '/contexts/:.:', '/contexts/a:b']))

const putConfig: Maker = (random) => {
  const body = random.pick([
    { compatibility: random.pick(levels) },
    { compatibility: random.pick(levels) },
    { normalize: random.chance(0.5) },
    { alias: random.pick(['s', 'shared', '']) },
    { defaultMetadata: { properties: { origin: 'default' } } },
    { overrideMetadata: { properties: { origin: random.pick(['one', 'two']) } } },
    { compatibilityGroup: 'major' },
  ])
  return json('PUT', below(random, `/config${scope(random)}`), body)
}

const putMode: Maker = (random) => {
  const force = query(random, '?force=true')
  return json('PUT', below(random, `/mode${scope(random)}${force}`), { mode: random.pick(modes) })
}

const deleteSetting: Maker = (random) => {
  const flag = query(random, '?recursive=true')
  return remove(below(random, `/${random.pick(['config', 'mode', 'mode'])}${scope(random)}${flag}`))
}

/** A subject or a whole context; seldom all contexts, which stops everything else. */
function scope(random: Random): string {
  if (random.chance(0.02)) return '/:.__GLOBAL:'
  return random.chance(0.7) ? `/${subject(random)}` : ''
}

const readSetting: Maker = (random) => {
  const flag = query(random, '?defaultToGlobal=true')
  return get(below(random, `/${random.pick(['config', 'mode'])}${scope(random)}${flag}`))
}

const readVersion: Maker = (random) => {
  const part = random.pick(['', '', '', '/schema', '/referencedby'])
  const flags = query(random, '?deleted=true', '?findTags=*', '?format=resolved')
  const path = `/subjects/${subject(random)}/versions/${version(random)}${part}${flags}`
  return get(below(random, path))
}

const listVersions: Maker = (random) => {
  const flags = query(random, '?deleted=true', '?deletedOnly=true', '?deletedAsNegative=true')
  return get(below(random, `/subjects/${subject(random)}/versions${flags}`))
}

const byMetadata: Maker = (random) =>
  get(below(random, `/subjects/${subject(random)}/metadata?key=owner&value=x`))

const list: Maker = (random) => {
  const subjectsOf = '/subjects?subjectPrefix='
  const target = random.pick([
    '/subjects',
    '/subjects?deleted=true',
    '/subjects?deletedOnly=true',
    `${subjectsOf}:*:s&offset=1&limit=3`,
    `${subjectsOf}s`,
    '/schemas',
    '/schemas?deleted=true&aliases=true',
    '/schemas?latestOnly=true&limit=4',
    '/schemas?associationType=value',
    '/contexts',
    '/contexts?contextPrefix=.a',
  ])
  return get(below(random, target))
}

/** Reads by id that are always answered from fresh state; see {@link idSurvey} for the others. */
const readId: Maker = (random) => {
  const part = random.pick(['subjects', 'versions'])
  const flags = query(random, '?deleted=true', `?subject=${subject(random)}`)
  return get(below(random, `/schemas/ids/${1 + random.below(14)}/${part}${flags}`))
}

const readGuid: Maker = (random) =>
  get(below(random, `/schemas/guids/{guid}${random.pick(['', '/ids'])}`))

const fixed: Maker = (random) => {
  const paths = ['/schemas/types', '/v1/metadata/id', '/v1/metadata/version', '/nowhere']
  return get(below(random, random.pick([...paths, '/v1/metadata/deployment'])))
}

const weighted: readonly Maker[] = [
  ...Array<Maker>(16).fill(register),
  ...Array<Maker>(4).fill(share),
  ...Array<Maker>(4).fill(refer),
  ...Array<Maker>(8).fill(deletion),
  ...Array<Maker>(4).fill(lookUp),
  ...Array<Maker>(2).fill(compare),
  ...Array<Maker>(2).fill(tag),
  deleteContext,
  ...Array<Maker>(2).fill(putConfig),
  putMode,
  ...Array<Maker>(4).fill(deleteSetting),
  ...Array<Maker>(3).fill(readSetting),
  ...Array<Maker>(7).fill(readVersion),
  ...Array<Maker>(3).fill(listVersions),
  ...Array<Maker>(3).fill(list),
  ...Array<Maker>(3).fill(readId),
  byMetadata,
  readGuid,
  readGuid,
  fixed,
  ...Array<Maker>(5).fill((random) => associationRequest(random, random.pick(mounts))),
]

/**
 * Reads by id in every context. Their marks may be a second old on an instance that did not write,
 * so whoever compares them waits that long first.
 */
export const idSurvey: readonly Asked[] = mounts.flatMap((mount) =>
  Array.from({ length: 14 }, (_, at) => at + 1).flatMap((id) =>
    ['?deleted=true', '?fetchMaxId=true&subject=s', '/schema'].map((rest) =>
      get(`${mount}/schemas/ids/${id}${rest}`),
    ),
  ),
)
