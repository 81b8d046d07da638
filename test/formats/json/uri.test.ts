import { expect, test } from 'vitest'
import {
  checkUri,
  pointerTokens,
  resolveUri,
  splitFragment,
} from '../../../src/formats/json/uri.ts'

test.each([
  [undefined, 'a.json', 'a.json'],
  ['b.json', 'a.json', 'a.json'],
  ['x/b.json', 'a.json#/c', 'x/a.json#/c'],
  ['http://h/x/b.json', 'a.json', 'http://h/x/a.json'],
  ['http://h/x/b.json', './a.json', 'http://h/x/a.json'],
  ['http://h/x/b.json', '../a.json', 'http://h/a.json'],
  ['http://h/b.json', '../../a.json', 'http://h/../../a.json'],
  ['http://h/x/b.json', '/a.json', 'http://h/a.json'],
  ['http://h/x/b.json', '/./y/../a.json', 'http://h/./y/../a.json'],
  ['http://h/x/b.json', '//g/a.json', 'http://g/a.json'],
  ['http://h/x/b.json', 'https://g/a.json', 'https://g/a.json'],
  ['http://h/x/b.json?q#f', '#/c', 'http://h/x/b.json?q#/c'],
  ['http://h/x/b.json', '?q', 'http://h/x/?q'],
  ['mem://input', 'a.json', 'mem://input/a.json'],
  ['http://h/x/b.json', '', 'http://h/x/'],
  ['http://h', '', 'http://h'],
  ['b.json', '', ''],
  ['urn:a:b', '#/c', '#/c'],
  ['http://h/x/', '.', 'http://h/x/'],
  ['http://h/x/y/b', '..', 'http://h/x/'],
])('against %j, %j is %j', (base, reference, resolved) => {
  expect(resolveUri(base, reference)).toBe(resolved)
})

test('the fragment keeps its hash', () => {
  expect(splitFragment('a#/b')).toEqual(['a', '#/b'])
  expect(splitFragment('a')).toEqual(['a', ''])
})

test.each([
  ['#', []],
  ['#/', ['']],
  ['#/a/b/', ['a', 'b', '']],
  ['#/a//b', ['a', '', 'b']],
  ['#/a~1b/c~0d', ['a/b', 'c~d']],
  ['#/%C3%A4/x+y', ['ä', 'x y']],
  ['#/ä%20b', ['ä b']],
  ['#/50%', ['50%']],
])('the pointer %j has the tokens %j', (fragment, tokens) => {
  expect(pointerTokens(fragment)).toEqual(tokens)
})

test.each([
  '',
  '#',
  '//h',
  '///p',
  '?q',
  'a/b;c=d?e/f?[g]#h/i?[j]',
  'urn:x:y?z',
  'mailto:a@b',
  'http://u:p@h:80/a',
  'http://[::1]:80/a',
  'http://h_0/a',
  'a%20b#%c3%A4',
  'ä/😀#ß',
])('%j is a URI', (uri) => {
  expect(() => checkUri(uri)).not.toThrow()
})

test.each([
  'a b',
  'a|b',
  'a[0]',
  'a"b',
  'a\\b',
  'a\u00a0b',
  'a\u0085b',
  'a\nb',
  '%',
  '%zz',
  '##',
  'a#b#c',
  '//',
  ':a',
  'x:',
  'x:#a',
  '1:a',
  'ä:b',
  'http://[::1/a',
  '^',
])('%j is no URI', (uri) => {
  expect(() => checkUri(uri)).toThrow(`not a URI: ${uri}`)
})
