import { expect, test } from 'vitest'
import { isConsumed, negotiate } from '../../src/http/media-types.ts'

const v1 = 'application/vnd.schemaregistry.v1+json'
const vendor = 'application/vnd.schemaregistry+json'
const json = 'application/json'

test.each([
  ['nothing', undefined, v1],
  ['an empty header', '', v1],
  ['anything', '*/*', v1],
  ['any application type', 'application/*', v1],
  ['JSON', json, json],
  ['the vendor type', vendor, vendor],
  ['the client list of Java', `${v1}, ${vendor}, ${json}`, v1],
  ['weights, lowest first', `${json}; q=0.5, ${vendor}; q=0.9, ${v1};q=0.1`, vendor],
  ['equal weights, by our own order', `${json}, ${vendor}`, vendor],
  ['letters of another case', 'Application/JSON', json],
  ['a parameter, which is echoed', `${json}; charset=utf-8`, `${json};charset=utf-8`],
  ['a wildcard with a parameter, which is not', '*/*; charset=utf-8', v1],
  ['a named type before a wildcard', `${json}, */*; q=0.1`, json],
  ['a weight of nought, which excludes nothing', `${json}; q=0`, json],
  ['a weight that is none', `${json}; q=high, ${vendor}; q=0.9`, json],
  ['text', 'text/html', undefined],
  ['a list without ours', 'text/html, application/xml', undefined],
])('a client that accepts %s is answered in the type', (_what, accept, expected) => {
  expect(negotiate(accept)).toBe(expected)
  // The second time it is remembered.
  expect(negotiate(accept)).toBe(expected)
})

test('many different headers are not remembered for ever', () => {
  for (let at = 0; at < 2000; at++) {
    expect(negotiate(`${json};n=${at}`)).toBe(`${json};n=${at}`)
  }
  expect(negotiate('text/plain')).toBeUndefined()
})

test.each([
  [undefined, true],
  [v1, true],
  [vendor, true],
  [json, true],
  [`${json}; charset=utf-8`, true],
  ['application/octet-stream', true],
  [' Application/JSON ', true],
  ['text/plain', false],
  ['application/xml', false],
  ['', false],
  [';', false],
])('a body of type %o is read: %s', (contentType, expected) => {
  expect(isConsumed(contentType)).toBe(expected)
})
