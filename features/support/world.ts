import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { OutgoingHttpHeaders } from 'node:http'
import { After, setWorldConstructor } from '@cucumber/cucumber'
import { difference, type Strictness } from '../../test/difference.ts'
import { type Answer, exchange } from '../../test/exchange.ts'
import { misfit } from '../../test/openapi.ts'
import { isRemote, registryUrl } from './registry.ts'

const json = 'application/vnd.schemaregistry.v1+json'
/** Settings that reach beyond a scenario's own names; what it sets there is removed after it. */
const shared = /^\/(config|mode)(\/(:\.__GLOBAL:|:\.:)?)?$/

export type Sent = {
  readonly method: string
  readonly path: string
  readonly body?: string
  readonly headers?: OutgoingHttpHeaders
}

/**
 * What a scenario knows: names of its own and the last answer. It speaks HTTP and nothing else.
 * In paths, bodies and expectations `{s}` is a subject, `{name}` an Avro name, `{ctx}` and `{other}`
 * are contexts nobody else uses (`{bare}` is the first without its dot), and any other name in
 * braces stands for the value remembered under it.
 */
export class RegistryWorld {
  /** Put before every path: empty, or `/contexts/…` once the scenario works in its own context. */
  mount = ''
  readonly #names: Map<string, string>
  readonly #changed = new Set<string>()
  #answer: Answer | undefined

  constructor() {
    const suffix = randomBytes(5).toString('hex')
    this.#names = new Map([
      ['s', `s-${suffix}`],
      ['name', `n${suffix}`],
      ['bare', `c-${suffix}`],
      ['ctx', `.c-${suffix}`],
      ['other', `.d-${suffix}`],
    ])
  }

  get answer(): Answer {
    assert(this.#answer, 'nothing was asked yet')
    return this.#answer
  }

  get body(): unknown {
    return parse(this.answer.text)
  }

  remember(name: string, value: unknown): void {
    this.#names.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  }

  /** The text with every known `{name}` replaced; other braces stay. */
  fill(text: string): string {
    return text.replace(/\{(\w+)\}/g, (whole, name) => this.#names.get(name) ?? whole)
  }

  async send({ method, path, body, headers }: Sent): Promise<void> {
    const target = this.mount + this.fill(path)
    if (shared.test(target) && method === 'PUT') this.#changed.add(target)
    const content = body === undefined ? {} : { body: this.fill(body) }
    const type = body === undefined ? {} : { 'content-type': json }
    this.#answer = await exchange(registryUrl(), {
      method,
      target,
      headers: { ...type, ...headers },
      ...content,
    })
    this.#checkForm(method)
    if (!isRemote) assert.equal(misfit(method, target, this.answer), undefined)
  }

  /** Sends a request that the scenario takes for granted. */
  async arrange(sent: Sent): Promise<void> {
    await this.send(sent)
    const { status, text } = this.answer
    assert(status < 300, `${sent.method} ${this.fill(sent.path)} answered ${status} ${text}`)
  }

  /** Compares the last body with a JSON text that may hold `{name}` and `<int>`-like stand-ins. */
  expectBody(expected: string, strictness: Strictness): void {
    const found = difference(parse(this.fill(expected)), this.body, strictness)
    assert(found === undefined, `${found}\nin ${this.answer.status} ${this.answer.text}`)
  }

  async restore(): Promise<void> {
    this.mount = ''
    const inOrder = [...this.#changed].sort((a, b) => b.localeCompare(a))
    for (const path of inOrder) await this.send({ method: 'DELETE', path })
  }

  /** What holds for every answer, whatever the scenario is about. */
  #checkForm(method: string): void {
    const { status, text, headers } = this.answer
    assert(headers['x-request-id'], 'X-Request-ID is on every answer')
    if (status < 400 || method === 'HEAD' || isRemote) return
    const error = parse(text)
    const problem = difference({ error_code: '<int>', message: '<text>' }, error, 'exact')
    assert(problem === undefined, `not an error envelope: ${text}`)
    const code = String((error as { error_code: number }).error_code)
    assert.equal(code.slice(0, 3), String(status), `status and error_code disagree: ${text}`)
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Error(`not JSON: ${text}`, { cause })
  }
}

setWorldConstructor(RegistryWorld)

After(async function (this: RegistryWorld) {
  await this.restore()
})
