import { z } from 'zod'
import { limits } from './model/limits.ts'
import { compatibilityLevels } from './model/settings.ts'
import {
  duration,
  flag,
  integer,
  list,
  listeners,
  oneOf,
  optionalSetting,
  setting,
  share,
  size,
  staticHeaders,
  text,
} from './operations/setting-kinds.ts'

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

const storage = {
  STORAGE_URL: setting(text, 'sqlite:data/registry.db', {
    section: 'Store',
    description:
      'Where the registry keeps its data; the scheme chooses the store: sqlite:, memory:, postgres:, mysql: or cassandra: (see stores.md).',
    secret: true,
  }),
  MIGRATE_ON_START: setting(flag, 'true', {
    section: 'Store',
    description:
      "Brings the database's schema up to date before serving. With false, run the migrate command before the first start of a new version.",
  }),
}

const listening = {
  LISTENERS: setting(listeners, 'http://0.0.0.0:8081', {
    section: 'Listening',
    description: 'Addresses to listen on.',
    alias: 'LISTENERS',
  }),
  TLS_CERTIFICATE_FILE: optionalSetting(text, {
    section: 'Listening',
    description:
      'PEM file with the certificate chain of https listeners. Read again when it changes.',
  }),
  TLS_KEY_FILE: optionalSetting(text, {
    section: 'Listening',
    description: 'PEM file with the private key. Read again when it changes.',
  }),
  TLS_KEY_PASSWORD: optionalSetting(text, {
    section: 'Listening',
    description: 'Password of the private key.',
    secret: true,
  }),
  TLS_MIN_VERSION: setting(oneOf(['TLSv1.2', 'TLSv1.3']), 'TLSv1.2', {
    section: 'Listening',
    description: 'Oldest version of TLS that is spoken.',
  }),
  MAX_CONNECTIONS: setting(integer(1, 1_000_000), '10000', {
    section: 'Listening',
    description: 'Connections of one listener at most; further ones are closed at once.',
  }),
  HEADERS_TIMEOUT: setting(duration('100ms', '10m'), '10s', {
    section: 'Listening',
    description: "Time within which a request's headers must have arrived.",
  }),
  REQUEST_TIMEOUT: setting(duration('100ms', '1h'), '60s', {
    section: 'Listening',
    description: 'Time within which a whole request must have arrived.',
  }),
  READER_TIMEOUT: setting(duration('100ms', '1h'), '30s', {
    section: 'Listening',
    description: 'Time after which a client that does not read its answer is cut off.',
  }),
  KEEP_ALIVE_TIMEOUT: setting(duration('1s', '1h'), '75s', {
    section: 'Listening',
    description:
      'Time that an idle connection stays open; should be longer than that of a load balancer in front.',
  }),
  DRAIN_DELAY: setting(duration('0s', '10m'), '0s', {
    section: 'Listening',
    description:
      'Time after SIGTERM during which readiness tells 503 and requests are still taken, so that load balancers turn away first.',
  }),
  DRAIN_TIMEOUT: setting(duration('0s', '10m'), '10s', {
    section: 'Listening',
    description: 'Time that requests under way get to finish before connections are cut.',
  }),
}

const answering = {
  ACCESS_CONTROL_ALLOW_ORIGIN: setting(list, '', {
    section: 'Browsers and headers',
    description: 'Origins whose pages may call the registry, or *; none by default.',
    alias: 'ACCESS_CONTROL_ALLOW_ORIGIN',
  }),
  ACCESS_CONTROL_ALLOW_METHODS: setting(list, 'GET,POST,HEAD', {
    section: 'Browsers and headers',
    description: 'Methods that such pages may use.',
    alias: 'ACCESS_CONTROL_ALLOW_METHODS',
  }),
  ACCESS_CONTROL_ALLOW_HEADERS: setting(list, 'X-Requested-With,Content-Type,Accept,Origin', {
    section: 'Browsers and headers',
    description: 'Request headers that such pages may send.',
    alias: 'ACCESS_CONTROL_ALLOW_HEADERS',
  }),
  RESPONSE_HTTP_HEADERS_CONFIG: setting(staticHeaders, '', {
    section: 'Browsers and headers',
    description: 'Headers that every answer carries; none by default.',
    alias: 'RESPONSE_HTTP_HEADERS_CONFIG',
  }),
}

