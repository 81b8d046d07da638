import { SchemaError } from '../schema-error.ts'

const parts = /^(?:([^:/?#]+):)?(?:\/\/([^/?#]*))?([^?#]*)(\?[^#]*)?(#.*)?$/s

type Parts = {
  readonly scheme: string | undefined
  readonly authority: string | undefined
  readonly path: string
  readonly query: string
  readonly fragment: string
}

function split(uri: string): Parts {
  const [, scheme, authority, path = '', query = '', fragment = ''] = parts.exec(uri) ?? []
  return { scheme, authority, path, query, fragment }
}

const beyondAscii = '[^\\x00-\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]'
const unit = `[\\w.!~*'()$&+,;:=@-]|%[0-9a-fA-F]{2}|${beyondAscii}`
const legalName = new RegExp(`^(?:${unit})*$`)
const legalPath = new RegExp(`^(?:${unit}|/)*$`)
const legalText = new RegExp(`^(?:${unit}|[/?[\\]])*$`)
const legalScheme = /^[a-zA-Z][a-zA-Z0-9+.-]*$/
const legalAddress = /^(?:[^@[\]]*@)?\[[0-9a-fA-F:.]+(?:%\w+)?\](?::[0-9]*)?$/

/**
 * Throws SchemaError unless `java.net.URI` would take the text for a URI: letters beyond ASCII may
 * stand in it as they are, but no spaces, quotes or broken percent escapes.
 */
export function checkUri(text: string): void {
  const { scheme, authority, path, query, fragment } = split(text)
  const isOpaque = scheme !== undefined && authority === undefined && !isRooted(path)
  const rest = path + query
  const isLegal =
    (scheme === undefined ? !path.startsWith(':') : legalScheme.test(scheme)) &&
    (authority === '' ? rest + fragment !== '' : isAuthority(authority ?? '')) &&
    (isOpaque ? rest !== '' && legalText.test(rest) : legalPath.test(path)) &&
    legalText.test(query) &&
    legalText.test(fragment.slice(1))
  if (!isLegal) throw new SchemaError(`not a URI: ${text.slice(0, 200)}`)
}

function isAuthority(text: string): boolean {
  return legalName.test(text) || legalAddress.test(text)
}

/**
 * Resolves a reference against a base as `java.net.URI.resolve` does, which the reference engine
 * uses: opaque URIs (`urn:…`) resolve nothing, relative bases are fine, and an empty reference is
 * not the base but the folder around it.
 */
export function resolveUri(base: string | undefined, reference: string): string {
  if (base === undefined || base === '') return reference
  const from = split(base)
  const to = split(reference)
  const opaque = from.scheme !== undefined && from.authority === undefined && !isRooted(from.path)
  if (opaque || to.scheme !== undefined) return reference
  const scheme = from.scheme === undefined ? '' : `${from.scheme}:`
  if (to.authority !== undefined) return scheme + reference
  const authority = from.authority === undefined ? '' : `//${from.authority}`
  if (to.path === '' && to.query === '' && to.fragment !== '') {
    return `${scheme}${authority}${from.path}${from.query}${to.fragment}`
  }
  const path = isRooted(to.path) ? to.path : withoutDots(merge(from, to.path))
  return `${scheme}${authority}${path}${to.query}${to.fragment}`
}

/** The URI before `#`, and the fragment with its `#` (empty when there is none). */
export function splitFragment(uri: string): readonly [string, string] {
  const at = uri.indexOf('#')
  return at < 0 ? [uri, ''] : [uri.slice(0, at), uri.slice(at)]
}

function isRooted(path: string): boolean {
  return path.startsWith('/')
}

function merge(base: Parts, path: string): string {
  if (base.authority !== undefined && base.path === '') return path === '' ? '' : `/${path}`
  return base.path.slice(0, base.path.lastIndexOf('/') + 1) + path
}

function withoutDots(path: string): string {
  if (!path.includes('.')) return path
  const kept: string[] = []
  const segments = path.split('/')
  for (const [i, segment] of segments.entries()) {
    const last = i === segments.length - 1
    const above = kept.at(-1)
    if (segment === '..' && above !== undefined && above !== '..' && above !== '') kept.pop()
    else if (segment !== '.') kept.push(segment)
    else if (!last) continue
    if (last && (segment === '.' || (segment === '..' && kept.at(-1) !== '..'))) kept.push('')
  }
  return kept.join('/')
}

/**
 * The tokens of a JSON pointer written as a URI fragment (`#/a/b`), unescaped. As in the reference,
 * a broken percent escape is taken literally.
 */
export function pointerTokens(fragment: string): readonly string[] {
  const tokens = fragment.split('/').slice(1)
  return tokens.map((token) => decode(token).replaceAll('~1', '/').replaceAll('~0', '~'))
}

function decode(token: string): string {
  if (!/^(?:[^%]|%[0-9a-fA-F]{2})*$/.test(token)) return token
  return Buffer.from(
    token.replace(/\+/g, ' ').replace(/%([0-9a-fA-F]{2})|[^\x00-\x7f]/gu, escapedBytes),
    'latin1',
  ).toString('utf8')
}

function escapedBytes(match: string, hex: string | undefined): string {
  if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
  return Buffer.from(match, 'utf8').toString('latin1')
}
