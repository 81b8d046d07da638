import type { FastifyInstance } from 'fastify'
import type { Registry } from '../registry/registry.ts'

/** What the process knows of its own state; main.ts sets `draining` when it is told to stop. */
export type Lifecycle = { draining: boolean }

declare module 'fastify' {
  interface FastifyInstance {
    lifecycle: Lifecycle
  }
}

const pingMillis = 2_000

/** Liveness, which never asks the store, and readiness, which tells whether the store answers. */
export function mountHealth(app: FastifyInstance, registry: Registry): void {
  app.decorate('lifecycle', { draining: false })
  app.get('/health/live', (_request, reply) => {
    reply.send({ status: 'live' })
  })
  app.get('/health/ready', async (_request, reply) => {
    if (app.lifecycle.draining) {
      return reply.code(503).send({ status: 'stopping', reasons: ['the server is stopping'] })
    }
    const problem = await storeProblem(registry)
    if (problem === undefined) return { status: 'ready', store: registry.storage.name }
    return { status: 'degraded', store: registry.storage.name, reasons: [problem] }
  })
}

/** Why the store does not answer, in words that name no secret; undefined if it does. */
async function storeProblem({ storage }: Registry): Promise<string | undefined> {
  const timeout = new Promise<string>((resolve) => {
    setTimeout(() => resolve('the store does not answer in time'), pingMillis).unref()
  })
  const ping = storage.ping().then(
    () => undefined,
    () => 'the store cannot be reached',
  )
  return Promise.race([ping, timeout])
}
