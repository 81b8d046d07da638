import type { FastifyInstance } from 'fastify'
import { Latency } from '../model/latency.ts'

/** Requests of one method on one route: by status class (index 1 to 5), and how long they took. */
export type RequestRow = {
  readonly method: string
  readonly route: string
  readonly statuses: Float64Array
  readonly latency: Latency
}

/**
 * Counts requests by method and route template. A row is made when its route is mounted, so the
 * rows are as many as there are routes, whatever clients send.
 */
export class RequestCounts {
  readonly #rows: RequestRow[] = []
  /** Paths that no route has, and what could not be routed at all. */
  readonly unmatched = this.row('any', 'unmatched')

  get rows(): readonly RequestRow[] {
    return this.#rows
  }

  row(method: string, route: string): RequestRow {
    const row = { method, route, statuses: new Float64Array(6), latency: new Latency() }
    this.#rows.push(row)
    return row
  }
}

/** Counts one answer; `millis` is the time from the first byte of the request's head. */
export function countRequest(row: RequestRow, status: number, millis: number): void {
  const at = Math.min(5, Math.floor(status / 100))
  row.statuses[at] = (row.statuses[at] ?? 0) + 1
  row.latency.add(millis / 1000)
}

/** Counts the requests of every route that is mounted after this. */
export function countRequests(app: FastifyInstance, counts: RequestCounts): void {
  app.addHook('onRoute', (options) => {
    const row = counts.row(String(options.method), options.url)
    const own = options.onResponse === undefined ? [] : [options.onResponse].flat()
    options.onResponse = [
      ...own,
      (_request, reply, done) => {
        countRequest(row, reply.statusCode, reply.elapsedTime)
        done()
      },
    ]
  })
}
