import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const file = join(import.meta.dirname, '..', '..', '.services', 'urls.json')

/** The URL of a running service: `TEST_POSTGRES_URL` and so on, or what `npm run services` left. */
export function serviceUrl(name: string): string | undefined {
  const fromEnvironment = process.env[`TEST_${name.toUpperCase()}_URL`]
  if (fromEnvironment) return fromEnvironment
  if (!existsSync(file)) return undefined
  // Written by test/services/services.ts only.
  const urls = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
  return urls[name]
}

/**
 * Why tests of the service are skipped, or undefined where it is there. With `REQUIRE_SERVICES=1`
 * nothing is skipped, so that a missing service fails them.
 */
export function skipReason(name: string): string | undefined {
  if (serviceUrl(name) !== undefined || process.env.REQUIRE_SERVICES === '1') return undefined
  return `no ${name}: see npm run services`
}

/** The URL, or an error that says how to get the service. */
export function requireUrl(name: string): string {
  const url = serviceUrl(name)
  if (url === undefined) throw new Error(`${name} is not running: npm run services -- ${name}`)
  return url
}
