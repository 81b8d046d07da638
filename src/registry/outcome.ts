import type { Commit } from '../model/changes.ts'
import type { AppendEntry, AppendOutcome, Storage } from '../storage/storage.ts'

const retryMillis = 50

/**
 * Learns what became of an append whose reply was lost: the log holds our token (appended), a
 * stranger's (conflict), or nothing, and then the same commit is appended again. Tries until the
 * deadline (milliseconds since the epoch), then throws what stood in the way.
 */
export async function resolveOutcome(
  storage: Storage,
  entry: AppendEntry,
  deadline: number,
): Promise<AppendOutcome> {
  for (;;) {
    try {
      const known = outcomeFrom(entry.commit, await commitsSince(storage, entry.commit))
      if (known) return known
      const [outcome] = await storage.append([entry])
      if (outcome?.kind !== 'conflict') return { kind: 'appended' }
      return outcomeFrom(entry.commit, outcome.commits) ?? outcome
    } catch (error) {
      if (Date.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, retryMillis))
    }
  }
}

async function commitsSince(storage: Storage, commit: Commit): Promise<readonly Commit[]> {
  const commits: Commit[] = []
  for await (const found of storage.commits(commit.context, commit.revision - 1)) {
    commits.push(found)
  }
  return commits
}

function outcomeFrom(mine: Commit, commits: readonly Commit[]): AppendOutcome | undefined {
  if (commits.some(({ token }) => token === mine.token)) return { kind: 'appended' }
  return commits.length > 0 ? { kind: 'conflict', commits } : undefined
}
