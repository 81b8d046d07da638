import type { Latency } from '../model/latency.ts'
import type { Totals } from '../registry/inventory.ts'
import type { Registry } from '../registry/registry.ts'
import { family, histogram, type Labels } from './exposition.ts'
import type { RequestCounts, RequestRow } from './request-counts.ts'

/** What the wiring knows of the store's calls (see storage/metered.ts). */
export type StorageCounts = {
  readonly operations: ReadonlyMap<string, { readonly latency: Latency; readonly errors: number }>
  readonly registered: ReadonlyMap<string, number>
  readonly softDeleted: number
  readonly purged: number
}

type Number = readonly [name: string, help: string, value: number]

function numbers(rows: readonly Number[]): string {
  return rows
    .map(([name, help, value]) => {
      return family(name, help, name.endsWith('_total') ? 'counter' : 'gauge', [[{}, value]])
    })
    .join('')
}

/** Requests by route template: counts, times, errors by code. */
export function requestFamilies(
  { rows }: RequestCounts,
  errors: ReadonlyMap<number, number>,
): string {
  const used = rows.filter(({ latency }) => latency.count > 0)
  const labels = ({ method, route }: RequestRow) => ({ method, route })
  return [
    family(
      'schemarium_http_requests_total',
      'Requests answered, by method, route template and status class.',
      'counter',
      used.flatMap((row) => statusSamples(row, labels(row))),
    ),
    histogram(
      'schemarium_http_request_duration_seconds',
      'Time from the head of a request to the end of its answer.',
      used.map((row) => [labels(row), row.latency]),
    ),
    family(
      'schemarium_errors_total',
      'Errors answered, by code.',
      'counter',
      [...errors].map(([code, count]) => [{ error_code: String(code) }, count]),
    ),
  ].join('')
}

function statusSamples(row: RequestRow, labels: Labels): (readonly [Labels, number])[] {
  return [...row.statuses].flatMap((count, at) => {
    return count === 0 ? [] : [[{ ...labels, status: `${at}xx` }, count] as const]
  })
}

/** What the registry did so far, and what it holds. */
export function registryFamilies(registry: Registry): string {
  return [...readNumbers(registry), ...writeNumbers(registry), ...taskNumbers(registry)]
    .map(([name, help, value]): Number => [`schemarium_${name}`, help, value])
    .map((row) => numbers([row]))
    .join('')
}

function readNumbers({ contexts, contents }: Registry): readonly Number[] {
  const { headQueries, headWaiters, headFailures } = contexts.readIndex.counters
  const { hits, misses } = contents.counters
  return [
    ['contexts_loaded', 'Contexts held in memory.', contexts.size],
    ['stale_answers_total', 'Reads answered while the store failed.', contexts.staleAnswers],
    ['head_queries_total', 'Head queries sent.', headQueries],
    ['head_waiters_total', 'Reads that shared them.', headWaiters],
    ['head_failures_total', 'Head queries that failed.', headFailures],
    ['content_cache_bytes', 'Schema contents in memory.', contents.bytes],
    ['content_cache_hits_total', 'Contents found in memory.', hits],
    ['content_cache_misses_total', 'Contents read from the store.', misses],
  ]
}

function writeNumbers({ committer, counters }: Registry): readonly Number[] {
  const { appends, commits, commands, conflicts, unknownOutcomes } = committer.counters
  const { compatibilityChecks, compatibilityFailures } = counters
  return [
    ['appends_total', 'Append batches sent.', appends],
    ['commits_total', 'Commits in them.', commits],
    ['commands_total', 'Commands they made durable.', commands],
    ['append_conflicts_total', 'Commits that lost their revision to another writer.', conflicts],
    ['append_unknown_outcomes_total', 'Appends whose reply was lost.', unknownOutcomes],
    ['compatibility_checks_total', 'Schemas judged against older versions.', compatibilityChecks],
    ['compatibility_failures_total', 'Those that were not compatible.', compatibilityFailures],
  ]
}

