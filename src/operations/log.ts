import { type DestinationStream, type Logger, pino } from 'pino'
import type { Config } from '../config.ts'

/** A logged error: its kind, message and stack with those of its causes, and nothing else. */
type ErrorRecord = {
  readonly type: string
  readonly message: string
  readonly code?: string | number
  readonly stack?: string
  readonly cause?: ErrorRecord
}

const longestMessage = 500
const deepestCause = 5

/**
 * The server's log: JSON lines, or lines for people. An error is logged without the properties
 * that drivers hang on it, which may hold statements, values and with them schema texts.
 */
export function openLog({
  LOG_LEVEL,
  LOG_FORMAT,
}: Pick<Config, 'LOG_LEVEL' | 'LOG_FORMAT'>): Logger {
  const pretty = LOG_FORMAT === 'pretty' || (LOG_FORMAT === 'auto' && process.stdout.isTTY)
  const options = {
    level: LOG_LEVEL,
    base: null,
    serializers: { err: (error: unknown) => errorRecord(error) },
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: pino.stdTimeFunctions.isoTime,
  }
  return pretty ? pino(options, prettyStream(process.stdout)) : pino(options)
}

/** The error as it is logged; causes up to a depth, long messages cut. */
export function errorRecord(error: unknown, depth = 0): ErrorRecord {
  if (!(error instanceof Error)) return { type: typeof error, message: cut(String(error)) }
  const { code } = error as { readonly code?: unknown }
  const cause = error.cause !== undefined && depth < deepestCause ? error.cause : undefined
  return {
    type: error.name,
    message: cut(error.message),
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    ...(error.stack !== undefined && { stack: framesOf(error.stack) }),
    ...(cause !== undefined && { cause: errorRecord(cause, depth + 1) }),
  }
}

/** The stack begins with the message once more, which may be long. */
function framesOf(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n')
}

function cut(text: string): string {
  return text.length <= longestMessage ? text : `${text.slice(0, longestMessage)}…`
}

/** Turns pino's JSON lines into lines for people on the way to `target`. */
export function prettyStream(target: { write(text: string): unknown }): DestinationStream {
  return { write: (line) => void target.write(prettyLine(line)) }
}

const colours: Readonly<Record<string, string>> = {
  fatal: '\u001b[35m',
  error: '\u001b[31m',
  warn: '\u001b[33m',
  info: '\u001b[32m',
}

function prettyLine(line: string): string {
  // Written by pino, one object a line.
  const { level, time, msg, err, ...rest } = JSON.parse(line) as {
    readonly level: string
    readonly time: string
    readonly msg?: string
    readonly err?: ErrorRecord
  } & Readonly<Record<string, unknown>>
  const word = `${colours[level] ?? ''}${level.toUpperCase().padEnd(5)}\u001b[0m`
  const fields = Object.entries(rest).map(([key, value]) => ` ${key}=${printable(value)}`)
  const head = `${time.slice(11, 23)} ${word} ${printableText(msg ?? '')}${fields.join('')}\n`
  return err === undefined ? head : head + prettyError(err)
}

function prettyError({ type, message, stack, cause }: ErrorRecord): string {
  const head = `  ${type}: ${printableText(message)}\n`
  const frames = stack === undefined || stack === '' ? '' : `${stack}\n`
  return head + frames + (cause === undefined ? '' : `  caused by\n${prettyError(cause)}`)
}

function printable(value: unknown): string {
  return printableText(typeof value === 'string' ? value : JSON.stringify(value))
}

/** No text of a client may begin a line of its own or steer the terminal. */
function printableText(text: string): string {
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
