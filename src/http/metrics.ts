import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Registry as Metrics } from 'prom-client'
import { Inventory, type Totals } from '../registry/inventory.ts'
import type { Registry } from '../registry/registry.ts'
import { family } from './exposition.ts'
import {
  confluentFamilies,
  registryFamilies,
  requestFamilies,
  type StorageCounts,
  storeFamilies,
  totalFamilies,
} from './metric-families.ts'
import type { RequestCounts } from './request-counts.ts'

export type MetricsSources = {
  readonly registry: Registry
  readonly requests: RequestCounts
  /** Errors answered, by code. */
  readonly errors: ReadonlyMap<number, number>
  readonly store: StorageCounts | undefined
  /** Seconds since the epoch when the certificate in use expires. */
  readonly certificateExpiry: () => number | undefined
  readonly version: string
}

const contentType = 'text/plain; version=0.0.4; charset=utf-8'
const totalsMillis = 2_000

/**
 * `/metrics` in Prometheus' text format. Everything is collected when it is asked for; the process
 * and event-loop metrics are those of prom-client.
 */
export function mountMetrics(app: FastifyInstance, sources: MetricsSources): void {
  const process = new Metrics()
  collectDefaultMetrics({ register: process })
  const inventory = new Inventory(sources.registry)
  app.get('/metrics', async (_request, reply) => {
    const totals = await inTime(inventory.totals())
    reply.header('content-type', contentType)
    return ownMetrics(sources, totals) + (await process.metrics())
  })
}

function ownMetrics(sources: MetricsSources, totals: Totals | undefined): string {
  const { registry, requests, errors, store, certificateExpiry, version } = sources
  const expiry = certificateExpiry()
  return [
    family('schemarium_build_info', 'The version that runs and its store.', 'gauge', [
      [{ version, store: registry.storage.name }, 1],
    ]),
    requestFamilies(requests, errors),
    registryFamilies(registry),
    totals ? totalFamilies(totals) : '',
    store ? storeFamilies(store) : '',
    expiry === undefined
      ? ''
      : family(
          'schemarium_tls_certificate_expiry_timestamp_seconds',
          'When the certificate in use expires, seconds since 1970.',
          'gauge',
          [[{}, expiry]],
        ),
    confluentFamilies(requests, store, totals),
  ].join('')
}

/** A store that hangs must not take the metrics with it. */
function inTime(totals: Promise<Totals | undefined>): Promise<Totals | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => resolve(undefined), totalsMillis)
  return Promise.race([totals, promise]).finally(() => clearTimeout(timer))
}
