import type { Change, Commit } from '../model/changes.ts'
import type { ContextName } from '../model/context.ts'
import { type Digest, digestOf } from '../model/schema.ts'
import { applyCommit } from '../registry/apply.ts'
import { decodeCheckpoint } from '../registry/checkpoint.ts'
import { type ContextState, emptyState, summaryOf } from '../registry/state.ts'
import type { ContextEntry, Storage } from '../storage/storage.ts'

/** What was looked at in one context, and what is wrong with it: one sentence each. */
export type ContextReport = {
  readonly context: ContextName
  readonly revision: number
  readonly commits: number
  readonly contents: number
  readonly problems: readonly string[]
}

const contextsPerPage = 200
const digestsPerPage = 100
const mostProblems = 20

/**
 * Verifies logs as they are read, context by context: revisions without gaps, each commit's
 * summary equal to the state that its changes lead to, every content there and true to its digest.
 */
export async function* checkContexts(
  storage: Storage,
  only: ContextName | undefined,
): AsyncIterable<ContextReport> {
  if (only !== undefined) {
    const head = (await storage.heads([only])).get(only)
    if (head && head.revision > 0) yield await checkContext(storage, { context: only, head })
    return
  }
  let after: ContextName | undefined
  for (;;) {
    const page = await storage.contexts(after, contextsPerPage)
    for (const entry of page) yield await checkContext(storage, entry)
    after = page.at(-1)?.context
    if (page.length < contextsPerPage || after === undefined) return
  }
}

async function checkContext(storage: Storage, entry: ContextEntry): Promise<ContextReport> {
  const { context, head } = entry
  const problems: string[] = []
  const digests = new Set<Digest>()
  const log = new LogCheck(context, problems)
  try {
    for await (const commit of storage.commits(context, 0)) {
      if (commit.revision > head.revision) break
      await log.take(commit, storage)
    }
    if (log.state.revision !== head.revision) {
      problems.push(
        `the head says revision ${head.revision}, the log ends at ${log.state.revision}`,
      )
    } else if (!sameSummary(head.summary, summaryOf(log.state))) {
      problems.push('the summary beside the head is not that of the log')
    }
    for (const [, subject] of log.state.subjects.entries()) {
      for (const [, row] of subject.versions.entries()) digests.add(row.digest)
    }
    problems.push(...(await checkContents(storage, context, [...digests])))
  } catch (error) {
    problems.push(`cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  const { commits } = log
  const { revision } = head
  return { context, revision, commits, contents: digests.size, problems: bounded(problems) }
}

/** Folds a log commit by commit and notes what does not fit. */
class LogCheck {
  state: ContextState
  commits = 0
  readonly #problems: string[]

  constructor(context: ContextName, problems: string[]) {
    this.state = emptyState(context)
    this.#problems = problems
  }

  async take(commit: Commit, storage: Storage): Promise<void> {
    const { context, revision, changes, summary } = commit
    if (this.commits === 0 && revision > 1 && !restarts(changes)) {
      await this.#startFromCheckpoint(storage, revision)
    }
    this.commits++
    if (revision <= this.state.revision) return
    if (revision !== this.state.revision + 1 && !restarts(changes)) {
      this.#problems.push(`revisions ${this.state.revision + 1} to ${revision - 1} are missing`)
    }
    if (commit.context !== this.state.context) {
      this.#problems.push(`revision ${revision} is of context ${context}`)
    }
    applyCommit(this.state, commit)
    if (!sameSummary(summary, summaryOf(this.state))) {
      this.#problems.push(`the summary of revision ${revision} is not that of its state`)
    }
  }

  /** A purged log begins with a checkpoint. */
  async #startFromCheckpoint(storage: Storage, revision: number): Promise<void> {
    const { context } = this.state
    const checkpoint = await storage.checkpoint(context)
    const pause = () => Promise.resolve()
    const state = checkpoint && (await decodeCheckpoint(context, checkpoint, pause))
    if (state && state.revision >= revision - 1) this.state = state
  }
}

function restarts(changes: readonly Change[]): boolean {
  return changes[0]?.kind === 'contextDeleted'
}

async function checkContents(
  storage: Storage,
  context: ContextName,
  digests: readonly Digest[],
): Promise<readonly string[]> {
  const problems: string[] = []
  for (let at = 0; at < digests.length; at += digestsPerPage) {
    const page = digests.slice(at, at + digestsPerPage)
    const found = await storage.contents(context, page)
    for (const digest of page) {
      const data = found.get(digest)
      if (data === undefined) problems.push(`content ${digest} is missing`)
      else if (digestOf(data) !== digest) problems.push(`content ${digest} has been altered`)
    }
  }
  return problems
}

function sameSummary(a: Commit['summary'], b: Commit['summary']): boolean {
  return (
    a.nextId === b.nextId && a.live === b.live && a.deleted === b.deleted && a.created === b.created
  )
}

function bounded(problems: readonly string[]): readonly string[] {
  if (problems.length <= mostProblems) return problems
  return [...problems.slice(0, mostProblems), `and ${problems.length - mostProblems} more`]
}
