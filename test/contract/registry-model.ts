/** The answer of the model: a status, or an error code, and what the body must be. */
export type Told = { readonly code: number; readonly body?: unknown }

type Row = {
  readonly version: number
  readonly id: number
  readonly content: string
  deleted: boolean
}
export type Flag = '' | 'deleted' | 'deletedOnly' | 'deletedAsNegative'
export type Wanted = number | 'latest'

/**
 * A context in the plainest words: lists that are searched. No references, no levels, no modes.
 * It exists to disagree with the registry when one of the two is wrong.
 */
export class ContextModel {
  readonly name: string
  #nextId = 1
  #listed = false
  readonly #subjects = new Map<string, Row[]>()

  constructor(name: string) {
    this.name = name
  }

  register(subject: string, content: string): Told {
    const rows = this.#rows(subject)
    const same = rows.find((row) => row.content === content && !row.deleted)
    if (same) return { code: 200, body: { id: same.id, version: same.version } }
    const known = this.#all().find((row) => row.content === content)
    const id = known?.id ?? this.#nextId++
    const version = Math.max(0, ...rows.map((row) => row.version)) + 1
    const kept = rows.filter((row) => row.id !== id)
    this.#subjects.set(subject, [...kept, { version, id, content, deleted: false }])
    this.#listed = true
    return { code: 200, body: { id, version } }
  }

  lookUp(subject: string, content: string, deleted: boolean): Told {
    const rows = this.#visible(subject, deleted)
    if (rows.length === 0) return { code: 40401 }
    const hit = rows.find((row) => row.content === content)
    return hit ? { code: 200, body: this.#schema(subject, hit) } : { code: 40403 }
  }

  versions(subject: string, flag: Flag): Told {
    const rows = this.#rows(subject)
    const live = rows.filter((row) => !row.deleted)
    const any = flag === 'deleted' || flag === 'deletedOnly' ? rows : live
    if (any.length === 0) return { code: 40401 }
    const shown = {
      '': live,
      deleted: rows,
      deletedOnly: rows.filter((row) => row.deleted),
      deletedAsNegative: rows,
    }[flag]
    const negative = flag === 'deletedAsNegative'
    return {
      code: 200,
      body: shown.map((row) => (negative && row.deleted ? -row.version : row.version)),
    }
  }

  version(subject: string, wanted: Wanted, deleted: boolean): Told {
    const rows = this.#visible(subject, deleted)
    if (rows.length === 0) return { code: 40401 }
    const row = wanted === 'latest' ? this.#latest(subject) : rows.find((r) => r.version === wanted)
    return row ? { code: 200, body: this.#schema(subject, row) } : { code: 40402 }
  }

  deleteVersion(subject: string, wanted: Wanted, permanent: boolean): Told {
    const rows = this.#rows(subject)
    if (rows.length === 0) return { code: 40401 }
    const row = wanted === 'latest' ? this.#latest(subject) : rows.find((r) => r.version === wanted)
    if (!row) return { code: 40402 }
    if (permanent && !row.deleted) return { code: 40407 }
    if (!permanent && row.deleted) return { code: 40406 }
    if (permanent) this.#keep(subject, (other) => other !== row)
    else row.deleted = true
    return { code: 200, body: row.version }
  }

  deleteSubject(subject: string, permanent: boolean): Told {
    const rows = this.#rows(subject)
    const live = rows.filter((row) => !row.deleted)
    if (rows.length === 0) return { code: 40401 }
    if (permanent && live.length > 0) return { code: 40405 }
    if (!permanent && live.length === 0) return { code: 40404 }
    if (permanent) this.#keep(subject, () => false)
    else for (const row of live) row.deleted = true
    return { code: 200, body: (permanent ? rows : live).map((row) => row.version) }
  }

  subjects(deleted: boolean): Told {
    const names = [...this.#subjects.keys()].filter((s) => this.#visible(s, deleted).length > 0)
    return { code: 200, body: names.toSorted().map((subject) => this.#qualified(subject)) }
  }

  subjectsOfId(id: number): Told {
    if (!this.#all().some((row) => row.id === id)) return { code: 40403 }
    const names = [...this.#subjects.keys()].filter((subject) =>
      this.#visible(subject, false).some((row) => row.id === id),
    )
    return { code: 200, body: names.toSorted().map((subject) => this.#qualified(subject)) }
  }

  content(id: number): Told {
    const row = this.#all().find((other) => other.id === id)
    return row ? { code: 200, body: { schema: row.content } } : { code: 40403 }
  }

  remove(): Told {
    if (this.#all().length > 0) return { code: 42211 }
    this.#listed = false
    return { code: 204 }
  }

  listed(): Told {
    return { code: 200, body: this.#listed ? [this.name] : [] }
  }

  #rows(subject: string): readonly Row[] {
    return this.#subjects.get(subject) ?? []
  }

  #all(): readonly Row[] {
    return [...this.#subjects.values()].flat()
  }

  #visible(subject: string, deleted: boolean): readonly Row[] {
    return this.#rows(subject).filter((row) => deleted || !row.deleted)
  }

  #latest(subject: string): Row | undefined {
    return this.#visible(subject, false).at(-1)
  }

  #keep(subject: string, wanted: (row: Row) => boolean): void {
    const rows = this.#rows(subject).filter(wanted)
    if (rows.length > 0) this.#subjects.set(subject, rows)
    else this.#subjects.delete(subject)
  }

  #qualified(subject: string): string {
    return `:${this.name}:${subject}`
  }

  #schema(subject: string, { version, id, content }: Row): object {
    return { subject: this.#qualified(subject), version, id, schema: content }
  }
}
