/**
 * Loaded into a server under test with `--import`: remembers the longest turn of its event loop,
 * in milliseconds of the main thread's own processor time, which unlike the clock does not depend
 * on what else the machine is doing. Whoever connects to LOOP_MONITOR_PORT is told and starts anew.
 */
import { createServer } from 'node:net'
import { isMainThread } from 'node:worker_threads'

const everyMillis = 2

function watch(port: number): void {
  let before = process.threadCpuUsage()
  let longest = 0
  const look = () => {
    const { user, system } = process.threadCpuUsage(before)
    before = process.threadCpuUsage()
    longest = Math.max(longest, (user + system) / 1000)
  }
  setInterval(look, everyMillis).unref()
  createServer((socket) => {
    look()
    const rss = process.memoryUsage.rss()
    const polluted = Reflect.ownKeys(Object.prototype).length - ownKeysAtStart
    socket.on('error', () => socket.destroy())
    socket.end(JSON.stringify({ longest, rss, polluted }))
    longest = 0
  })
    .listen(port, '127.0.0.1')
    .unref()
}

const ownKeysAtStart = Reflect.ownKeys(Object.prototype).length
const { LOOP_MONITOR_PORT: port } = process.env
if (isMainThread && port !== undefined) watch(Number(port))
