import { pino } from 'pino'
import { afterAll, expect, test, vi } from 'vitest'
import { descriptionPage } from '../../src/http/description-page.ts'
import { buildServer } from '../../src/http/server.ts'
import { openRegistry } from '../../src/registry/open.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { description } from '../openapi.ts'

// Machines are busy at times.
vi.setConfig({ testTimeout: 60_000 })

const registry = openRegistry(memoryStorage(), { report: () => undefined })
const app = buildServer({ registry, logger: pino({ level: 'silent' }) })

afterAll(async () => {
  await app.close()
  await registry.close()
})

test('/openapi.json is the description as JSON', async () => {
  const { body, headers } = await app.inject('/openapi.json')
  expect(headers['content-type']).toBe('application/json; charset=utf-8')
  expect(JSON.parse(body)).toEqual(description)
})

test('/docs shows every path and loads nothing', async () => {
  const { body, headers } = await app.inject('/docs')
  expect(headers['content-type']).toBe('text/html; charset=utf-8')
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'/)
  for (const path of Object.keys(description.paths)) expect(body).toContain(`<code>${path}</code>`)
  expect(body).not.toMatch(/<(script|link|img|iframe)|\bsrc=|@import|url\(/)
})

test('texts cannot become markup', () => {
  const operation = { tags: ['<t>'], summary: '<s>', responses: { 200: { description: '<d>' } } }
  const page = descriptionPage({
    info: { title: '<i>', version: '1', description: '`<c>`' },
    paths: { '/<p>': { get: operation } },
  })
  expect(page).not.toMatch(/<[tsdcip]>[^<]*$/)
  expect(page).toContain('&lt;s>')
  expect(page).toContain('<code>&lt;c></code>')
})
