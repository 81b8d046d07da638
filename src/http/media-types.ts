/** Types every route answers in, by the server's preference (contract 0.1). */
export const offered = [
  'application/vnd.schemaregistry.v1+json',
  'application/vnd.schemaregistry+json',
  'application/json',
] as const

export const defaultType = offered[0]

const accepted: ReadonlySet<string> = new Set([...offered, 'application/octet-stream'])

/** Answers to `Accept` headers seen before; clients send few different ones. */
const negotiated = new Map<string, string | undefined>()
const remembered = 500

/**
 * The media type for an `Accept` header; undefined if none of ours is acceptable. A parameter of a
 * type that is named in full is echoed. As on the reference, `q=0` does not exclude anything.
 */
export function negotiate(accept: string | undefined): string | undefined {
  if (accept === undefined || accept === '' || accept === '*/*') return defaultType
  if (negotiated.has(accept)) return negotiated.get(accept)
  if (negotiated.size >= remembered) negotiated.clear()
  const type = best(accept)
  negotiated.set(accept, type)
  return type
}

type Range = { readonly type: string; readonly q: number; readonly parameters: string }

function best(accept: string): string | undefined {
  const ranges = accept.split(',').map(readRange)
  let found: { readonly type: string; readonly q: number } | undefined
  for (const type of offered) {
    const range = matching(ranges, type)
    if (range && (!found || range.q > found.q))
      found = { type: type + range.parameters, q: range.q }
  }
  return found?.type
}

function readRange(text: string): Range {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim())
  const weight = rest.find((part) => /^q=/i.test(part))
  const q = weight === undefined ? 1 : Number(weight.slice(2))
  const others = rest.filter((part) => part !== weight && part !== '')
  const parameters = others.map((part) => `;${part}`).join('')
  return { type: type.toLowerCase(), q: Number.isNaN(q) ? 1 : q, parameters }
}

/** The most specific range for a type; wildcards echo no parameters. */
function matching(ranges: readonly Range[], type: string): Range | undefined {
  const exact = ranges.find((range) => range.type === type)
  if (exact) return exact
  const wild = ranges.find((range) => range.type === 'application/*' || range.type === '*/*')
  return wild && { ...wild, parameters: '' }
}

/** Whether a request's `Content-Type` is one that routes consume; none at all is. */
export function isConsumed(contentType: string | undefined): boolean {
  if (contentType === undefined) return true
  const end = contentType.indexOf(';')
  const type = (end < 0 ? contentType : contentType.slice(0, end)).trim().toLowerCase()
  return accepted.has(type)
}
