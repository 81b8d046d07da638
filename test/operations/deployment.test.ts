import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { readConfig } from '../../src/operations/read-config.ts'

const dockerfile = readFileSync('Dockerfile', 'utf8').replaceAll(/\\\n\s*/g, ' ')
const instructions = dockerfile.split('\n').filter((line) => /^[A-Z]+ /.test(line))
const ofKind = (kind: string) => instructions.filter((line) => line.startsWith(`${kind} `))

describe('the Dockerfile', () => {
  test('copies only what is there and let through by .dockerignore', () => {
    const let_through = new Set(
      readFileSync('.dockerignore', 'utf8')
        .split('\n')
        .filter((line) => line.startsWith('!'))
        .map((line) => line.slice(1)),
    )
    const copied = ofKind('COPY')
      .filter((line) => !line.includes('--from='))
      .flatMap((line) => line.split(' ').slice(1, -1))
    expect(copied.length).toBeGreaterThan(4)
    for (const path of copied) {
      expect(existsSync(path), path).toBe(true)
      expect(let_through, path).toContain(path)
    }
  })

  test('runs as a user that is not root, with a health check', () => {
    expect(ofKind('USER')).toEqual(['USER 1000:1000'])
    expect(instructions.indexOf('USER 1000:1000')).toBeLessThan(
      instructions.indexOf('ENTRYPOINT ["node", "src/main.ts"]'),
    )
    expect(ofKind('HEALTHCHECK')[0]).toContain('CMD ["node", "src/main.ts", "healthcheck"]')
  })

  test('has the Node version that the package asks for', () => {
    const { engines } = JSON.parse(readFileSync('package.json', 'utf8'))
    expect(engines.node).toMatch(/^>=24\./)
    expect(ofKind('FROM').map((line) => line.split(' ')[1])).toEqual([
      'node:24-slim',
      'node:24-slim',
    ])
  })

  test('sets nothing that the server does not know', () => {
    const pairs = [...(ofKind('ENV')[0] ?? '').matchAll(/(SCHEMARIUM_\w+)=(\S+)/g)]
    expect(pairs.length).toBeGreaterThan(0)
    const { warnings } = readConfig(Object.fromEntries(pairs.map(([, key, value]) => [key, value])))
    expect(warnings).toEqual([])
  })
})

test('no production dependency runs a script when it is installed', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    readonly packages: Readonly<Record<string, { dev?: boolean; hasInstallScript?: boolean }>>
  }
  const withScripts = Object.entries(packages)
    .filter(([, { dev, hasInstallScript }]) => !dev && hasInstallScript)
    .map(([name]) => name)
  expect(withScripts).toEqual([])
})

describe('docker-compose.yml', () => {
  const compose = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
    readonly services: Readonly<Record<string, Service>>
    readonly volumes: Readonly<Record<string, unknown>>
  }
  type Service = {
    readonly image: string
    readonly profiles?: readonly string[]
    readonly environment?: Readonly<Record<string, string>>
    readonly ports?: readonly string[]
    readonly volumes?: readonly string[]
    readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
    readonly healthcheck?: { readonly test: readonly string[] }
    readonly read_only?: boolean
  }
  const services = Object.entries(compose.services)

  test('every service has a health check, and no port is taken twice', () => {
    for (const [name, { healthcheck }] of services) {
      expect(healthcheck?.test[0], name).toBe('CMD')
    }
    const ports = services.flatMap(([, { ports = [] }]) => ports.map((port) => port.split(':')[0]))
    expect(new Set(ports).size).toBe(ports.length)
  })

  test.each(['postgres', 'mysql', 'cassandra'])('the profile %s waits for its database', (name) => {
    const registry = compose.services[`registry-${name}`]
    expect(registry?.profiles).toEqual([name])
    expect(registry?.depends_on).toEqual({ [name]: { condition: 'service_healthy' } })
    expect(compose.services[name]?.profiles).toEqual([name])
    expect(registry?.environment?.SCHEMARIUM_STORAGE_URL).toMatch(new RegExp(`^${name}://`))
  })

  test('registries are read-only, know their settings, and use volumes that are declared', () => {
    const registries = services.filter(([, { image }]) => image === 'schemarium')
    expect(registries).toHaveLength(4)
    for (const [, { read_only, environment = {} }] of registries) {
      expect(read_only).toBe(true)
      expect(readConfig(environment).warnings).toEqual([])
    }
    const used = services.flatMap(([, { volumes = [] }]) => volumes.map((v) => v.split(':')[0]))
    expect(used.toSorted()).toEqual(Object.keys(compose.volumes).toSorted())
  })
})

describe('the Kubernetes manifest', () => {
  const documents = parseAllDocuments(readFileSync('docs/deploy/kubernetes.yaml', 'utf8'))
  const [deployment, service] = documents.map((document) => document.toJS())

  test('is well-formed', () => {
    expect(documents.flatMap(({ errors }) => errors)).toEqual([])
    expect(documents.map((one) => one.get('kind'))).toEqual([
      'Deployment',
      'Service',
      'PodDisruptionBudget',
    ])
  })

  test('selects its own pods and asks the health routes', () => {
    const { selector, template } = deployment.spec
    expect(template.metadata.labels).toEqual(selector.matchLabels)
    expect(service.spec.selector).toEqual(selector.matchLabels)
    const [container] = template.spec.containers
    expect(container.livenessProbe.httpGet.path).toBe('/health/live')
    expect(container.readinessProbe.httpGet.path).toBe('/health/ready')
    expect(container.startupProbe.httpGet.path).toBe('/health/startup')
    expect(container.securityContext.readOnlyRootFilesystem).toBe(true)
  })

  test('sets only what the server knows, and waits longer than it drains', () => {
    const [container] = deployment.spec.template.spec.containers
    const pairs = container.env.map(({ name, value }: { name: string; value: string }) => [
      name,
      value,
    ])
    const { SCHEMARIUM_STORAGE_URL_FILE, ...env } = Object.fromEntries(pairs)
    const { config, warnings } = readConfig(env)
    expect(SCHEMARIUM_STORAGE_URL_FILE).toBe('/etc/schemarium/storage-url')
    expect(warnings).toEqual([])
    const seconds = deployment.spec.template.spec.terminationGracePeriodSeconds
    expect(seconds * 1000).toBeGreaterThan(config.DRAIN_DELAY + config.DRAIN_TIMEOUT)
  })
})
