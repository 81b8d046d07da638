import assert from 'node:assert/strict'
import { Then, When } from '@cucumber/cucumber'
import { difference } from '../../test/difference.ts'
import type { RegistryWorld } from '../support/world.ts'

function list(world: RegistryWorld): readonly unknown[] {
  const { body } = world
  assert(Array.isArray(body), `not a list: ${world.answer.text}`)
  return body
}

function field(world: RegistryWorld, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => {
    assert(typeof value === 'object' && value !== null, `no ${path} in ${world.answer.text}`)
    return (value as Record<string, unknown>)[key]
  }, world.body)
}

When(
  /^I remember the "([^"]+)" as "(\w+)"$/,
  function (this: RegistryWorld, path: string, name: string) {
    const value = field(this, path)
    assert(value !== undefined, `no ${path} in ${this.answer.text}`)
    this.remember(name, value)
  },
)

Then(/^the answer is (\d+)$/, function (this: RegistryWorld, status: string) {
  assert.equal(this.answer.status, Number(status), this.answer.text)
})

Then(
  /^the answer is (\d+) with code (\d+)$/,
  function (this: RegistryWorld, status: string, code: string) {
    const { answer } = this
    assert.equal(answer.status, Number(status), answer.text)
    assert.equal(field(this, 'error_code'), Number(code), answer.text)
  },
)

Then(
  /^the answer is (\d+) and the body is (.+)$/,
  function (this: RegistryWorld, status: string, body: string) {
    assert.equal(this.answer.status, Number(status), this.answer.text)
    this.expectBody(body, 'exact')
  },
)

Then(/^the body is:$/, function (this: RegistryWorld, body: string) {
  this.expectBody(body, 'exact')
})

Then(/^the body includes:$/, function (this: RegistryWorld, body: string) {
  this.expectBody(body, 'partial')
})

Then(/^the body includes (\S.+)$/, function (this: RegistryWorld, body: string) {
  this.expectBody(body, 'partial')
})

Then(/^the body has no "([^"]+)"$/, function (this: RegistryWorld, key: string) {
  assert.equal(field(this, key), undefined, this.answer.text)
})

Then(/^the body is empty$/, function (this: RegistryWorld) {
  assert.equal(this.answer.text, '')
})

Then(/^the text is "(.*)"$/, function (this: RegistryWorld, text: string) {
  assert.equal(this.answer.text, this.fill(text))
})

Then(/^the text is the lines:$/, function (this: RegistryWorld, text: string) {
  assert.equal(this.answer.text, `${text}\n`)
})

Then(/^the message is "(.*)"$/, function (this: RegistryWorld, message: string) {
  assert.equal(field(this, 'message'), this.fill(message))
})

Then(/^the message contains "(.*)"$/, function (this: RegistryWorld, part: string) {
  const message = String(field(this, 'message'))
  assert(message.includes(this.fill(part)), `"${this.fill(part)}" is not in "${message}"`)
})

Then(/^the body holds, in any order, (\[.*\])$/, function (this: RegistryWorld, text: string) {
  const expected: unknown = JSON.parse(this.fill(text))
  assert(Array.isArray(expected))
  const key = (value: unknown) => JSON.stringify(value)
  const actual = list(this).map(key)
  assert.deepEqual(actual.toSorted(), expected.map(key).toSorted())
})

Then(/^the list contains (.+)$/, function (this: RegistryWorld, text: string) {
  const expected: unknown = JSON.parse(this.fill(text))
  const hit = list(this).some((value) => difference(expected, value, 'partial') === undefined)
  assert(hit, `${this.fill(text)} is not in ${this.answer.text}`)
})

Then(/^the list does not contain (.+)$/, function (this: RegistryWorld, text: string) {
  const expected: unknown = JSON.parse(this.fill(text))
  const hit = list(this).some((value) => difference(expected, value, 'partial') === undefined)
  assert(!hit, `${this.fill(text)} is in ${this.answer.text}`)
})

Then(
  /^the header "([^"]+)" is "(.*)"$/,
  function (this: RegistryWorld, name: string, value: string) {
    assert.equal(this.answer.headers[name.toLowerCase()], value)
  },
)

Then(
  /^the header "([^"]+)" contains "(.*)"$/,
  function (this: RegistryWorld, name: string, part: string) {
    const value = String(this.answer.headers[name.toLowerCase()] ?? '')
    assert(value.includes(part), `"${part}" is not in "${value}"`)
  },
)

Then(/^the answer is one of ([\d, ]+)$/, function (this: RegistryWorld, list: string) {
  const statuses = list.split(/, */).map(Number)
  assert(statuses.includes(this.answer.status), `${this.answer.status} ${this.answer.text}`)
})
