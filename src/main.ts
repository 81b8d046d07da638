import { pino } from 'pino'
import { readConfig } from './config.ts'
import { buildServer } from './http/server.ts'
import { defaultDefaults, openRegistry } from './registry/open.ts'
import { openStorage } from './storage/open.ts'

const config = readConfig(process.env)
const logger = pino({ level: config.logLevel })

const storage = await openStorage(config.storageUrl)
await storage.migrate()
const registry = openRegistry(storage, defaultDefaults, (doing, err) => {
  logger.error({ err }, `${doing} failed`)
})
const server = buildServer({ registry, logger })
const { hostname, port } = config.listener
await server.listen({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) })

const shown = `http://${hostname === '0.0.0.0' ? 'localhost' : hostname}:${port || 80}`
logger.info(`Schemarium listens on ${config.listener.origin} and keeps its data in ${storage.name}`)
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
