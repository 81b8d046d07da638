import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { type Connection, connect, isBusy } from './sqlite-connection.ts'
import { type Job, perform } from './sqlite-jobs.ts'

/** A job with the number its answer carries. */
export type Request = { readonly id: number; readonly job: Job } | 'close'

/** `unknown` is true where the job may or may not be in the file. */
export type Answer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: unknown; readonly unknown: boolean }

type Numbered = Exclude<Request, 'close'>

const GROUP = 256
const BUSY_MILLIS = 5000
const BUSY_ATTEMPTS = 6

/** Thread entry point: the only place of the process that writes to the file. */
async function main(port: MessagePort, path: string): Promise<void> {
  const connection = await connect(path, BUSY_MILLIS)
  port.on('message', (first: Request) => {
    const group = collect(port, first)
    const jobs = group.filter((request) => request !== 'close')
    for (const answer of commitGroup(connection, jobs)) port.postMessage(answer)
    if (jobs.length === group.length) return
    connection.db.close()
    port.close()
  })
}

/** What has queued up while the previous group was committed: it shares one transaction and fsync. */
function collect(port: MessagePort, first: Request): readonly Request[] {
  const group = [first]
  while (group.length < GROUP && group.at(-1) !== 'close') {
    const next = receiveMessageOnPort(port)
    if (!next) break
    group.push(next.message)
  }
  return group
}

function commitGroup(connection: Connection, group: readonly Numbered[]): readonly Answer[] {
  const { db } = connection
  if (group.length === 0) return []
  const fail = (error: unknown, unknown: boolean) => group.map(({ id }) => ({ id, error, unknown }))
  let answers: readonly Answer[]
  try {
    begin(connection)
    answers = group.map((request) => attempt(connection, request))
  } catch (error) {
    if (db.isTransaction) db.exec('rollback')
    return fail(error, false)
  }
  try {
    db.exec('commit')
  } catch (error) {
    // The pages may have reached the log file before the disk refused: only reading back tells.
    if (db.isTransaction) db.exec('rollback')
    return fail(error, true)
  }
  return answers
}

function begin({ statement }: Connection): void {
  for (let attempts = 1; ; attempts++) {
    try {
      statement('begin immediate').run()
      return
    } catch (error) {
      if (!isBusy(error) || attempts === BUSY_ATTEMPTS) throw error
    }
  }
}

/** One job within the group's transaction; its failure leaves the others in. */
function attempt(connection: Connection, { id, job }: Numbered): Answer {
  const { db, statement } = connection
  statement('savepoint job').run()
  try {
    const result = perform(connection, job)
    statement('release job').run()
    return { id, result }
  } catch (error) {
    // Without a transaction SQLite itself has rolled everything back, e.g. for a full disk.
    if (!db.isTransaction) throw error
    db.exec('rollback to job; release job')
    return { id, error, unknown: false }
  }
}

if (parentPort) await main(parentPort, String(workerData))
