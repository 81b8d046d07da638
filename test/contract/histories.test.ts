import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { difference } from '../difference.ts'
import { exchange } from '../exchange.ts'
import { type RunningServer, sharedStorage, startServer } from '../server.ts'
import { mediaType } from './golden.ts'
import { ContextModel, type Flag, type Told, type Wanted } from './registry-model.ts'

/** A question to a context: the request, and what the model says to it. */
type Question = {
  readonly request: string
  readonly body?: object
  readonly answer: (model: ContextModel) => Told
}

let server: RunningServer

beforeAll(async () => {
  server = await startServer(sharedStorage())
}, 120_000)

afterAll(async () => {
  await server.stop()
}, 30_000)

const subject = fc.constantFrom('a', 'b')
const content = fc
  .constantFrom('E', 'F', 'G')
  .map((name) => JSON.stringify({ type: 'enum', name, symbols: [] }))
const wanted = fc.constantFrom<Wanted>(1, 2, 3, 4, 'latest')
const yes = fc.boolean()

const registering = (s: string, schema: string): Question => ({
  request: `POST /subjects/${s}/versions`,
  body: { schema },
  answer: (model) => model.register(s, schema),
})
const deletingVersion = (s: string, version: Wanted, permanent: boolean): Question => ({
  request: `DELETE /subjects/${s}/versions/${version}?permanent=${permanent}`,
  answer: (model) => model.deleteVersion(s, version, permanent),
})
const deletingSubject = (s: string, permanent: boolean): Question => ({
  request: `DELETE /subjects/${s}?permanent=${permanent}`,
  answer: (model) => model.deleteSubject(s, permanent),
})
const lookingUp = (s: string, schema: string, deleted: boolean): Question => ({
  request: `POST /subjects/${s}?deleted=${deleted}`,
  body: { schema },
  answer: (model) => model.lookUp(s, schema, deleted),
})
const readingVersion = (s: string, version: Wanted, deleted: boolean): Question => ({
  request: `GET /subjects/${s}/versions/${version}?deleted=${deleted}`,
  answer: (model) => model.version(s, version, deleted),
})
const listing = (s: string, flag: Flag): Question => ({
  request: `GET /subjects/${s}/versions?${flag}=true`,
  answer: (model) => model.versions(s, flag),
})
const readingId = (id: number): Question => ({
  request: `GET /schemas/ids/${id}`,
  answer: (model) => model.content(id),
})
const readingUsers = (id: number): Question => ({
  request: `GET /schemas/ids/${id}/subjects`,
  answer: (model) => model.subjectsOfId(id),
})
const listingSubjects = (deleted: boolean): Question => ({
  request: `GET /subjects?deleted=${deleted}`,
  answer: (model) => model.subjects(deleted),
})

const question: fc.Arbitrary<Question> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(subject, content).map(([s, schema]) => registering(s, schema)) },
  { weight: 4, arbitrary: fc.tuple(subject, wanted, yes).map((args) => deletingVersion(...args)) },
  { weight: 3, arbitrary: fc.tuple(subject, yes).map((args) => deletingSubject(...args)) },
  { weight: 2, arbitrary: fc.tuple(subject, content, yes).map((args) => lookingUp(...args)) },
  { weight: 2, arbitrary: fc.tuple(subject, wanted, yes).map((args) => readingVersion(...args)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(subject, fc.constantFrom<Flag>('', 'deleted', 'deletedOnly', 'deletedAsNegative'))
      .map(([s, flag]) => listing(s, flag)),
  },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 6 }).map(readingId) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 6 }).map(readingUsers) },
  { weight: 1, arbitrary: yes.map(listingSubjects) },
  {
    weight: 1,
    arbitrary: fc.constant<Question>({ request: 'DELETE ', answer: (m) => m.remove() }),
  },
)

async function ask(context: string, { request, body }: Question): Promise<Told> {
  const [method = '', path = ''] = request.split(' ')
  const { status, text } = await exchange(server.url, {
    method,
    target: `/contexts/${context}${path}`,
    headers: { 'content-type': mediaType },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (text === '') return { code: status }
  const told: unknown = JSON.parse(text)
  const code = (told as { error_code?: number }).error_code ?? status
  return { code, body: told }
}

async function agree(model: ContextModel, asked: Question, path: string): Promise<void> {
  const expected = asked.answer(model)
  const actual = await ask(model.name, asked)
  expect(actual.code, `${path}: ${JSON.stringify(actual.body)}`).toBe(expected.code)
  if (expected.body === undefined) return
  expect(difference(expected.body, actual.body, 'partial'), path).toBeUndefined()
}

test('two contexts answer every history as the model does', { timeout: 120_000 }, async () => {
  const step = fc.record({ first: fc.boolean(), asked: question })
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 10, maxLength: 60, size: 'max' }),
      async (steps) => {
        const suffix = randomBytes(5).toString('hex')
        const models = [new ContextModel(`.p-${suffix}`), new ContextModel(`.q-${suffix}`)] as const
        for (const model of models) {
          const none: Question = {
            request: 'PUT /config',
            body: { compatibility: 'NONE' },
            answer: () => ({ code: 200 }),
          }
          await agree(model, none, 'PUT /config')
        }
        const path: string[] = []
        for (const { first, asked } of steps) {
          path.push(`${first ? 'p' : 'q'} ${asked.request} ${JSON.stringify(asked.body ?? '')}`)
          await agree(models[first ? 0 : 1], asked, path.join('\n'))
        }
      },
    ),
    { numRuns: 60 },
  )
})
