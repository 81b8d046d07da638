import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { type Config, type SettingKey, settings } from '../config.ts'
import { type About, aboutSettings } from './setting-kinds.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** A setting as text, and where it stands: a variable's name or a place in the file. */
type Given = { readonly value: string; readonly source: string }

export type Reading = {
  readonly config: Config
  /** What is not as its author may think: one sentence each. */
  readonly warnings: readonly string[]
  /** Where the value of each key came from; keys that nobody set are not in it. */
  readonly sources: ReadonlyMap<SettingKey, string>
}

/** A setting that cannot be read; the message names it and what it takes, in one line. */
export class ConfigError extends Error {}

const ours = 'SCHEMARIUM_'
const theirs = 'SCHEMA_REGISTRY_'
const fileVariable = `${ours}CONFIG_FILE`

/** Keys of the settings with what is said of them, in the order of the documentation. */
export const settingKeys: readonly (readonly [SettingKey, About])[] = Object.entries(
  settings.shape,
).map(([key, type]) => {
  const about = aboutSettings.get(type)
  if (!about) throw new Error(`nothing is said of the setting ${key}`)
  // Entries of the very object whose keys these are.
  return [key as SettingKey, about]
})

/**
 * Reads the settings: of each key the environment's `SCHEMARIUM_…`, else Confluent's variable of
 * the same meaning, else the file's value, else the default. Throws {@link ConfigError}.
 */
export function readConfig(environment: Environment, file = environment[fileVariable]): Reading {
  const warnings: string[] = []
  const variables = withoutServiceLinks(environment, warnings)
  const inFile = file === undefined || file === '' ? new Map() : readFile(file, warnings)
  const given = new Map<SettingKey, Given>()
  for (const [key, about] of settingKeys) {
    const found = fromVariables(variables, key, about) ?? inFile.get(key)
    if (found) given.set(key, found)
  }
  warnings.push(...unknownVariables(variables))
  const config = checked(given)
  return {
    config,
    warnings,
    sources: new Map([...given].map(([key, { source }]) => [key, source])),
  }
}

/**
 * Kubernetes puts the addresses of services into variables named after them; a service called
 * `schema-registry` or `schemarium` must not configure the server.
 */
function withoutServiceLinks(environment: Environment, warnings: string[]): Map<string, string> {
  const variables = new Map<string, string>()
  const links: string[] = []
  const link = /_SERVICE_HOST$|_SERVICE_PORT(_\w+)?$|_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || value === '') continue
    if (!name.startsWith(ours) && !name.startsWith(theirs)) continue
    if (link.test(name) || /^(tcp|udp|sctp):\/\//.test(value)) links.push(name)
    else variables.set(name, value)
  }
  if (links.length > 0) {
    warnings.push(`ignored, as Kubernetes sets them for a service: ${links.sort().join(', ')}`)
  }
  return variables
}

function fromVariables(
  variables: ReadonlyMap<string, string>,
  key: SettingKey,
  { alias, secret }: About,
): Given | undefined {
  const name = `${ours}${key}`
  const value = variables.get(name)
  const path = secret ? variables.get(`${name}_FILE`) : undefined
  if (value !== undefined && path !== undefined) {
    throw new ConfigError(`${name} and ${name}_FILE are both set; leave one of them out`)
  }
  if (path !== undefined) {
    return { value: contentOf(`${name}_FILE`, path).trimEnd(), source: `${name}_FILE` }
  }
  if (value !== undefined) return { value, source: name }
  const other = alias === undefined ? undefined : variables.get(theirs + alias)
  if (other === undefined) return undefined
  return { value: translated(key, other), source: `${theirs}${alias}` }
}

/** Words of Confluent's that we have other ones for. */
function translated(key: SettingKey, value: string): string {
  if (key !== 'LOG_LEVEL') return value
  return { off: 'silent', all: 'trace' }[value.toLowerCase()] ?? value
}

function unknownVariables(variables: ReadonlyMap<string, string>): readonly string[] {
  const known = new Set([fileVariable])
  for (const [key, { alias, secret }] of settingKeys) {
    known.add(ours + key)
    if (secret) known.add(`${ours}${key}_FILE`)
    if (alias !== undefined) known.add(theirs + alias)
  }
  const unknown = [...variables.keys()].filter((name) => !known.has(name)).sort()
  const foreign = unknown.filter((name) => name.startsWith(theirs))
  return [
    ...unknown.filter((name) => name.startsWith(ours)).map((name) => `${name} is not a setting`),
    ...(foreign.length > 0 ? [`ignored, as they mean nothing here: ${foreign.join(', ')}`] : []),
  ]
}

/** Settings of a YAML or JSON file; nested keys are joined, `tls: {key_file: …}` is TLS_KEY_FILE. */
function readFile(path: string, warnings: string[]): ReadonlyMap<SettingKey, Given> {
  const found = new Map<SettingKey, Given>()
  const keys = new Map(settingKeys.map(([key]) => [key as string, key]))
  for (const [name, value] of flatten(parsed(path), '')) {
    const key = keys.get(name)
    if (key) found.set(key, { value, source: `${name} in ${path}` })
    else warnings.push(`${name} in ${path} is not a setting`)
  }
  return found
}

function parsed(path: string): unknown {
  const content = contentOf(fileVariable, path)
  try {
    return parse(content) as unknown
  } catch (cause) {
    throw new ConfigError(`${path} is neither YAML nor JSON: ${firstLine(cause)}`, { cause })
  }
}

function flatten(value: unknown, prefix: string): readonly (readonly [string, string])[] {
  if (value === null || value === undefined) return []
  if (Array.isArray(value)) return [[prefix, value.map(String).join(',')]]
  if (typeof value !== 'object') return [[prefix, String(value)]]
  return Object.entries(value).flatMap(([name, inner]) => {
    const part = name.toUpperCase().replaceAll(/[-.]/g, '_')
    return flatten(inner, prefix === '' ? part : `${prefix}_${part}`)
  })
}

function contentOf(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new ConfigError(`${name}: ${path} cannot be read: ${firstLine(cause)}`, { cause })
  }
}

function checked(given: ReadonlyMap<SettingKey, Given>): Config {
  const values = [...given].map(([key, { value }]) => [key, value])
  const read = settings.safeParse(Object.fromEntries(values))
  if (!read.success) throw refusal(given, read.error.issues[0]?.path[0])
  const { LISTENERS, TLS_CERTIFICATE_FILE, TLS_KEY_FILE } = read.data
  const secure = LISTENERS.some(({ protocol }) => protocol === 'https:')
  if (secure && (TLS_CERTIFICATE_FILE === undefined || TLS_KEY_FILE === undefined)) {
    throw new ConfigError(
      `${ours}LISTENERS: an https address needs ${ours}TLS_CERTIFICATE_FILE and ${ours}TLS_KEY_FILE`,
    )
  }
  return read.data
}

/** The value is shown unless it is secret, cut where it is long. */
function refusal(given: ReadonlyMap<SettingKey, Given>, at: PropertyKey | undefined): ConfigError {
  const [key, about] = settingKeys.find(([name]) => name === at) ?? []
  if (!key || !about) return new ConfigError('the settings cannot be read')
  const { value = '', source = ours + key } = given.get(key) ?? {}
  const shown = about.secret ? 'its value' : JSON.stringify(value.slice(0, 100))
  return new ConfigError(`${source}: ${shown} is not ${about.accepts}`)
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? ''
}
