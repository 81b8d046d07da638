/** What every shared store lets its URL set, beside what the driver itself understands. */
export type StoreSettings = {
  /** Connections to the database at most. */
  readonly poolSize: number
  /** Milliseconds until a connection attempt or a statement is given up. */
  readonly timeout: number
}

/**
 * Takes `poolSize` and `timeout` (milliseconds) out of the URL's query and returns the rest of the
 * URL with them. Throws for values that are not whole numbers above zero.
 */
export function takeSettings(url: string): StoreSettings & { readonly rest: URL } {
  const rest = parseUrl(url)
  const take = (name: string, otherwise: number) => {
    const text = rest.searchParams.get(name)
    rest.searchParams.delete(name)
    if (text === null) return otherwise
    const value = Number(text)
    if (Number.isSafeInteger(value) && value > 0) return value
    throw new Error(`${name} in the storage URL is not a whole number above zero`)
  }
  return { poolSize: take('poolSize', 10), timeout: take('timeout', 10_000), rest }
}

/** `URL`'s own error would repeat the text, password and all. */
function parseUrl(url: string): URL {
  const parsed = URL.parse(url)
  if (!parsed) throw new Error('the storage URL cannot be parsed')
  return parsed
}
