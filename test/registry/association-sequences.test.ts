import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deleteSubject } from '../../src/registry/deletion.ts'
import type { Registry } from '../../src/registry/registry.ts'
import { listSubjects } from '../../src/registry/subject-listing.ts'
import { listVersions } from '../../src/registry/versions.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { AssociationModel, ownSubject, type Step } from './association-model.ts'
import {
  outcome,
  registered,
  strong,
  subject,
  tie,
  ties,
  topic,
  untie,
  upsert,
  weak,
} from './association-steps.ts'
import { opened } from './opened.ts'

const topics = ['t', 'u'] as const
const kinds = ['key', 'value'] as const
const subjects = ['s', ':.a:s', ':.ns:s', ...topics.map((name) => ownSubject(name, 'value'))]

const topicName = fc.constantFrom(...topics)
const kind = fc.constantFrom(...kinds)
const name = fc.constantFrom(...subjects)
/** Avro reads either as the other. */
const type = fc.constantFrom('string', 'bytes')

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('register'), subject: name, type }),
  fc.record({ do: fc.constant('delete'), subject: name }),
  fc.record({
    do: fc.constantFrom('createWeak', 'putWeak'),
    topic: topicName,
    kind,
    subject: name,
  }),
  fc.record({ do: fc.constantFrom('createStrong', 'putStrong'), topic: topicName, kind, type }),
  fc.record({ do: fc.constant('remove'), topic: topicName, cascade: fc.boolean() }),
)

function take(registry: Registry, step: Step): Promise<unknown> {
  const freshness = { stale: false }
  switch (step.do) {
    case 'register':
      return registered(registry, step.subject, step.type)
    case 'delete':
      return deleteSubject(registry, subject(step.subject), { permanent: false, freshness })
    case 'remove':
      return untie(registry, step.topic, { cascade: step.cascade })
    case 'createWeak':
      return tie(registry, topic(step.topic, weak(step.subject, step.kind)))
    case 'putWeak':
      return tie(registry, topic(step.topic, upsert(weak(step.subject, step.kind))))
    case 'createStrong':
      return tie(registry, topic(step.topic, strong(step.type, step.kind)))
    case 'putStrong':
      return tie(registry, topic(step.topic, upsert(strong(step.type, step.kind))))
  }
}

async function subjectsIn(registry: Registry): Promise<readonly (readonly [string, number])[]> {
  const freshness = { stale: false }
  const live = { deleted: false, deletedOnly: false, deletedAsNegative: false }
  const names = await listSubjects(registry, { kind: 'all', name: '' }, live, freshness)
  return Promise.all(
    names.map(async (name) => {
      const versions = await listVersions(registry, subject(name), live, freshness)
      return [name, versions.length] as const
    }),
  )
}

test('any sequence of requests comes to what the model says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
      await using registry = opened(memoryStorage())
      const model = new AssociationModel()
      for (const one of steps) {
        const answer = await outcome(take(registry, one))
        expect(answer, JSON.stringify(one)).toBe(model.take(one))
        expect([...(await ties(registry))].sort(), JSON.stringify(one)).toEqual(model.ties)
      }
      expect(await subjectsIn(registry)).toEqual(model.subjects)
    }),
    { numRuns: 100 },
  )
}, 60_000)
