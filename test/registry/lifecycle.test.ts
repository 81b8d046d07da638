import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memoryStorage } from '../../src/storage/memory.ts'
import { type Command, texts, transcript } from './commands.ts'
import { opened } from './opened.ts'

type Row = { readonly text: number; readonly id: number; readonly deleted: boolean }
type Outcome = { readonly answer: unknown } | { readonly error: string }

/**
 * One subject alone in its context, as the contract tells it (4.1 to 4.3) and nothing else: the
 * rows by version, and the highest id ever given.
 */
class Model {
  #rows = new Map<number, Row>()
  #highestId = 0

  register(text: number): Outcome {
    const live = this.#live().find(([, row]) => row.text === text)
    if (live) return { answer: { version: live[0], id: live[1].id } }
    const version = Math.max(0, ...this.#rows.keys()) + 1
    const known = [...this.#rows.values()].find((row) => row.text === text)
    const id = known?.id ?? this.#highestId + 1
    this.#highestId = Math.max(this.#highestId, id)
    // Soft-deleted rows with the same id give way to the new one.
    for (const [number, row] of this.#rows) if (row.id === id) this.#rows.delete(number)
    this.#rows.set(version, { text, id, deleted: false })
    return { answer: { version, id } }
  }

  deleteVersion(spec: number | 'latest', permanent: boolean): Outcome {
    const version = spec === 'latest' ? this.#latest() : spec
    const row = this.#rows.get(version)
    if (!row) return { error: this.#rows.size === 0 ? 'subjectNotFound' : 'versionNotFound' }
    if (!permanent && row.deleted) return { error: 'versionSoftDeleted' }
    if (permanent && !row.deleted) return { error: 'versionNotSoftDeleted' }
    if (permanent) this.#rows.delete(version)
    else this.#rows.set(version, { ...row, deleted: true })
    return { answer: version }
  }

  deleteSubject(permanent: boolean): Outcome {
    if (this.#rows.size === 0) return { error: 'subjectNotFound' }
    const live = this.#live()
    if (!permanent && live.length === 0) return { error: 'subjectSoftDeleted' }
    if (permanent && live.length > 0) return { error: 'subjectNotSoftDeleted' }
    const answer = (permanent ? [...this.#rows.keys()] : live.map(([at]) => at)).sort(byNumber)
    if (permanent) this.#rows.clear()
    for (const [at, row] of live) this.#rows.set(at, { ...row, deleted: true })
    return { answer }
  }

  lookUp(text: number, deleted: boolean): Outcome {
    const candidates = deleted ? [...this.#rows] : this.#live()
    if (candidates.length === 0) return { error: 'subjectNotFound' }
    const found = candidates.filter(([, row]) => row.text === text).sort(([a], [b]) => b - a)[0]
    if (!found) return { error: 'schemaNotFound' }
    return { answer: { version: found[0], id: found[1].id } }
  }

  readVersion(spec: number | 'latest'): Outcome {
    const version = spec === 'latest' ? this.#latest() : spec
    const row = this.#rows.get(version)
    if (row && !row.deleted) return { answer: { version, id: row.id } }
    return { error: this.#live().length === 0 ? 'subjectNotFound' : 'versionNotFound' }
  }

  listVersions(deleted: boolean): Outcome {
    const versions = (deleted ? [...this.#rows] : this.#live()).map(([at]) => at).sort(byNumber)
    return versions.length === 0 ? { error: 'subjectNotFound' } : { answer: versions }
  }

  #live(): readonly (readonly [number, Row])[] {
    return [...this.#rows].filter(([, row]) => !row.deleted)
  }

  #latest(): number {
    return Math.max(0, ...this.#live().map(([at]) => at))
  }
}

const byNumber = (a: number, b: number) => a - b

type Step = Extract<
  Command,
  {
    readonly op:
      | 'register'
      | 'deleteVersion'
      | 'deleteSubject'
      | 'lookUp'
      | 'readVersion'
      | 'listVersions'
  }
>

function expected(model: Model, step: Step): Outcome {
  switch (step.op) {
    case 'register':
      return model.register(step.text)
    case 'deleteVersion':
      return model.deleteVersion(step.version, step.permanent)
    case 'deleteSubject':
      return model.deleteSubject(step.permanent)
    case 'lookUp':
      return model.lookUp(step.text, step.deleted)
    case 'readVersion':
      return model.readVersion(step.version)
    case 'listVersions':
      return model.listVersions(step.deleted)
  }
}

/** The parts of an answer that the model knows. */
function shortened(text: string): Outcome {
  const { answer, error } = JSON.parse(text)
  if (error !== undefined) return { error }
  if (typeof answer !== 'object' || Array.isArray(answer)) return { answer }
  return { answer: { version: answer.version, id: answer.id ?? answer.row.id } }
}

const at = { context: '.team', name: 's' }
const text = fc.nat({ max: texts.length - 1 })
const version = fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constant('latest' as const))
const flag = fc.boolean()
const op = <K extends Step['op']>(name: K) => ({ op: fc.constant(name), at: fc.constant(at) })

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ ...op('register'), text, version: fc.constant(0) }) },
  { weight: 4, arbitrary: fc.record({ ...op('deleteVersion'), version, permanent: flag }) },
  { weight: 2, arbitrary: fc.record({ ...op('deleteSubject'), permanent: flag }) },
  { weight: 1, arbitrary: fc.record({ ...op('lookUp'), text, deleted: flag }) },
  { weight: 1, arbitrary: fc.record({ ...op('readVersion'), version }) },
  { weight: 1, arbitrary: fc.record({ ...op('listVersions'), deleted: flag }) },
)

test('a subject lives, dies and comes back as the contract says', async () => {
  const steps = fc.array(step, { minLength: 1, maxLength: 60, size: 'max' })
  await fc.assert(
    fc.asyncProperty(steps, async (steps) => {
      await using registry = opened(memoryStorage(), { compatibilityLevel: 'NONE' })
      const model = new Model()
      for (const [at, step] of steps.entries()) {
        const answer = shortened(await transcript(registry, step))
        expect({ at, ...answer }).toEqual({ at, ...expected(model, step) })
      }
    }),
    { numRuns: 300 },
  )
}, 300_000)