function taskNumbers({ formats }: Registry): readonly Number[] {
  const { inline, offloaded, timeouts } = formats.counters
  return [
    ['tasks_inline_total', 'Engine tasks run at once.', inline],
    ['tasks_offloaded_total', 'Engine tasks run in workers.', offloaded],
    ['task_timeouts_total', 'Engine tasks ended by the clock.', timeouts],
    ['task_queue', 'Engine tasks waiting for a worker.', formats.queued],
  ]
}

/** Calls of the store, and what was written to it. */
export function storeFamilies({
  operations,
  registered,
  softDeleted,
  purged,
}: StorageCounts): string {
  return [
    histogram(
      'schemarium_store_duration_seconds',
      'Time that calls of the store took.',
      [...operations].map(([operation, { latency }]) => [{ operation }, latency]),
    ),
    family(
      'schemarium_store_errors_total',
      'Calls of the store that failed.',
      'counter',
      [...operations].map(([operation, { errors }]) => [{ operation }, errors]),
    ),
    family(
      'schemarium_registrations_total',
      'Versions registered by this process, by schema type.',
      'counter',
      [...registered].map(([schema_type, count]) => [{ schema_type }, count]),
    ),
    numbers([
      ['schemarium_soft_deletions_total', 'Versions soft-deleted by this process.', softDeleted],
      ['schemarium_purged_versions_total', 'Versions removed for good by this process.', purged],
    ]),
  ].join('')
}

/** What all contexts hold together. */
export function totalFamilies(totals: Totals): string {
  const { contexts, liveSubjects, deletedSubjects, schemas } = totals
  return [
    numbers([
      ['schemarium_contexts', 'Contexts that exist.', contexts],
      ['schemarium_schemas', 'Schemas registered in all contexts.', schemas],
    ]),
    family('schemarium_subjects', 'Subjects in all contexts, by state.', 'gauge', [
      [{ state: 'live' }, liveSubjects],
      [{ state: 'deleted' }, deletedSubjects],
    ]),
  ].join('')
}

/** The names under which dashboards of Confluent's registry look. */
export function confluentFamilies(
  { rows }: RequestCounts,
  store: StorageCounts | undefined,
  totals: Totals | undefined,
): string {
  const name = (suffix: string) => `kafka_schema_registry_${suffix}`
  const failed = rows.reduce((sum, row) => sum + failuresOf(row), 0)
  const all = rows.reduce((sum, { latency }) => sum + latency.count, 0)
  const used = rows.filter(({ latency }) => latency.count > 0)
  const endpoint = ({ method, route }: RequestRow) => ({ endpoint: `${method} ${route}` })
  const created = [...(store?.registered ?? [])].map(([type, count]) => {
    return [{ schema_type: type.toLowerCase() }, count] as const
  })
  return [
    numbers([
      [name('master_slave_role'), '1, as every instance takes writes.', 1],
      [name('api_success_count'), 'Requests answered without an error.', all - failed],
      [name('api_failure_count'), 'Requests answered with an error.', failed],
    ]),
    totals ? numbers([[name('registered_count'), 'Schemas registered.', totals.schemas]]) : '',
    store ? numbers([[name('deleted_count'), 'Versions deleted.', store.softDeleted]]) : '',
    family(name('schemas_created'), 'Versions registered, by schema type.', 'gauge', created),
    store ? numbers([[name('schemas_deleted'), 'Versions deleted for good.', store.purged]]) : '',
    family(
      name('jersey_metrics_request_total'),
      'Requests answered, by endpoint.',
      'counter',
      used.map((row) => [endpoint(row), row.latency.count]),
    ),
    family(
      name('jersey_metrics_request_error_total'),
      'Requests answered with an error, by endpoint.',
      'counter',
      used.map((row) => [endpoint(row), failuresOf(row)]),
    ),
  ].join('')
}

function failuresOf({ statuses }: RequestRow): number {
  return (statuses[4] ?? 0) + (statuses[5] ?? 0)
}
