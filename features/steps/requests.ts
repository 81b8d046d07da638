import { type DataTable, Given, When } from '@cucumber/cucumber'
import type { RegistryWorld } from '../support/world.ts'

/** A request line such as `GET "/subjects"`. */
const line = '((?:GET|PUT|POST|DELETE|HEAD|OPTIONS|PATCH|TRACE|BREW) "[^"]*")'

function parts(request: string): { readonly method: string; readonly path: string } {
  const [method = '', path = ''] = request.slice(0, -1).split(' "')
  return { method, path }
}

/** An Avro primitive as a whole schema: the shortest text that has a compatibility rule. */
function ofType(name: string): string {
  return JSON.stringify({ schema: JSON.stringify(name) })
}

function versions(subject: string): string {
  return `/subjects/${encodeURIComponent(subject)}/versions`
}

Given('I work in a context of my own', function (this: RegistryWorld) {
  this.mount = this.fill('/contexts/{ctx}')
})

Given(
  /^"([^"]+)" has the versions? (.+)$/,
  async function (this: RegistryWorld, subject: string, list: string) {
    for (const [, type] of list.matchAll(/"([^"]+)"/g)) {
      const path = versions(this.fill(subject))
      await this.arrange({ method: 'POST', path, body: ofType(String(type)) })
    }
  },
)

Given(
  /^"([^"]+)" has the (level|mode) (\w+)$/,
  async function (this: RegistryWorld, subject: string, setting: string, value: string) {
    const [route, key] = setting === 'level' ? ['config', 'compatibility'] : ['mode', 'mode']
    const path = `/${route}/${encodeURIComponent(this.fill(subject))}`
    await this.arrange({ method: 'PUT', path, body: JSON.stringify({ [key]: value }) })
  },
)

Given(new RegExp(`^I have sent ${line}$`), async function (this: RegistryWorld, request: string) {
  await this.arrange({ ...parts(request) })
})

Given(
  new RegExp(`^I have sent ${line} with:$`),
  async function (this: RegistryWorld, request: string, body: string) {
    await this.arrange({ ...parts(request), body })
  },
)

When(
  /^I register the type "([^"]+)" under "([^"]*)"$/,
  async function (this: RegistryWorld, type: string, subject: string) {
    await this.send({ method: 'POST', path: versions(this.fill(subject)), body: ofType(type) })
  },
)

When(
  /^I register under "([^"]*)" the (AVRO|JSON|PROTOBUF) schema:$/,
  async function (this: RegistryWorld, subject: string, schemaType: string, schema: string) {
    const body = JSON.stringify({ schemaType, schema })
    await this.send({ method: 'POST', path: versions(this.fill(subject)), body })
  },
)

When(
  /^I register under "([^"]*)" the request:$/,
  async function (this: RegistryWorld, subject: string, body: string) {
    await this.send({ method: 'POST', path: versions(this.fill(subject)), body })
  },
)

When(
  /^I look up the type "([^"]+)" under "([^"]*)"$/,
  async function (this: RegistryWorld, type: string, subject: string) {
    const path = `/subjects/${encodeURIComponent(this.fill(subject))}`
    await this.send({ method: 'POST', path, body: ofType(type) })
  },
)

When(
  /^I check the type "([^"]+)" against (all of|the latest of) "([^"]*)"$/,
  async function (this: RegistryWorld, type: string, which: string, subject: string) {
    const path = `/compatibility${versions(this.fill(subject))}${which === 'all of' ? '' : '/latest'}`
    await this.send({ method: 'POST', path: `${path}?verbose=true`, body: ofType(type) })
  },
)

When(new RegExp(`^I ${line}$`), async function (this: RegistryWorld, request: string) {
  await this.send({ ...parts(request) })
})

When(
  new RegExp(`^I ${line} with:$`),
  async function (this: RegistryWorld, request: string, body: string) {
    await this.send({ ...parts(request), body })
  },
)

When(
  new RegExp(`^I ${line} with the headers:$`),
  async function (this: RegistryWorld, request: string, table: DataTable) {
    await this.send({ ...parts(request), headers: table.rowsHash() })
  },
)

When(
  new RegExp(`^I ${line} as "([^"]*)" with:$`),
  async function (this: RegistryWorld, request: string, type: string, body: string) {
    await this.send({ ...parts(request), body, headers: { 'content-type': type } })
  },
)

When(
  new RegExp(`^I ${line} with (\\d+) spaces in front of:$`),
  async function (this: RegistryWorld, request: string, count: string, body: string) {
    await this.send({ ...parts(request), body: ' '.repeat(Number(count)) + body })
  },
)
