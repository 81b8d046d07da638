import type { FastifyInstance } from 'fastify'
import type { Registry } from '../registry/registry.ts'

/** What the process knows of its own state; whoever starts and stops the server sets it. */
export type Lifecycle = {
  started: boolean
  /** Told to stop: readiness turns away, every answer closes its connection. */
  draining: boolean
}

declare module 'fastify' {
  interface FastifyInstance {
    lifecycle: Lifecycle
  }
}

const pingMillis = 2_000

/**
 * Liveness, which never asks the store; readiness, which tells whether the store answers;
 * `/_health` is readiness under another name; startup, which tells whether the server is up.
 */
export function mountHealth(
  app: FastifyInstance,
  registry: Registry,
  degradedStatus: 200 | 503,
): void {
  app.decorate('lifecycle', { started: false, draining: false })
  app.get('/health/live', (_request, reply) => {
    reply.send({ status: 'live' })
  })
  app.get('/health/startup', (_request, reply) => {
    const { started } = app.lifecycle
    reply.code(started ? 200 : 503).send({ status: started ? 'started' : 'starting' })
  })
  for (const path of ['/health/ready', '/_health']) {
    app.get(path, async (_request, reply) => {
      const { code, ...body } = await readiness(app.lifecycle, registry, degradedStatus)
      return reply.code(code).send(body)
    })
  }
}

type Readiness = {
  readonly code: 200 | 503
  readonly status: 'ready' | 'degraded' | 'not ready'
  readonly store: string
  readonly reasons: readonly string[]
}

/**
 * Degraded means that the store fails but states in memory still answer; with none in memory
 * nothing could be answered.
 */
async function readiness(
  { draining }: Lifecycle,
  registry: Registry,
  degradedStatus: 200 | 503,
): Promise<Readiness> {
  const store = registry.storage.name
  if (draining) {
    return { code: 503, status: 'not ready', store, reasons: ['the server is stopping'] }
  }
  const problem = await storeProblem(registry)
  if (problem === undefined) return { code: 200, status: 'ready', store, reasons: [] }
  if (registry.contexts.size > 0) {
    return { code: degradedStatus, status: 'degraded', store, reasons: [problem] }
  }
  const reasons = [problem, 'no context is in memory']
  return { code: 503, status: 'not ready', store, reasons }
}

/** Why the store does not answer, in words that name no secret; undefined if it does. */
async function storeProblem({ storage }: Registry): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const timer = setTimeout(() => resolve('the store does not answer in time'), pingMillis)
  const ping = storage.ping().then(
    () => undefined,
    () => 'the store cannot be reached',
  )
  return Promise.race([ping, promise]).finally(() => clearTimeout(timer))
}
