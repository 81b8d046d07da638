/**
 * What associations come to, told a second time: no contexts, no logs, one step after the other.
 * Topics are of the namespace `ns`; types of schemas all fit each other. Answers are error codes.
 */
export type Step =
  | { readonly do: 'register'; readonly subject: string; readonly type: string }
  | { readonly do: 'delete'; readonly subject: string }
  | (Aim & { readonly do: 'createWeak' | 'putWeak'; readonly subject: string })
  | (Aim & { readonly do: 'createStrong' | 'putStrong'; readonly type: string })
  | { readonly do: 'remove'; readonly topic: string; readonly cascade: boolean }

type Aim = { readonly topic: string; readonly kind: string }

type Tie = Aim & {
  readonly subject: string
  readonly strong: boolean
}

export const ownSubject = (topic: string, kind: string) => `:.ns:${topic}-${kind}`

export class AssociationModel {
  #ties: readonly Tie[] = []
  /** Types of live versions; an empty list for a subject with soft-deleted ones only. */
  readonly #subjects = new Map<string, readonly string[]>()

  get ties(): readonly string[] {
    return this.#ties
      .map(({ topic, kind, subject, strong }) => {
        return `${topic} ${kind} -> ${subject} ${strong ? 'STRONG' : 'WEAK'}`
      })
      .sort()
  }

  get subjects(): readonly (readonly [string, number])[] {
    return [...this.#subjects]
      .filter(([, types]) => types.length > 0)
      .map(([subject, types]) => [subject, types.length] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1))
  }

  take(step: Step): number | 'ok' {
    if (step.do === 'register') return this.#register(step.subject, step.type)
    if (step.do === 'delete') return this.#delete(step.subject)
    if (step.do === 'remove') return this.#remove(step.topic, step.cascade)
    const known = this.#ties.find(({ topic, kind }) => topic === step.topic && kind === step.kind)
    if ('subject' in step) {
      const tie = { topic: step.topic, kind: step.kind, subject: step.subject, strong: false }
      return this.#weak(tie, known, step.do === 'createWeak')
    }
    const { topic, kind, type } = step
    const tie = { topic, kind, subject: ownSubject(topic, kind), strong: true }
    return step.do === 'createStrong'
      ? this.#createStrong(tie, known, type)
      : this.#putStrong(known, type)
  }

  #live(subject: string): readonly string[] {
    return this.#subjects.get(subject) ?? []
  }

  #register(subject: string, type: string): 'ok' {
    const types = this.#live(subject)
    if (!types.includes(type)) this.#subjects.set(subject, [...types, type])
    return 'ok'
  }

  #delete(subject: string): number | 'ok' {
    if (!this.#subjects.has(subject)) return 40401
    if (this.#live(subject).length === 0) return 40404
    if (this.#ties.some((tie) => tie.subject === subject)) return 40904
    this.#subjects.set(subject, [])
    return 'ok'
  }

  #weak(tie: Tie, known: Tie | undefined, create: boolean): number | 'ok' {
    const own = tie.subject === ownSubject(tie.topic, tie.kind)
    if (!create && known) {
      return !known.strong && known.subject === tie.subject ? 'ok' : 42212
    }
    if (own) return 42212
    if (known) return !known.strong && known.subject === tie.subject ? 'ok' : 40903
    if (this.#ties.some(({ topic, strong }) => topic === tie.topic && strong)) return 42212
    if (this.#live(tie.subject).length === 0) return 40907
    if (this.#ties.some(({ subject, strong }) => subject === tie.subject && strong)) return 40905
    this.#ties = [...this.#ties, tie]
    return 'ok'
  }

  #createStrong(tie: Tie, known: Tie | undefined, type: string): number | 'ok' {
    const types = this.#live(tie.subject)
    if (known) return known.strong && types.includes(type) ? 'ok' : 40903
    if (types.some((other) => other !== type)) return 42212
    if (this.#ties.some(({ topic, strong }) => topic === tie.topic && !strong)) return 42212
    if (this.#ties.some(({ subject }) => subject === tie.subject)) return 40904
    this.#register(tie.subject, type)
    this.#ties = [...this.#ties, tie]
    return 'ok'
  }

  #putStrong(known: Tie | undefined, type: string): number | 'ok' {
    return known?.strong ? this.#register(known.subject, type) : 42212
  }

  #remove(topic: string, cascade: boolean): number | 'ok' {
    const gone = this.#ties.filter((tie) => tie.topic === topic)
    if (gone.length === 0) return 40410
    if (!cascade && gone.some(({ strong }) => strong)) return 40908
    this.#ties = this.#ties.filter((tie) => tie.topic !== topic)
    for (const { subject, strong } of gone) if (strong) this.#subjects.delete(subject)
    return 'ok'
  }
}
