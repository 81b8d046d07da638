import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { routeTable } from '../src/http/route-table.ts'
import { openApiFile } from '../src/operations/generate.ts'
import { realExamples } from '../src/operations/openapi/examples.ts'
import { routeTexts } from '../src/operations/openapi/routes.ts'
import { description, misfit, pathOf } from './openapi.ts'

const examples = await realExamples()

test('openapi.yaml is what `npm run openapi` writes', async () => {
  expect(readFileSync('openapi.yaml', 'utf8')).toBe(await openApiFile())
}, 30_000)

test('every route has a text, and no text is without a route', () => {
  const routes = routeTable.map(({ method, path }) => `${method} ${path}`)
  expect([...routeTexts.keys()].sort()).toEqual(routes.sort())
})

test('every route has an example', () => {
  const shown = new Set(examples.map(({ route }) => route))
  expect([...routeTexts.keys()].filter((route) => !shown.has(route))).toEqual([])
})

test.each(examples)('the answer to $route $target fits its description', (example) => {
  const { route, target, status, answer } = example
  const text = answer === undefined ? '' : JSON.stringify(answer)
  expect(misfit(route.split(' ', 1)[0] ?? '', target, { status, text })).toBeUndefined()
})

test('operation ids are unique and references lead somewhere', () => {
  const text = JSON.stringify(description)
  const ids = [...text.matchAll(/"operationId":"(\w+)"/g)].map(([, id]) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.length).toBe(routeTable.length)
  const names = new Set(Object.keys(description.components.schemas))
  for (const [, name = ''] of text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)) {
    expect(names).toContain(name)
  }
})

describe('the check itself', () => {
  test.each([
    ['/subjects', '/subjects'],
    ['/contexts/.c/subjects/?x=1', '/subjects'],
    ['/contexts/.c', '/contexts/{context}'],
    ['/subjects/a%2Fb/versions/latest', '/subjects/{subject}/versions/{version}'],
    ['/associations:batchGet', '/associations:batchGet'],
    ['/nowhere', undefined],
  ])('%s is described by %s', (target, path) => {
    expect(pathOf(target)).toBe(path)
  })

  test.each([
    ['a field too many', '{"id":1,"guid":"g","schemaType":"AVRO","more":1}'],
    ['a field of the wrong type', '{"id":"1","guid":"g","schemaType":"AVRO"}'],
    ['a field too few', '{"guid":"g","schemaType":"AVRO"}'],
  ])('%s is found', (_what, text) => {
    expect(misfit('POST', '/subjects/a/versions', { status: 200, text })).toBeTypeOf('string')
  })
})
