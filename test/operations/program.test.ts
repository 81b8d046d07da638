import { readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { run, start } from './program.ts'

// Every test starts processes.
vi.setConfig({ testTimeout: 60_000 })

test('--help tells commands and settings', async () => {
  const { code, out, err } = await run(['--help'], {})
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(out).toContain('Usage: npm start -- [command] [options]')
  expect(out).toContain('SCHEMARIUM_STORAGE_URL [sqlite:data/registry.db]')
})

test('--version tells the version', async () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
  expect(await run(['--version'], {})).toEqual({ code: 0, out: `${version}\n`, err: '' })
})

test('--print-config tells what is in force, without passwords', async () => {
  const { code, out } = await run(['--print-config'], {
    SCHEMARIUM_STORAGE_URL: 'postgres://u:hush@db/r',
    SCHEMA_REGISTRY_SCHEMA_COMPATIBILITY_LEVEL: 'full',
  })
  expect(code).toBe(0)
  expect(out).toContain(
    'SCHEMARIUM_SCHEMA_COMPATIBILITY_LEVEL=FULL  # SCHEMA_REGISTRY_SCHEMA_COMPATIBILITY_LEVEL',
  )
  expect(out).not.toContain('hush')
})

test.each([
  [['--frob'], {}, /^schemarium: Unknown option '--frob'/],
  [['fly'], {}, /^schemarium: unknown command fly; one of serve, migrate, check, dump, health/],
  [['dump'], {}, /^schemarium: dump needs --context/],
  [[], { SCHEMARIUM_LOG_LEVEL: 'loud' }, /^schemarium: SCHEMARIUM_LOG_LEVEL: "loud" is not one of/],
] as const)('%j with %j ends with one line', async (args, env, message) => {
  const { code, out, err } = await run(args, env)
  expect(code).toBe(2)
  expect(out).toBe('')
  expect(err).toMatch(message)
  expect(err.trimEnd()).not.toContain('\n')
})

test('a store out of reach ends the start with one line and no password', async () => {
  const { code, err } = await run([], {
    SCHEMARIUM_STORAGE_URL: 'postgres://u:hush@127.0.0.1:1/r?timeout=500',
    SCHEMARIUM_LISTENERS: 'http://127.0.0.1:0',
  })
  expect(code).toBe(1)
  expect(err.trimEnd()).toMatch(/^schemarium: .+$/)
  expect(err).not.toContain('hush')
})

test('a port that is taken ends the start with one line', async () => {
  const first = await start({})
  const { code, err } = await run([], {
    SCHEMARIUM_STORAGE_URL: 'memory:',
    SCHEMARIUM_LISTENERS: first.url,
  })
  first.child.kill('SIGTERM')
  await first.ended
  expect(code).toBe(1)
  expect(err.trimEnd()).toMatch(/^schemarium: listen EADDRINUSE.*$/)
})

test('healthcheck fails where nobody listens', async () => {
  const { code, err } = await run(['healthcheck'], { SCHEMARIUM_LISTENERS: 'http://0.0.0.0:1' })
  expect(code).toBe(1)
  expect(err).toContain('http://127.0.0.1:1/health/ready does not answer')
})
