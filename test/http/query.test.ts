import { describe, expect, test } from 'vitest'
import {
  boundsOf,
  flag,
  integer,
  list,
  pageOf,
  parseInteger,
  readQuery,
  text,
} from '../../src/http/query.ts'

const parameters = {
  deleted: flag('a flag'),
  limit: integer('a number', -1),
  format: text('a text', 'none'),
  key: list('a list'),
}

describe('query parameters', () => {
  test('have their defaults where they are absent', () => {
    expect(readQuery(parameters, {})).toEqual({
      ...{ deleted: false, limit: -1, format: 'none', key: [] },
    })
  })

  test('are read by their kind; unknown ones are ignored', () => {
    const query = { deleted: 'TRUE', limit: '+7', format: '', key: ['a', 'b'] }
    expect(readQuery(parameters, { ...query, unknown: 'x' })).toEqual({
      ...{ deleted: true, limit: 7, format: '', key: ['a', 'b'] },
    })
  })

  test.each([
    ['true', true],
    ['True', true],
    ['false', false],
    ['1', false],
    ['', false],
    ['yes', false],
  ])('a flag %o is %s, never an error', (value, expected) => {
    expect(readQuery(parameters, { deleted: value }).deleted).toBe(expected)
  })

  test('given twice, the first one counts, and a list takes all', () => {
    const query = { deleted: ['true', 'false'], limit: ['1', 'x'], key: 'only' }
    expect(readQuery(parameters, query)).toMatchObject({ deleted: true, limit: 1, key: ['only'] })
  })

  test('an empty number is the default, another text an unknown resource', () => {
    expect(readQuery(parameters, { limit: '' }).limit).toBe(-1)
    for (const limit of ['x', '1.5', '0x1', ' 1', '2147483648', '--1']) {
      expect(() => readQuery(parameters, { limit })).toThrow('HTTP 404 Not Found')
    }
  })
})

test.each([
  ['0', 0],
  ['-0', -0],
  ['007', 7],
  ['+1', 1],
  ['2147483647', 2147483647],
  ['-2147483648', -2147483648],
  ['-2147483649', undefined],
  ['9'.repeat(400), undefined],
  ['', undefined],
  ['１', undefined],
])('the text %s as a 32-bit integer is %s', (value, expected) => {
  expect(parseInteger(value)).toBe(expected)
})

test.each([
  [{ offset: 0, limit: -1 }, 'abcde'],
  [{ offset: 0, limit: 0 }, 'abcde'],
  [{ offset: 1, limit: 2 }, 'bc'],
  [{ offset: -3, limit: 2 }, 'ab'],
  [{ offset: 4, limit: 2 }, 'e'],
  [{ offset: 5, limit: 2 }, ''],
  [{ offset: 2 ** 31 - 1, limit: 2 ** 31 - 1 }, ''],
])('the page %o of abcde is %o', (page, expected) => {
  expect(pageOf([...'abcde'], page).join('')).toBe(expected)
})

test('a limit above the maximum, or none, is the maximum', () => {
  for (const limit of [-1, 0, 1001, 5000]) {
    expect(boundsOf({ offset: 0, limit }, 1000)).toEqual({ offset: 0, limit: 1000 })
  }
  expect(boundsOf({ offset: 3, limit: 10 }, 1000)).toEqual({ offset: 3, limit: 10 })
})
