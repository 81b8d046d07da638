import type { Client } from 'cassandra-driver'

/** What we touch of the driver's inside; see {@link steadyControlConnection}. */
type Control = { _refresh?: (hosts?: unknown) => Promise<void> }

const RETRY_MILLIS = 1000

/**
 * Lets the driver look for a new control connection once at a time. While a cluster is out of
 * reach, driver 4.10 starts several such searches that reset each other's state, and the
 * TypeError of a search started by its timer is a rejection nobody handles: it ends the process.
 */
export function steadyControlConnection(client: Client): Client {
  // Not part of the driver's types; without it there is nothing to steady.
  const control = (client as unknown as { controlConnection?: Control }).controlConnection
  const refresh = control?._refresh
  if (!control || typeof refresh !== 'function') return client
  let searching: Promise<void> | undefined
  const search = () => {
    searching ??= refresh
      .call(control)
      .catch(() => void setTimeout(search, RETRY_MILLIS).unref())
      .finally(() => {
        searching = undefined
      })
    return searching
  }
  // A search that goes on with the next host calls itself with what is left of them.
  control._refresh = (hosts) => (hosts === undefined ? search() : refresh.call(control, hosts))
  return client
}
