import { z } from 'zod'

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

const settings = z.object({
  SCHEMARIUM_LISTENERS: z
    .url({ protocol: /^http$/ })
    .default('http://0.0.0.0:8081')
    .describe('Address to listen on, as http://host:port.'),
  SCHEMARIUM_STORAGE_URL: z
    .string()
    .min(1)
    .default('sqlite:data/registry.db')
    .describe('Where the registry keeps its data; the scheme chooses the store.'),
  SCHEMARIUM_LOG_LEVEL: z.enum(logLevels).default('info').describe('Lowest level that is logged.'),
})

export type Config = {
  readonly listener: URL
  readonly storageUrl: string
  readonly logLevel: (typeof logLevels)[number]
}

/** Reads the settings from the environment. Throws an Error that names the key at fault. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const read = settings.safeParse(environment)
  if (!read.success) {
    const issue = read.error.issues[0]
    throw new Error(`${issue?.path.join('.')}: ${issue?.message}`)
  }
  return {
    listener: new URL(read.data.SCHEMARIUM_LISTENERS),
    storageUrl: read.data.SCHEMARIUM_STORAGE_URL,
    logLevel: read.data.SCHEMARIUM_LOG_LEVEL,
  }
}
