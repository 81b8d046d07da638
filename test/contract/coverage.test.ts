import { describe, expect, test } from 'vitest'
import { allContexts } from './all-contexts.ts'
import { associationRequests } from './association-requests.ts'
import { associations } from './associations.ts'
import { compatibility } from './compatibility.ts'
import { contexts } from './contexts.ts'
import { type Golden, statusOf } from './golden.ts'
import { guids } from './guids.ts'
import { limits } from './limits.ts'
import { protocol } from './protocol.ts'
import { registration } from './registration.ts'
import { general, routes, unreachable } from './routes.ts'
import { schemas } from './schemas.ts'
import { settings } from './settings.ts'
import { subjects } from './subjects.ts'
import { versions } from './versions.ts'

const rows: readonly Golden[] = [
  ...protocol,
  ...limits,
  ...guids,
  ...allContexts,
  ...subjects,
  ...versions,
  ...registration,
  ...schemas,
  ...settings,
  ...compatibility,
  ...contexts,
  ...associations,
  ...associationRequests,
]

const patterns = Object.keys(routes).map((route) => ({
  route,
  words: route.split(/[ /]/),
}))

/** The route that a row asks: the one with most words in common among those that fit. */
function routeOf({ when }: Golden): string | undefined {
  const [method = '', target = ''] = when.split(' ')
  const path = target.replace(/^@/, '').replace(/\?.*$/, '')
  const asked = `${method} ${path}`.split(/[ /]/)
  const fitting = patterns.filter(
    ({ words }) =>
      words.length === asked.length && words.every((word, i) => fits(word, asked[i] ?? '')),
  )
  return fitting.toSorted((a, b) => variables(a.words) - variables(b.words))[0]?.route
}

const isVariable = (word: string) => /^\{\w+\}$/.test(word)
const fits = (word: string, asked: string) => isVariable(word) || word === asked
const variables = (words: readonly string[]) => words.filter(isVariable).length

function queryOf({ when }: Golden): readonly string[] {
  return [...new URLSearchParams(when.split('?')[1] ?? '').keys()]
}

const asked = rows.map((row) => ({ row, route: routeOf(row) }))

describe('the golden answers cover the contract', () => {
  test.each(Object.keys(routes))('%s has a success', (route) => {
    const hit = asked.some((entry) => entry.route === route && statusOf(entry.row) < 300)
    expect(hit).toBe(true)
  })

  test.each(
    Object.entries(routes).flatMap(([route, { query = [] }]) =>
      query.map((name) => [route, name] as const),
    ),
  )('%s has a row with the parameter %s', (route, name) => {
    const hit = asked.some((entry) => entry.route === route && queryOf(entry.row).includes(name))
    expect(hit).toBe(true)
  })

  test.each(
    Object.entries(routes).flatMap(([route, { codes = [] }]) =>
      codes.map((code) => [route, code] as const),
    ),
  )('%s has a row that ends in %s', (route, code) => {
    const hit = asked.some((entry) => entry.route === route && entry.row.code === code)
    expect(hit).toBe(true)
  })

  test.each(general)('some row ends in %s', (code) => {
    expect(rows.some((row) => row.code === code)).toBe(true)
  })

  test('what is called unreachable has no row', () => {
    const codes = Object.keys(unreachable).map(Number)
    expect(rows.filter((row) => row.code !== undefined && codes.includes(row.code))).toEqual([])
  })

  test('no row uses a parameter that its route does not have', () => {
    const odd = asked.flatMap(({ row, route }) =>
      queryOf(row)
        .filter((name) => route !== undefined && !routes[route]?.query?.includes(name))
        .map((name) => `${row.when}: ${name}`),
    )
    expect(odd).toEqual([])
  })
})
