/**
 * Kills servers and databases under load and checks that nothing acknowledged is lost:
 *
 *   npm run crash -- --store postgres --cycles 100 --seed 7
 *
 * `--store` is sqlite, postgres, mariadb, mysql or cassandra (see `npm run services`, whose server
 * is killed in every tenth cycle). The seed decides what the writers ask for and what is killed
 * when; how far each request had come by then differs from run to run.
 */
import { parseArgs } from 'node:util'
import { sharedStores } from '../instances/databases.ts'
import { crashCheck } from './check.ts'
import { summaryOf } from './summary.ts'

const { values } = parseArgs({
  options: {
    store: { type: 'string', default: 'sqlite' },
    cycles: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    writers: { type: 'string', default: '12' },
  },
})
const store = sharedStores.find((name) => name === values.store)
if (!store) throw new Error(`--store is one of ${sharedStores.join(', ')}`)

const report = await crashCheck({
  store,
  cycles: Number(values.cycles),
  seed: Number(values.seed),
  writers: Number(values.writers),
  databaseEvery: 10,
  progress: (cycle) => process.stderr.write(cycle % 10 === 0 ? ` ${cycle}` : '.'),
})
process.stderr.write('\n')
process.stdout.write(summaryOf(report))
if (report.ledger.violations.length > 0) process.exitCode = 1
