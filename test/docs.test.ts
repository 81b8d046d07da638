import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { failureKinds } from '../src/model/errors.ts'
import { configurationPage } from '../src/operations/describe-config.ts'
import { settingKeys } from '../src/operations/read-config.ts'
import { type Started, start } from './operations/program.ts'

const pages = ['README.md', ...globSync('docs/*.md').sort()]
const textOf = (page: string) => readFileSync(page, 'utf8')

/** A fenced block: `sh run` is run, and `text answer` after it is what it prints. */
type Block = { readonly info: string; readonly body: string }

function blocksOf(page: string): readonly Block[] {
  const fences = textOf(page).matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)
  return [...fences].map(([, info = '', body = '']) => ({ info, body }))
}

function commandsOf(page: string) {
  const blocks = blocksOf(page)
  return blocks.flatMap(({ info, body }, at) => {
    if (info !== 'sh run') return []
    const next = blocks[at + 1]
    return [{ command: body, answer: next?.info === 'text answer' ? next.body : undefined }]
  })
}

const runnable = pages
  .map((page) => ({ page, commands: commandsOf(page) }))
  .filter(({ commands }) => commands.length > 0)

describe.each(runnable)('the commands of $page', ({ commands }) => {
  const folder = mkdtempSync(join(tmpdir(), 'schemarium-docs-'))
  const storage = { SCHEMARIUM_STORAGE_URL: `sqlite:${join(folder, 'registry.db')}` }
  let server: Started

  beforeAll(async () => {
    server = await start(storage)
  }, 60_000)

  afterAll(async () => {
    server.child.kill('SIGTERM')
    await server.ended
    rmSync(folder, { recursive: true })
  }, 30_000)

  test.each(commands)(
    '$command',
    async ({ command, answer }) => {
      const script = command
        .replaceAll('http://localhost:8081', server.url)
        .replaceAll('npm start --silent --', '"$NODE" src/main.ts')
      const child = spawn('bash', ['-euo', 'pipefail', '-c', script], {
        env: {
          PATH: process.env.PATH ?? '',
          NODE: process.execPath,
          SCHEMARIUM_LISTENERS: server.url,
          ...storage,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const [out, err, [code]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'exit'),
      ])
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(out).not.toContain('error_code')
      if (answer !== undefined) expect(out.trim()).toBe(answer.trim())
    },
    60_000,
  )
})

test('what is not run is the work of npm and of engines that are not at hand', () => {
  const commands = globSync('docs/*.md')
    .flatMap(blocksOf)
    .filter(({ info }) => info === 'sh')
    .flatMap(({ body }) => body.trimEnd().split('\n'))
  expect(
    commands.filter((line) => !/^(npm (ci|start|run \w+)|docker|kubectl) ?/.test(line)),
  ).toEqual([])
})

test('docs/configuration.md is what `npm run docs` writes', () => {
  expect(textOf('docs/configuration.md')).toBe(configurationPage())
})

test('every error code has its place in docs/troubleshooting.md, and no other has', () => {
  const codes = [...new Set(failureKinds().map(([, code]) => code))]
  const headings = [...textOf('docs/troubleshooting.md').matchAll(/^### (\d+)$/gm)]
  expect(headings.map(([, code]) => Number(code)).toSorted((a, b) => a - b)).toEqual(
    codes.toSorted((a, b) => a - b),
  )
})

test.each(pages)('%s names only settings that exist', (page) => {
  const known = new Set(['CONFIG_FILE', 'X', 'X_FILE', ...settingKeys.map(([key]) => key)])
  for (const [key, { secret }] of settingKeys) if (secret) known.add(`${key}_FILE`)
  const named = [...textOf(page).matchAll(/SCHEMARIUM_([A-Z0-9_]+)/g)].map(([, key = '']) => key)
  expect(named.filter((key) => !known.has(key))).toEqual([])
})

test.each(pages)('the links of %s lead to files', (page) => {
  const links = [...textOf(page).matchAll(/\]\(([^)#]+)(#[^)]*)?\)/g)].map(([, path = '']) => path)
  const broken = links
    .filter((path) => !/^https?:/.test(path))
    .filter((path) => globSync(join(dirname(page), path)).length === 0)
  expect(broken).toEqual([])
})

test('the dashboard asks for metrics that exist', async () => {
  const dashboard = textOf('docs/grafana-dashboard.json')
  const asked = new Set(dashboard.match(/\b(schemarium|nodejs|process)_[a-z0-9_]+/g))
  const server = await start({ SCHEMARIUM_STORAGE_URL: 'memory:' })
  const send = { method: 'POST', headers: { 'content-type': 'application/json' } }
  await fetch(`${server.url}/subjects/a/versions`, { ...send, body: '{"schema":"\\"int\\""}' })
  await fetch(`${server.url}/nowhere`)
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  server.child.kill('SIGTERM')
  await server.ended
  expect(asked.size).toBeGreaterThan(20)
  const missing = [...asked].filter((name) => !metrics.includes(`\n${name}`))
  // Only with https, see test/http/metrics.test.ts.
  expect(missing).toEqual(['schemarium_tls_certificate_expiry_timestamp_seconds'])
}, 60_000)
