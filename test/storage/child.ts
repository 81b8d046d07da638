/**
 * A process of its own over a store: `child.ts migrate URL` migrates, `child.ts write URL CONTEXT`
 * appends until it is killed and prints each revision once it is acknowledged.
 */

import type { ContextName } from '../../src/model/context.ts'
import { openStorage } from '../../src/storage/open.ts'
import { content, entryOf } from './samples.ts'

const [task, url = '', context = ''] = process.argv.slice(2)
const storage = await openStorage(url)
await storage.migrate()
if (task === 'write') await write(context as ContextName)
else await storage.ping()
await storage.close()

async function write(name: ContextName): Promise<void> {
  let revision = ((await storage.heads([name])).get(name)?.revision ?? 0) + 1
  for (;;) {
    const contents = [content(`content ${revision}`)]
    const [outcome] = await storage.append([entryOf(name, revision, { contents })])
    if (outcome?.kind === 'appended') process.stdout.write(`${revision}\n`)
    revision += outcome?.kind === 'conflict' ? outcome.commits.length : 1
  }
}
