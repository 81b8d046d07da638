import { once } from 'node:events'
import type { Logger } from 'pino'
import { readCommandLine } from './operations/command-line.ts'
import { check, dump, healthcheck, migrate, type Output } from './operations/commands.ts'
import { helpText, printConfig } from './operations/describe-config.ts'
import { openLog } from './operations/log.ts'
import { ConfigError, type Reading, readConfig } from './operations/read-config.ts'
import { type Serving, serve } from './operations/serve.ts'
import { ownVersion } from './operations/version.ts'

const output: Output = {
  out: async (text) => {
    if (!process.stdout.write(text)) await once(process.stdout, 'drain')
  },
  complain: (text) => void process.stderr.write(text),
}

// Whoever reads the output may have seen enough, as `head` does.
process.stdout.on('error', () => process.exit(0))

try {
  await main()
} catch (error) {
  // What is wrong with the settings or the store's address is one line, not a stack.
  output.complain(`schemarium: ${error instanceof Error ? error.message : String(error)}\n`)
  // What was opened before keeps no process alive that cannot serve.
  process.exit(error instanceof ConfigError ? 2 : 1)
}

async function main(): Promise<void> {
  const line = readCommandLine(process.argv.slice(2))
  if (line.help) return output.out(helpText())
  if (line.version) return output.out(`${ownVersion()}\n`)
  const reading = readConfig(process.env, line.config)
  if (line.printConfig) return output.out(printConfig(reading))
  const { config } = reading
  switch (line.command) {
    case 'serve':
      return run(reading)
    case 'migrate':
      process.exitCode = await migrate(config, output)
      return
    case 'check':
      process.exitCode = await check(config, line.context, output)
      return
    case 'dump':
      if (line.context) process.exitCode = await dump(config, line.context, output)
      return
    case 'healthcheck':
      process.exitCode = await healthcheck(config, output)
  }
}

async function run({ config, warnings }: Reading): Promise<void> {
  const logger = openLog(config)
  for (const warning of warnings) logger.warn(warning)
  process.on('uncaughtException', (err) => {
    // The state may be anything now; whoever supervises the process starts a new one.
    logger.fatal({ err }, 'The server failed')
    process.exit(1)
  })
  const serving = await serve(config, logger, ownVersion())
  stopOnSignals(serving, logger)
  logger.info(`Schemarium listens on ${serving.url} and keeps its data in ${serving.store}`)
  logger.info(`Try: curl ${serving.url}/subjects`)
}

/** The first signal drains, the second one ends the process at once. */
function stopOnSignals(serving: Serving, logger: Logger): void {
  let stopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1)
      stopping = true
      logger.info(`${signal}: stopping`)
      // Who presses Ctrl-C has no load balancer to wait for.
      serving.stop(signal === 'SIGTERM').then(
        () => {
          logger.info('Stopped')
          process.exit(0)
        },
        (err) => {
          logger.fatal({ err }, 'Stopping failed')
          process.exit(1)
        },
      )
    })
  }
}
