import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Registry as Metrics } from 'prom-client'
import type { Registry } from '../registry/registry.ts'

/** Requests by route template and status class, in plain numbers; unknown paths are row 0. */
class RequestCounts {
  readonly #rows = new Map<string, Float64Array>()

  count(method: string, template: string | undefined, status: number): void {
    const key = `${method} ${template ?? 'unmatched'}`
    let row = this.#rows.get(key)
    if (!row) {
      row = new Float64Array(6)
      this.#rows.set(key, row)
    }
    const at = Math.min(5, Math.floor(status / 100))
    row[at] = (row[at] ?? 0) + 1
  }

  *entries(): Iterable<{ method: string; route: string; status: string; count: number }> {
    for (const [key, row] of this.#rows) {
      const [method = '', route = ''] = key.split(' ')
      for (const [at, count] of row.entries()) {
        if (count > 0) yield { method, route, status: `${at}xx`, count }
      }
    }
  }
}

/** `/metrics` in Prometheus' text format; everything is collected when it is asked for. */
export function mountMetrics(app: FastifyInstance, registry: Registry): void {
  const metrics = new Metrics()
  const requests = new RequestCounts()
  collectDefaultMetrics({ register: metrics })
  app.addHook('onResponse', (request, reply, done) => {
    requests.count(request.method, request.routeOptions.url, reply.statusCode)
    done()
  })
  new Counter({
    name: 'schemarium_http_requests_total',
    help: 'Requests answered, by method, route template and status class.',
    labelNames: ['method', 'route', 'status'],
    registers: [metrics],
    collect() {
      this.reset()
      for (const { count, ...labels } of requests.entries()) this.inc(labels, count)
    },
  })
  for (const { name, help, value } of numbersOf(registry)) {
    const type = name.endsWith('_total') ? Counter : Gauge
    new type({
      name,
      help,
      registers: [metrics],
      collect() {
        this.reset()
        this.inc(value())
      },
    })
  }
  app.get('/metrics', async (_request, reply) => {
    reply.header('content-type', metrics.contentType)
    return metrics.metrics()
  })
}

type Number = { readonly name: string; readonly help: string; readonly value: () => number }

function numbersOf(registry: Registry): readonly Number[] {
  return [...readNumbers(registry), ...writeNumbers(registry), ...taskNumbers(registry)]
}

function readNumbers({ contexts, contents }: Registry): readonly Number[] {
  const { counters } = contexts.readIndex
  return [
    number('contexts_loaded', 'Contexts held in memory.', () => contexts.size),
    number(
      'stale_answers_total',
      'Reads answered while the store failed.',
      () => contexts.staleAnswers,
    ),
    number('head_queries_total', 'Head queries sent.', () => counters.headQueries),
    number('head_waiters_total', 'Reads that shared them.', () => counters.headWaiters),
    number('head_failures_total', 'Head queries that failed.', () => counters.headFailures),
    number('content_cache_bytes', 'Schema contents in memory.', () => contents.bytes),
    number('content_cache_hits_total', 'Contents found in memory.', () => contents.counters.hits),
    number(
      'content_cache_misses_total',
      'Contents read from the store.',
      () => contents.counters.misses,
    ),
  ]
}

function writeNumbers({ committer: { counters } }: Registry): readonly Number[] {
  return [
    number('appends_total', 'Append batches sent.', () => counters.appends),
    number('commits_total', 'Commits in them.', () => counters.commits),
    number('commands_total', 'Commands they made durable.', () => counters.commands),
    number('append_conflicts_total', 'Commits that lost their revision.', () => counters.conflicts),
    number(
      'append_unknown_outcomes_total',
      'Appends whose reply was lost.',
      () => counters.unknownOutcomes,
    ),
  ]
}

function taskNumbers({ formats }: Registry): readonly Number[] {
  return [
    number('tasks_inline_total', 'Engine tasks run at once.', () => formats.counters.inline),
    number(
      'tasks_offloaded_total',
      'Engine tasks run in workers.',
      () => formats.counters.offloaded,
    ),
    number(
      'task_timeouts_total',
      'Engine tasks ended by the clock.',
      () => formats.counters.timeouts,
    ),
    number('task_queue', 'Engine tasks waiting for a worker.', () => formats.queued),
  ]
}

function number(name: string, help: string, value: () => number): Number {
  return { name: `schemarium_${name}`, help, value }
}
