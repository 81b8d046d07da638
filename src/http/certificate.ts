import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync, unwatchFile, watchFile } from 'node:fs'
import { createSecureContext, type SecureContextOptions, type SecureVersion } from 'node:tls'

export type CertificateFiles = {
  /** PEM files: the chain with the server's certificate first, and its key. */
  readonly certificate: string
  readonly key: string
  readonly password: string | undefined
  readonly minVersion: SecureVersion
}

/** Told of a certificate that was taken into use, or why a new one was not. */
export type CertificateNews = {
  readonly changed: (expires: Date) => void
  readonly refused: (error: unknown) => void
}

const pollMillis = 2_000

/**
 * The certificate of the https listeners, read from its files and read again when they change. A
 * new one that cannot be used is refused and the old one stays. Throws if the first cannot be used.
 */
export class Certificate {
  readonly #files: CertificateFiles
  #options: SecureContextOptions
  #expires: Date
  readonly #users = new Set<(options: SecureContextOptions) => void>()

  constructor(files: CertificateFiles) {
    this.#files = files
    const { options, expires } = read(files)
    this.#options = options
    this.#expires = expires
  }

  get options(): SecureContextOptions {
    return this.#options
  }

  get expires(): Date {
    return this.#expires
  }

  /** Hands every later certificate to `user`. */
  onChange(user: (options: SecureContextOptions) => void): void {
    this.#users.add(user)
  }

  /** Looks at the files' times now and then: notices also a link that was turned elsewhere. */
  watch(news: CertificateNews): void {
    const look = () => {
      try {
        const { options, expires } = read(this.#files)
        this.#options = options
        this.#expires = expires
        for (const user of this.#users) user(options)
        news.changed(expires)
      } catch (error) {
        news.refused(error)
      }
    }
    for (const path of [this.#files.certificate, this.#files.key]) {
      watchFile(path, { interval: pollMillis, persistent: false }, look)
    }
  }

  close(): void {
    for (const path of [this.#files.certificate, this.#files.key]) unwatchFile(path)
  }
}

function read({ certificate, key, password, minVersion }: CertificateFiles) {
  const cert = readFileSync(certificate)
  const passphrase = password === undefined ? {} : { passphrase: password }
  const options = { cert, key: readFileSync(key), minVersion, ...passphrase }
  // Throws for what TLS cannot use.
  createSecureContext(options)
  const own = new X509Certificate(cert)
  const privateKey = createPrivateKey({ key: options.key, ...passphrase })
  if (!own.checkPrivateKey(privateKey)) throw new Error('the key is not that of the certificate')
  return { options, expires: own.validToDate }
}
