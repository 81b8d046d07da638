import { parseArgs } from 'node:util'
import { schemaTypes } from '../../src/model/schema.ts'
import { metrics } from './judge.ts'
import { loadEngine } from './load.ts'
import { share, type Tally, tally } from './tally.ts'

const usage = `Usage: VECTORS_DIR=<folder> npm run vectors -- [options]
  --format F   only AVRO, JSON or PROTOBUF
  --metric M   only show misses of: ${metrics.join(', ')}
  --misses N   show the first N misses of each metric
  --full       show the whole vector of each miss`

const { values: options } = parseArgs({
  options: {
    format: { type: 'string' },
    metric: { type: 'string' },
    misses: { type: 'string', default: '0' },
    full: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const dir = process.env.VECTORS_DIR
if (options.help || dir === undefined) {
  console.error(usage)
  process.exit(options.help ? 0 : 2)
}

for (const type of schemaTypes) {
  if (options.format !== undefined && options.format.toUpperCase() !== type) continue
  const engine = await loadEngine(type)
  if (engine === undefined) {
    console.log(`${type}: no engine yet\n`)
    continue
  }
  const tallies = tally(dir, type, engine).filter(({ asked }) => asked > 0)
  console.log(type)
  console.log(tallies.map(row).join('\n'))
  console.log()
  for (const entry of tallies) {
    if (options.metric === undefined || options.metric === entry.metric) showMisses(entry)
  }
}

function row(entry: Tally): string {
  const { metric, asked, excepted, misses } = entry
  const right = asked - misses.length
  const percent = (Math.floor(share(entry) * 100_000) / 1000).toFixed(3)
  const count = `${right}/${asked}`.padStart(12)
  const note = excepted > 0 ? `  (${excepted} named exceptions)` : ''
  return `  ${metric.padEnd(12)}${count}  ${percent.padStart(7)} %${note}`
}

function showMisses({ metric, misses }: Tally): void {
  for (const miss of misses.slice(0, Number(options.misses))) {
    console.log(`-- ${metric} ${miss.key} ${miss.source}`)
    console.log('   expected:', shown(miss.expected))
    console.log('   actual:  ', shown(miss.actual))
    if (options.full) console.log('   vector:  ', JSON.stringify(miss.vector))
  }
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined')
}
