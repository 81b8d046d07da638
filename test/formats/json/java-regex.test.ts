import { expect, test } from 'vitest'
import { checkJavaRegex } from '../../../src/formats/json/java-regex.ts'
import { SchemaError } from '../../../src/formats/schema-error.ts'

test.each([
  '',
  '^[a-z]+$',
  'a{2}b{2,}c{2,3}?',
  'a*+b++c?+',
  '(?:a|b)(?=c)(?!d)(?<=e)(?<!f)(?>g)',
  '(?<name>a)\\k<name>\\1',
  '(?i)a(?-i:b)',
  '[^]abc]',
  '[]a]',
  '[a-z&&[^b]]',
  '[\\w-.]',
  '[\\d\\-x]',
  '[a-]',
  '\\p{L}\\p{Lu}\\pN\\P{IsGreek}\\p{script=Greek}\\p{Alpha}\\p{javaLowerCase}',
  '\\Q(not a group\\E',
  '\\x41\\u0041\\x{1F600}\\07\\cA\\t',
  '[&&a][a&&][a&&&b]\\x{0010FFFF}',
  '\\h\\R\\X\\A\\z\\b{g}',
  '}',
  ']',
  '\\/\\-\\_',
])('%j is a pattern', (pattern) => {
  expect(() => checkJavaRegex(pattern)).not.toThrow()
})

test.each([
  '(',
  ')',
  '(?',
  '(?<',
  '(?<1a>b)',
  '(?<a>b)(?<a>c)',
  '(?P<a>b)',
  '(?z)',
  '[',
  '[]',
  '[^]',
  '[[]',
  '[z-a]',
  '[&&]',
  '[&&&]',
  '\\x{110000}',
  '[a-\\d]',
  '*a',
  'a**',
  '|*',
  '(+)',
  'a{',
  'a{x}',
  'a{,3}',
  'a{3,2}',
  'a{99999999999}',
  '\\',
  '\\i',
  '\\u{41}',
  '\\x4',
  '\\p{Letter}',
  '\\p{No_Such}',
  '\\k<a>',
  '[\\b]',
])('%j is no pattern', (pattern) => {
  expect(() => checkJavaRegex(pattern)).toThrow(SchemaError)
})
