import { Agent, get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { start } from './program.ts'

type Asked = { readonly status: number; readonly closes: boolean }

function ask(url: string, agent: Agent): Promise<Asked> {
  const { promise, resolve, reject } = Promise.withResolvers<Asked>()
  const request = get(`${url}/subjects`, { agent }, (answer) => {
    answer.resume()
    answer.on('end', () => {
      const closes = answer.headers.connection === 'close'
      resolve({ status: answer.statusCode ?? 0, closes })
    })
  })
  request.on('error', reject)
  return promise
}

test('a server that is stopped under load fails no request', async () => {
  const first = await start({})
  const second = await start({})
  const failures: unknown[] = []
  let stopped = false
  let answered = 0

  /** A keep-alive client that turns to the other server as a load balancer would. */
  async function client(): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    let { url } = first
    while (!stopped) {
      try {
        const { status, closes } = await ask(url, agent)
        if (status === 200) answered++
        else failures.push(status)
        if (closes) url = second.url
      } catch (error) {
        const { code } = error as { readonly code?: string }
        if (code === 'ECONNREFUSED' && url === first.url) url = second.url
        else failures.push(code)
      }
    }
    agent.destroy()
  }

  const clients = Array.from({ length: 20 }, client)
  await sleep(500)
  first.child.kill('SIGTERM')
  expect(await first.ended).toBe(0)
  await sleep(200)
  stopped = true
  await Promise.all(clients)
  second.child.kill('SIGTERM')
  expect(await second.ended).toBe(0)
  expect(failures).toEqual([])
  expect(answered).toBeGreaterThan(20)
}, 60_000)

test('during the drain delay requests are answered and readiness turns away', async () => {
  const server = await start({ SCHEMARIUM_DRAIN_DELAY: '1500ms' })
  server.child.kill('SIGTERM')
  await expect.poll(server.output).toContain('SIGTERM: stopping')
  const ready = await fetch(`${server.url}/health/ready`)
  expect(ready.status).toBe(503)
  expect(await ready.json()).toMatchObject({ reasons: ['the server is stopping'] })
  expect((await fetch(`${server.url}/subjects`)).status).toBe(200)
  expect(await server.ended).toBe(0)
}, 30_000)

test('a second signal ends it at once', async () => {
  const server = await start({ SCHEMARIUM_DRAIN_DELAY: '10m' })
  server.child.kill('SIGTERM')
  await expect.poll(server.output).toContain('SIGTERM: stopping')
  server.child.kill('SIGTERM')
  expect(await server.ended).toBe(1)
}, 30_000)

test('the start tells address, store and what to try, and nothing else', async () => {
  const server = await start({})
  server.child.kill('SIGINT')
  expect(await server.ended).toBe(0)
  const messages = server
    .output()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).msg)
  expect(messages).toEqual([
    `Schemarium listens on ${server.url} and keeps its data in memory`,
    `Try: curl ${server.url}/subjects`,
    'SIGINT: stopping',
    'Stopped',
  ])
}, 30_000)
