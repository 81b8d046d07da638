import { describe, expect, test } from 'vitest'
import { openBehind } from './behind-proxy.ts'
import { type ServerStore, storeSkip, storeTitles } from './databases.ts'
import { type LosingProxy, startLosingProxy } from './losing-proxy.ts'
import { expectKept, registerUntil } from './registrations.ts'

/** `LOST_REPLIES` asks for more of them per store. */
const wanted = Number(process.env.LOST_REPLIES ?? 40)
const patience = 180_000 + wanted * 500
const contexts = 4

async function loseReplies(store: ServerStore): Promise<void> {
  let proxy: LosingProxy | undefined
  const start = async (host: string, port: number) => {
    proxy = await startLosingProxy(host, port, 3)
    return proxy
  }
  await using behind = await openBehind(store, start)
  const lost = () => proxy?.lost() ?? 0
  const most = wanted * 100
  const registrations = await registerUntil(
    behind.server.url,
    { contexts, prefix: 'f' },
    (count) => {
      return lost() >= wanted || count >= most
    },
  )
  expect(lost()).toBeGreaterThanOrEqual(wanted)
  expect(registrations.filter(({ id }) => id !== undefined).length).toBeGreaterThan(wanted)
  await expectKept(behind.direct.url, registrations)
}

describe.concurrent('when the reply to a commit is lost', () => {
  for (const [store, title] of storeTitles) {
    if (store === 'sqlite') continue
    test.skipIf(storeSkip(store))(
      `nothing acknowledged is lost and nothing is there twice over ${title}, ${wanted} times`,
      () => loseReplies(store),
      patience,
    )
  }
})
