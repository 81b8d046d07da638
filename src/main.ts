import { pino } from 'pino'
import { buildServer } from './http/server.ts'
import { readConfig } from './operations/read-config.ts'
import { openRegistry } from './registry/open.ts'
import { openStorage } from './storage/open.ts'

const { config } = readConfig(process.env)
const logger = pino({ level: config.LOG_LEVEL })

const storage = await openStorage(config.STORAGE_URL)
await storage.migrate()
const registry = openRegistry(storage, {
  report: (doing, err) => {
    logger.error({ err }, `${doing} failed`)
  },
})
const server = buildServer({ registry, logger })
const [listener = new URL('http://0.0.0.0:8081')] = config.LISTENERS
const { hostname, port } = listener
await server.listen({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) })

const shown = `http://${hostname === '0.0.0.0' ? 'localhost' : hostname}:${port || 80}`
logger.info(`Schemarium listens on ${listener.origin} and keeps its data in ${storage.name}`)
logger.info(`Try: curl ${shown}/subjects`)

let stopping = false

/** Answers what is under way, makes it durable, and goes; a second signal goes at once. */
async function stop(signal: string): Promise<void> {
  if (stopping) process.exit(1)
  stopping = true
  logger.info(`${signal}: stopping`)
  server.lifecycle.draining = true
  await server.close()
  await registry.close()
  await storage.close()
  logger.info('Stopped')
}

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, () => {
    stop(signal).then(
      () => process.exit(0),
      (error) => {
        logger.fatal({ err: error }, 'stopping failed')
        process.exit(1)
      },
    )
  })
}
