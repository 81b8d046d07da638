import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { helpText, masked, printConfig } from '../src/operations/describe-config.ts'
import { ConfigError, readConfig, settingKeys } from '../src/operations/read-config.ts'

const folder = mkdtempSync(join(tmpdir(), 'schemarium-config-'))

afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

function refusalOf(environment: Record<string, string>): string {
  try {
    readConfig(environment)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  throw new Error('it was accepted')
}

describe('where a value comes from', () => {
  const path = file('settings.yaml', 'log_level: trace\naccess-control: {allow-origin: [a, b]}\n')

  test('without anything the defaults are in force', () => {
    const { config, warnings, sources } = readConfig({})
    expect(config.STORAGE_URL).toBe('sqlite:data/registry.db')
    expect(config.LISTENERS.map(String)).toEqual(['http://0.0.0.0:8081/'])
    expect(config.SCHEMA_COMPATIBILITY_LEVEL).toBe('BACKWARD')
    expect(config.MAX_BODY_BYTES).toBe(4 * 1024 * 1024)
    expect(config.IDLE_TIME).toBe(15 * 60_000)
    expect(config.TLS_KEY_FILE).toBeUndefined()
    expect(warnings).toEqual([])
    expect(sources.size).toBe(0)
  })

  test('our variable wins over the one of Confluent, that one over the file', () => {
    const ours = { SCHEMARIUM_LOG_LEVEL: 'warn' }
    const theirs = { SCHEMA_REGISTRY_LOG4J_ROOT_LOGLEVEL: 'ERROR' }
    const inFile = { SCHEMARIUM_CONFIG_FILE: path }
    expect(readConfig({ ...ours, ...theirs, ...inFile }).config.LOG_LEVEL).toBe('warn')
    expect(readConfig({ ...theirs, ...inFile }).config.LOG_LEVEL).toBe('error')
    expect(readConfig(inFile).config.LOG_LEVEL).toBe('trace')
    expect(readConfig({}, path).config.LOG_LEVEL).toBe('trace')
  })

  test('the keys of a file may be nested and in lower case, its lists are lists', () => {
    expect(readConfig({}, path).config.ACCESS_CONTROL_ALLOW_ORIGIN).toEqual(['a', 'b'])
  })

  test('a file may be JSON', () => {
    const json = file('settings.json', '{"MODE_MUTABILITY": false, "max_body_bytes": 2048}')
    const { config } = readConfig({}, json)
    expect(config.MODE_MUTABILITY).toBe(false)
    expect(config.MAX_BODY_BYTES).toBe(2048)
  })

  test('an empty variable counts as not set', () => {
    expect(readConfig({ SCHEMARIUM_LOG_LEVEL: '' }).config.LOG_LEVEL).toBe('info')
  })

  test('a secret may come from a file of its own, without the line end', () => {
    const secret = file('url', 'postgres://u:p@db/r\n')
    const { config, sources } = readConfig({ SCHEMARIUM_STORAGE_URL_FILE: secret })
    expect(config.STORAGE_URL).toBe('postgres://u:p@db/r')
    expect(sources.get('STORAGE_URL')).toBe('SCHEMARIUM_STORAGE_URL_FILE')
  })
})

test.each([
  ['LISTENERS', 'http://a:1,https://b:2', ['http://a:1/', 'https://b:2/']],
  ['SCHEMA_COMPATIBILITY_LEVEL', 'full_transitive', 'FULL_TRANSITIVE'],
  ['SCHEMA_VALIDATE_FIELDS', 'TRUE', true],
  ['MODE_MUTABILITY', 'false', false],
  ['LOG4J_ROOT_LOGLEVEL', 'OFF', 'silent'],
  ['ACCESS_CONTROL_ALLOW_METHODS', 'GET, POST', ['GET', 'POST']],
])('SCHEMA_REGISTRY_%s=%s means the same here', (alias, value, expected) => {
  const [key] = settingKeys.find(([, about]) => about.alias === alias) ?? []
  const tls = { SCHEMARIUM_TLS_CERTIFICATE_FILE: 'c', SCHEMARIUM_TLS_KEY_FILE: 'k' }
  const { config, warnings } = readConfig({ ...tls, [`SCHEMA_REGISTRY_${alias}`]: value })
  const read = key && config[key]
  expect(alias === 'LISTENERS' && Array.isArray(read) ? read.map(String) : read).toEqual(expected)
  expect(warnings).toEqual([])
})

test.each([
  ['REQUEST_TIMEOUT', '1500ms', 1500],
  ['REQUEST_TIMEOUT', '1.5 s', 1500],
  ['REQUEST_TIMEOUT', '2m', 120_000],
  ['REQUEST_TIMEOUT', '250', 250],
  ['MAX_SCHEMA_BYTES', '512KiB', 512 * 1024],
  ['MAX_SCHEMA_BYTES', '4096', 4096],
  ['STATE_MEMORY', '2gib', 2 * 1024 ** 3],
  ['TRACING_SAMPLE_RATIO', '0.25', 0.25],
])('%s=%s is %d', (key, value, expected) => {
  expect(readConfig({ [`SCHEMARIUM_${key}`]: value }).config).toHaveProperty(key, expected)
})

test('static headers are read in the form of Confluent', () => {
  const value = 'set X-Frame-Options: DENY, "add Cache-Control: no-cache, no-store"'
  const { config } = readConfig({ SCHEMA_REGISTRY_RESPONSE_HTTP_HEADERS_CONFIG: value })
  expect(config.RESPONSE_HTTP_HEADERS_CONFIG).toEqual([
    { action: 'set', name: 'X-Frame-Options', value: 'DENY' },
    { action: 'add', name: 'Cache-Control', value: 'no-cache, no-store' },
  ])
})

describe('a value that cannot be read stops the start with one line', () => {
  test.each([
    ['LOG_LEVEL', 'loud', 'one of fatal, error, warn, info, debug, trace, silent'],
    ['MODE_MUTABILITY', 'perhaps', 'true or false'],
    ['MAX_CONNECTIONS', '0', 'a whole number from 1 to 1000000'],
    ['MAX_CONNECTIONS', '1e3', 'a whole number from 1 to 1000000'],
    ['MAX_BODY_BYTES', '1TiB', 'a size from 1KiB to 64MiB, such as 512KiB or 4MiB'],
    ['REQUEST_TIMEOUT', 'soon', 'a duration from 100ms to 1h, such as 500ms, 10s or 2m'],
    ['LISTENERS', 'ftp://x', 'a list of addresses as in http://0.0.0.0:8081,https://0.0.0.0:8443'],
    ['LISTENERS', 'http://a/path', 'a list of addresses as in'],
    ['TRACING_SAMPLE_RATIO', '1.5', 'a number from 0 to 1'],
    ['RESPONSE_HTTP_HEADERS_CONFIG', 'X-A: 1', 'headers as in set X-Frame-Options: DENY'],
    ['RESPONSE_HTTP_HEADERS_CONFIG', 'set A: b\r\nC: d', 'headers as in'],
    ['SCHEMA_COMPATIBILITY_LEVEL', 'SOME', 'one of NONE, BACKWARD,'],
  ])('%s=%s', (key, value, accepted) => {
    const message = refusalOf({ [`SCHEMARIUM_${key}`]: value })
    expect(message).toContain(`SCHEMARIUM_${key}: ${JSON.stringify(value)} is not ${accepted}`)
    expect(message).not.toContain('\n')
  })

  test('the name of the alias or the place in the file is told', () => {
    expect(refusalOf({ SCHEMA_REGISTRY_MODE_MUTABILITY: 'x' })).toMatch(
      /^SCHEMA_REGISTRY_MODE_MUTABILITY: /,
    )
    const path = file('bad.yaml', 'mode_mutability: x\n')
    expect(refusalOf({ SCHEMARIUM_CONFIG_FILE: path })).toBe(
      `MODE_MUTABILITY in ${path}: "x" is not true or false`,
    )
  })

  test('a secret may not come twice', () => {
    const twice = { SCHEMARIUM_STORAGE_URL: 'memory:', SCHEMARIUM_STORAGE_URL_FILE: 'x' }
    expect(refusalOf(twice)).toMatch(/both set/)
  })

  test('a file that is not there or not YAML is named', () => {
    expect(refusalOf({ SCHEMARIUM_CONFIG_FILE: join(folder, 'none') })).toMatch(/none cannot be/)
    const path = file('broken.yaml', 'a: [1\nb: }')
    expect(refusalOf({ SCHEMARIUM_CONFIG_FILE: path })).toMatch(/is neither YAML nor JSON/)
  })

  test('an https address needs a certificate', () => {
    expect(refusalOf({ SCHEMARIUM_LISTENERS: 'https://0.0.0.0:8443' })).toContain(
      'SCHEMARIUM_TLS_CERTIFICATE_FILE',
    )
  })
})

describe('warnings', () => {
  test('variables that Kubernetes makes of a service are ignored', () => {
    const { config, warnings } = readConfig({
      SCHEMA_REGISTRY_LISTENERS: 'tcp://10.0.0.1:8081',
      SCHEMARIUM_PORT: 'tcp://10.0.0.1:8081',
      SCHEMARIUM_SERVICE_HOST: '10.0.0.1',
      SCHEMARIUM_SERVICE_PORT_HTTP: '8081',
      SCHEMARIUM_PORT_8081_TCP_ADDR: '10.0.0.1',
    })
    expect(config.LISTENERS.map(String)).toEqual(['http://0.0.0.0:8081/'])
    expect(warnings).toEqual([
      'ignored, as Kubernetes sets them for a service: SCHEMARIUM_PORT, SCHEMARIUM_PORT_8081_TCP_ADDR, SCHEMARIUM_SERVICE_HOST, SCHEMARIUM_SERVICE_PORT_HTTP, SCHEMA_REGISTRY_LISTENERS',
    ])
  })

  test('an unknown key of ours is named, those of Confluent together', () => {
    const path = file('unknown.yaml', 'port: 1\n')
    const { warnings } = readConfig({
      SCHEMARIUM_CONFIG_FILE: path,
      SCHEMARIUM_PORTS: '1',
      SCHEMA_REGISTRY_HOST_NAME: 'h',
      SCHEMA_REGISTRY_KAFKASTORE_TOPIC: 't',
      UNRELATED: 'x',
    })
    expect(warnings).toEqual([
      `PORT in ${path} is not a setting`,
      'SCHEMARIUM_PORTS is not a setting',
      'ignored, as they mean nothing here: SCHEMA_REGISTRY_HOST_NAME, SCHEMA_REGISTRY_KAFKASTORE_TOPIC',
    ])
  })
})

describe('secrets', () => {
  test.each([
    ['postgres://user:hush@db:5432/r?sslmode=require', 'postgres://user:***@db:5432/r?sslmode=***'],
    ['mysql://db/r', 'mysql://db/r'],
    ['sqlite:data/registry.db', 'sqlite:data/registry.db'],
    ['hush', '***'],
  ])('%s is shown as %s', (secret, shown) => {
    expect(masked(secret)).toBe(shown)
  })

  test('the printed config holds every key and no secret', () => {
    const reading = readConfig({
      SCHEMARIUM_STORAGE_URL: 'mysql://u:hush@db/r',
      SCHEMARIUM_TLS_KEY_PASSWORD: 'hush',
    })
    const printed = printConfig(reading)
    for (const [key] of settingKeys) expect(printed).toContain(`SCHEMARIUM_${key}=`)
    expect(printed).toContain('mysql://u:***@db/r  # SCHEMARIUM_STORAGE_URL')
    expect(printed).not.toContain('hush')
  })

  test('a refused secret is not repeated', () => {
    const path = file('secret.yaml', 'storage_url: ""\n')
    expect(refusalOf({ SCHEMARIUM_CONFIG_FILE: path })).toBe(
      `STORAGE_URL in ${path}: its value is not a text`,
    )
  })
})

test('the help names every setting with its default', () => {
  for (const [key, { fallback }] of settingKeys) {
    expect(helpText()).toContain(`SCHEMARIUM_${key}${fallback ? ` [${fallback}]` : ''}\n`)
  }
})