const behaviour = {
  SCHEMA_COMPATIBILITY_LEVEL: setting(oneOf(compatibilityLevels), 'BACKWARD', {
    section: 'Behaviour',
    description: 'Compatibility level where no config says otherwise.',
    alias: 'SCHEMA_COMPATIBILITY_LEVEL',
  }),
  SCHEMA_VALIDATE_FIELDS: setting(flag, 'false', {
    section: 'Behaviour',
    description: 'Checks fields against reserved names where no config says otherwise.',
    alias: 'SCHEMA_VALIDATE_FIELDS',
  }),
  SCHEMA_VALIDATE_NEW_SCHEMAS: setting(flag, 'true', {
    section: 'Behaviour',
    description: 'Checks new schemas strictly where no config says otherwise.',
    alias: 'SCHEMA_VALIDATE_NEW_SCHEMAS',
  }),
  MODE_MUTABILITY: setting(flag, 'true', {
    section: 'Behaviour',
    description: 'Whether modes can be changed.',
    alias: 'MODE_MUTABILITY',
  }),
  CROSS_CONTEXT_LOOKUP: setting(flag, 'true', {
    section: 'Behaviour',
    description:
      'Looks for unqualified subjects and ids in the other contexts too when the default context has none, as Confluent does.',
  }),
}

const bounds = {
  MAX_BODY_BYTES: setting(size('1KiB', '64MiB'), '4MiB', {
    section: 'Limits',
    description: 'Largest request body; above it 413.',
  }),
  MAX_SCHEMA_BYTES: setting(size('1KiB', '16MiB'), '1MiB', {
    section: 'Limits',
    description: 'Largest schema text, as sent and in canonical form; above it 42209.',
  }),
  MAX_WORK_STEPS: setting(integer(10_000, 1_000_000_000), String(limits.workSteps), {
    section: 'Limits',
    description: 'Steps that parsing or comparing one schema may take; above it 42201.',
  }),
  MAX_WORK_TIME: setting(duration('100ms', '10m'), `${limits.workMillis / 1000}s`, {
    section: 'Limits',
    description: 'Wall clock of the same, a backstop; above it 503.',
  }),
}

const memory = {
  STATE_MEMORY: setting(size('1MiB', '1024GiB'), '512MiB', {
    section: 'Memory',
    description: 'Estimated bytes of context states that are kept in memory.',
  }),
  CONTENT_MEMORY: setting(size('1MiB', '1024GiB'), '256MiB', {
    section: 'Memory',
    description: 'Bytes of schema contents that are kept in memory.',
  }),
  IDLE_TIME: setting(duration('1s', '168h'), '15m', {
    section: 'Memory',
    description: 'Time after which the state of an unused context is dropped from memory.',
  }),
}

const observing = {
  LOG_LEVEL: setting(oneOf(logLevels), 'info', {
    section: 'Logs, health and traces',
    description: 'Lowest level that is logged.',
    alias: 'LOG4J_ROOT_LOGLEVEL',
  }),
  LOG_FORMAT: setting(oneOf(['auto', 'json', 'pretty']), 'auto', {
    section: 'Logs, health and traces',
    description: 'One JSON object a line, or lines for people; auto is pretty on a terminal.',
  }),
  ACCESS_LOG: setting(flag, 'false', {
    section: 'Logs, health and traces',
    description: 'Logs every request.',
  }),
  DEGRADED_STATUS: setting(oneOf(['200', '503']), '200', {
    section: 'Logs, health and traces',
    description:
      'Status of /health/ready while the store cannot be reached but loaded state still answers.',
  }),
  TRACING: setting(flag, 'false', {
    section: 'Logs, health and traces',
    description:
      "Sends OpenTelemetry traces over OTLP/HTTP. The SDK's own OTEL_* variables apply too.",
  }),
  TRACING_ENDPOINT: optionalSetting(text, {
    section: 'Logs, health and traces',
    description:
      'Address that traces are sent to, e.g. http://collector:4318/v1/traces; the default is that of the SDK.',
  }),
  TRACING_SAMPLE_RATIO: setting(share, '1', {
    section: 'Logs, health and traces',
    description: 'Share of requests that are traced unless the caller has decided.',
  }),
}

/** Every setting, by its key without `SCHEMARIUM_`. */
export const settings = z.object({
  ...storage,
  ...listening,
  ...answering,
  ...behaviour,
  ...bounds,
  ...memory,
  ...observing,
})

export type Config = z.output<typeof settings>
export type SettingKey = keyof Config
