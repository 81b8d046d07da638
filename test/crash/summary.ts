import type { CrashReport } from './check.ts'

const shownViolations = 20

/** The report as one page of text. */
export function summaryOf(report: CrashReport): string {
  const { ledger, audit } = report
  const { counts, violations } = ledger
  const rows: readonly (readonly [string, string | number])[] = [
    ['store', report.store],
    ['seed', report.seed],
    ['cycles', report.cycles],
    ['duration', `${report.seconds} s`],
    ['servers killed (SIGKILL)', report.serversKilled],
    [
      report.store === 'sqlite' ? 'all servers killed at once' : 'database killed (SIGKILL)',
      report.databaseKills,
    ],
    ['longest recovery after that', `${report.longestRecovery} ms`],
    ['writers', report.writers],
    ['registrations acknowledged', counts.acknowledged],
    ['deletions acknowledged', counts.deletions],
    ['settings acknowledged', counts.settings],
    ['writes without success', counts.unanswered],
    ['reads right after a write', counts.reads],
    ['versions in the end', `${audit.versions}, ${audit.deleted} of them soft-deleted`],
    ['highest ids', audit.highestIds.join(', ')],
    ['log check', report.verdict],
    ['violations', violations.length],
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  const lines = rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`)
  return [...lines, ...violations.slice(0, shownViolations), ''].join('\n')
}
