import { type Latency, latencyBounds } from '../model/latency.ts'

export type Labels = Readonly<Record<string, string>>

/** One family of series in Prometheus' text format; an empty one is left out. */
export function family(
  name: string,
  help: string,
  type: 'counter' | 'gauge',
  samples: Iterable<readonly [Labels, number]>,
): string {
  const lines = [...samples].map(([labels, value]) => `${name}${labelText(labels)} ${value}\n`)
  return lines.length === 0 ? '' : `${header(name, help, type)}${lines.join('')}`
}

/** A family of histograms of seconds. */
export function histogram(
  name: string,
  help: string,
  samples: Iterable<readonly [Labels, Latency]>,
): string {
  const parts = [...samples].map(([labels, latency]) => {
    const counts = latency.cumulative()
    const buckets = latencyBounds.map((bound, at) => {
      return `${name}_bucket${labelText({ ...labels, le: String(bound) })} ${counts[at]}\n`
    })
    const all = `${name}_bucket${labelText({ ...labels, le: '+Inf' })} ${latency.count}\n`
    const rest = `${name}_sum${labelText(labels)} ${latency.sum}\n`
    const count = `${name}_count${labelText(labels)} ${latency.count}\n`
    return buckets.join('') + all + rest + count
  })
  return parts.length === 0 ? '' : `${header(name, help, 'histogram')}${parts.join('')}`
}

function header(name: string, help: string, type: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
