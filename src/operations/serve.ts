import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { Certificate } from '../http/certificate.ts'
import { Listeners } from '../http/listeners.ts'
import { buildServer, type ServerSettings } from '../http/server.ts'
import { openRegistry, type Resources } from '../registry/open.ts'
import type { Defaults } from '../registry/registry.ts'
import { withMetrics } from '../storage/metered.ts'
import { openStorage } from '../storage/open.ts'
import { startTracing } from './tracing.ts'

/** A server that listens; `stop` ends it without failing a request. */
export type Serving = {
  /** The first address, as a client on this host would write it. */
  readonly url: string
  readonly store: string
  /** Resolves when everything is closed; without delay load balancers are not waited for. */
  readonly stop: (delay: boolean) => Promise<void>
}

/** Opens the store, puts the registry together and listens on every address. */
export async function serve(config: Config, logger: Logger, version: string): Promise<Serving> {
  const { storage, counts } = withMetrics(await openStorage(config.STORAGE_URL))
  if (config.MIGRATE_ON_START) await storage.migrate()
  const registry = openRegistry(storage, {
    defaults: defaultsOf(config),
    resources: resourcesOf(config),
    report: (doing, err) => logger.error({ err }, `${doing} failed`),
  })
  const certificate = openCertificate(config, logger)
  const app = buildServer({
    ...{ registry, logger, version, store: counts },
    settings: serverSettings(config),
    certificateExpiry: () => certificate && certificate.expires.getTime() / 1000,
  })
  const tracing = config.TRACING ? await startTracing(config, version) : undefined
  tracing?.trace(app)
  await app.ready()
  const listeners = new Listeners(app.routing, {
    headersTimeout: config.HEADERS_TIMEOUT,
    requestTimeout: config.REQUEST_TIMEOUT,
    readerTimeout: config.READER_TIMEOUT,
    keepAliveTimeout: config.KEEP_ALIVE_TIMEOUT,
    maxConnections: config.MAX_CONNECTIONS,
  })
  const urls: string[] = []
  for (const address of config.LISTENERS) {
    const port = await listeners.listen(address, certificate)
    urls.push(shownUrl(address, port))
  }
  app.lifecycle.started = true
  return {
    url: urls[0] ?? '',
    store: storage.name,
    stop: async (delay) => {
      app.lifecycle.draining = true
      if (delay) await sleep(config.DRAIN_DELAY)
      await listeners.drain({ timeout: config.DRAIN_TIMEOUT })
      await app.close()
      certificate?.close()
      await registry.close()
      await storage.close()
      await tracing?.close().catch((err) => logger.warn({ err }, 'The last traces were not sent'))
    },
  }
}

/** An address for a client on this host. */
function shownUrl({ protocol, hostname }: URL, port: number): string {
  const host = hostname === '0.0.0.0' || hostname === '[::]' ? 'localhost' : hostname
  return `${protocol}//${host}:${port}`
}

function openCertificate(config: Config, logger: Logger): Certificate | undefined {
  const { TLS_CERTIFICATE_FILE, TLS_KEY_FILE, TLS_KEY_PASSWORD, TLS_MIN_VERSION } = config
  if (!config.LISTENERS.some(({ protocol }) => protocol === 'https:')) return undefined
  if (TLS_CERTIFICATE_FILE === undefined || TLS_KEY_FILE === undefined) return undefined
  const certificate = new Certificate({
    certificate: TLS_CERTIFICATE_FILE,
    key: TLS_KEY_FILE,
    password: TLS_KEY_PASSWORD,
    minVersion: TLS_MIN_VERSION,
  })
  certificate.watch({
    changed: (expires) =>
      logger.info(`The new certificate is in use until ${expires.toISOString()}`),
    refused: (err) =>
      logger.error({ err }, 'The new certificate cannot be used, the old one stays'),
  })
  return certificate
}

function defaultsOf(config: Config): Defaults {
  return {
    compatibilityLevel: config.SCHEMA_COMPATIBILITY_LEVEL,
    validateFields: config.SCHEMA_VALIDATE_FIELDS,
    validateNewSchemas: config.SCHEMA_VALIDATE_NEW_SCHEMAS,
    crossContext: config.CROSS_CONTEXT_LOOKUP,
    modeMutability: config.MODE_MUTABILITY,
    schemaBytes: config.MAX_SCHEMA_BYTES,
  }
}

function resourcesOf(config: Config): Resources {
  return {
    stateBytes: config.STATE_MEMORY,
    contentBytes: config.CONTENT_MEMORY,
    idleMillis: config.IDLE_TIME,
    workSteps: config.MAX_WORK_STEPS,
    workMillis: config.MAX_WORK_TIME,
  }
}

function serverSettings(config: Config): ServerSettings {
  return {
    bodyBytes: config.MAX_BODY_BYTES,
    cors: {
      origins: config.ACCESS_CONTROL_ALLOW_ORIGIN,
      methods: config.ACCESS_CONTROL_ALLOW_METHODS,
      headers: config.ACCESS_CONTROL_ALLOW_HEADERS,
    },
    headers: config.RESPONSE_HTTP_HEADERS_CONFIG,
    accessLog: config.ACCESS_LOG,
    degradedStatus: config.DEGRADED_STATUS === '503' ? 503 : 200,
  }
}
