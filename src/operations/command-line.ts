import { parseArgs } from 'node:util'
import { parseContext } from '../model/context.ts'
import { ConfigError } from './read-config.ts'

export const commands = ['serve', 'migrate', 'check', 'dump', 'healthcheck'] as const

export type CommandLine = {
  readonly command: (typeof commands)[number]
  readonly help: boolean
  readonly version: boolean
  readonly printConfig: boolean
  /** The settings file, if the line names one. */
  readonly config: string | undefined
  /** Dotted name of a context, if the line names one. */
  readonly context: ReturnType<typeof parseContext> | undefined
}

/** Reads the arguments after the program's name. Throws {@link ConfigError} for others. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parsed(args)
  const [word = 'serve', ...rest] = positionals
  const command = commands.find((known) => known === word)
  if (!command || rest.length > 0) {
    throw new ConfigError(`unknown command ${positionals.join(' ')}; one of ${commands.join(', ')}`)
  }
  if (command === 'dump' && values.context === undefined) {
    throw new ConfigError('dump needs --context, as in --context .team-a')
  }
  return {
    command,
    help: values.help,
    version: values.version,
    printConfig: values['print-config'],
    config: values.config,
    context: values.context === undefined ? undefined : parseContext(values.context),
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        version: { type: 'boolean', short: 'v', default: false },
        'print-config': { type: 'boolean', default: false },
        config: { type: 'string' },
        context: { type: 'string' },
      },
    })
  } catch (cause) {
    throw new ConfigError(`${cause instanceof Error ? cause.message : cause} (see --help)`, {
      cause,
    })
  }
}
