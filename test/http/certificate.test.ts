import { execFileSync } from 'node:child_process'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { Certificate } from '../../src/http/certificate.ts'
import { Listeners } from '../../src/http/listeners.ts'

// Machines are busy at times.
vi.setConfig({ testTimeout: 60_000 })

const folder = mkdtempSync(join(tmpdir(), 'schemarium-tls-'))
const files = {
  certificate: join(folder, 'tls.crt'),
  key: join(folder, 'tls.key'),
  password: undefined,
  minVersion: 'TLSv1.2',
} as const

afterAll(() => rmSync(folder, { recursive: true }))

/** Makes a certificate for the name with OpenSSL's program and moves it into place. */
function issue(name: string): void {
  const [cert, key] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)]
  const subject = ['-subj', `/CN=${name}`, '-days', '2']
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  execFileSync('openssl', ['req', '-x509', ...curve, ...subject, '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  })
  renameSync(key, files.key)
  renameSync(cert, files.certificate)
}

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function nameAt(port: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const options = { host: '127.0.0.1', port, rejectUnauthorized: false, agent: false }
  const asked = request(options, (answer) => {
    // An https request's socket is a TLS one.
    const { subject } = (answer.socket as TLSSocket).getPeerCertificate()
    answer.resume()
    resolve(String(subject.CN))
  })
  asked.on('error', reject)
  asked.end()
  return promise
}

describe.skipIf(!hasOpenssl())('with certificates made by openssl', () => {
  test('a changed certificate is used for new connections, a broken one is not', async () => {
    issue('first')
    const certificate = new Certificate(files)
    const news: string[] = []
    certificate.watch({
      changed: (expires) => news.push(`until ${expires.getTime() > Date.now()}`),
      refused: () => news.push('refused'),
    })
    const limits = {
      headersTimeout: 10_000,
      requestTimeout: 10_000,
      readerTimeout: 10_000,
      keepAliveTimeout: 10_000,
      maxConnections: 10,
    }
    const listeners = new Listeners((_request, response) => response.end(), limits)
    const port = await listeners.listen(new URL('https://127.0.0.1:0'), certificate)
    expect(await nameAt(port)).toBe('first')
    expect(certificate.expires.getTime()).toBeGreaterThan(Date.now())

    issue('second')
    await vi.waitFor(async () => expect(await nameAt(port)).toBe('second'), 15_000)
    expect(news).toContain('until true')

    writeFileSync(files.certificate, 'no certificate')
    await vi.waitFor(() => expect(news).toContain('refused'), 15_000)
    expect(await nameAt(port)).toBe('second')
    certificate.close()
    await listeners.drain({ timeout: 0 })
  }, 60_000)

  test('a key that does not belong to the certificate stops the start', () => {
    issue('third')
    const key = execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519'])
    writeFileSync(files.key, key)
    expect(() => new Certificate(files)).toThrow(/not that of the certificate/)
  })
})

test('a certificate file that is not there stops the start', () => {
  const none = join(folder, 'none.crt')
  expect(() => new Certificate({ ...files, certificate: none })).toThrow(/ENOENT/)
})
