/**
 * Keeps 64 connections busy, one request at a time each, for some seconds or a number of requests,
 * and prints what came of it. Writes and reads sockets itself: a client library would cost more
 * than the servers that are measured.
 */
import { connect, type Socket } from 'node:net'
import type { Load, LoadResult } from './load-process.ts'
import { operations } from './operations.ts'

const connections = 64

// Written by load-process.ts only.
const load = JSON.parse(process.argv[2] ?? '') as Load
const { hostname, port } = new URL(load.url)
const operation = operations.find(({ name }) => name === load.operation)
if (!operation) throw new Error(`no operation ${load.operation}`)
const { method, target, body } = operation

let next = load.first
let errors = 0
const millis: number[] = []

/** The bytes of the next request, undefined when it is time to stop. */
function request(): string | undefined {
  if (performance.now() >= end || next - load.first >= load.requests) return undefined
  const n = next++
  const head = `${method} ${target(n)} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n`
  if (!body) return `${head}\r\n`
  const content = body(n)
  const type = 'Content-Type: application/vnd.schemaregistry.v1+json'
  return `${head}${type}\r\nContent-Length: ${Buffer.byteLength(content)}\r\n\r\n${content}`
}

function work(): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const socket = connect(Number(port), hostname)
  let sent = 0
  let received = ''
  const send = () => {
    const text = request()
    if (text === undefined) {
      socket.end()
      return
    }
    sent = performance.now()
    socket.write(text)
  }
  socket.setNoDelay(true).setEncoding('latin1')
  socket.on('connect', send)
  socket.on('data', (text: string) => {
    received = received === '' ? text : received + text
    if (!isComplete(received)) return
    millis.push(performance.now() - sent)
    if (!received.startsWith('HTTP/1.1 200')) errors++
    received = ''
    send()
  })
  socket.on('error', reject)
  socket.on('close', () => settle(socket, resolve, reject))
  return promise
}

/** A server that closes before it is told to has not served the load. */
function settle(socket: Socket, resolve: () => void, reject: (error: Error) => void): void {
  if (socket.writableEnded) resolve()
  else reject(new Error('the server closed a connection'))
}

const contentLength = /\r\ncontent-length: (\d+)/i

function isComplete(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return false
  const [, length] = contentLength.exec(text) ?? []
  if (length === undefined) throw new Error(`no length: ${text.slice(0, end)}`)
  return text.length >= end + 4 + Number(length)
}

const start = performance.now()
const end = start + load.seconds * 1000
await Promise.all(Array.from({ length: connections }, work))
const seconds = (performance.now() - start) / 1000
const sorted = millis.toSorted((a, b) => a - b)
const result: LoadResult = {
  requests: millis.length,
  perSecond: millis.length / seconds,
  p99: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
  errors,
}
console.log(JSON.stringify(result))
