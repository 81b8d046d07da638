import { afterEach, describe, expect, test } from 'vitest'
import { FormatPool } from '../../src/formats/pool.ts'
import type { Tasks } from '../../src/formats/tasks.ts'
import type { ContextName } from '../../src/model/context.ts'
import { parseContext } from '../../src/model/context.ts'

const context = (name: string) => parseContext(name)

/** Work without an end in sight: thousands of alternatives against thousands of others. */
function endless(mark: string): Tasks['compare']['input'] {
  const alternatives = (type: string) =>
    JSON.stringify({
      title: mark,
      oneOf: Array.from({ length: 3000 }, (_, n) => {
        return {
          properties: { [`p${n}`]: { type } },
          required: [`p${n}`],
          additionalProperties: false,
        }
      }),
    })
  const source = (text: string) => ({ type: 'JSON' as const, text, references: [] })
  return {
    candidate: source(alternatives('integer')),
    older: [source(alternatives('string'))],
    directions: ['forward', 'backward'],
    policy: 'STRICT',
  }
}

/** Work for a worker that is done at once. */
function large(mark: string): Tasks['describe']['input'] {
  const text = JSON.stringify({ type: 'int', doc: mark + 'x'.repeat(40_000) })
  const source = { type: 'AVRO' as const, text, references: [] }
  return { source, asNew: true, validate: undefined, normalize: false }
}

let pool: FormatPool

afterEach(() => pool.close())

const impatient = { workSteps: 1_000_000_000, workMillis: 400 }

describe('the worker threads', { timeout: 60_000 }, () => {
  test('give up on what takes too long and go on', async () => {
    pool = new FormatPool(2, impatient)
    const job = pool.run(context('a'), 'compare', endless('1'))
    await expect(job).rejects.toMatchObject({
      code: 503,
      message: expect.stringContaining('too long'),
    })
    expect(pool.counters.timeouts).toBe(1)
    pool = await restarted(pool)
    await expect(pool.run(context('a'), 'describe', large('1'))).resolves.toHaveProperty(
      'canonical',
    )
  })

  test('refuse the same at once for a while, and only that', async () => {
    pool = new FormatPool(2, impatient)
    await expect(pool.run(context('a'), 'compare', endless('1'))).rejects.toThrow('too long')
    await expect(pool.run(context('b'), 'compare', endless('1'))).rejects.toThrow('a moment ago')
    expect(pool.counters.timeouts).toBe(1)
    await expect(pool.run(context('a'), 'compare', endless('2'))).rejects.toThrow('to check')
    expect(pool.counters.timeouts).toBe(2)
  })

  test('serve waiting contexts in turns, however many tasks each has', async () => {
    pool = new FormatPool(2, impatient)
    const order: ContextName[] = []
    const ask = (name: string, mark: string) =>
      pool
        .run(context(name), 'compare', endless(name + mark))
        .catch(() => order.push(context(name)))
    const jobs = ['a', 'b'].flatMap((name) => ['1', '2', '3'].map((mark) => ask(name, mark)))
    jobs.push(ask('c', '1'))
    expect(pool.queued).toBe(5)
    await Promise.all(jobs)
    expect(order).toHaveLength(7)
    expect(order.indexOf(context('c'))).toBeLessThan(6)
  })

  test('are never all held by one context', async () => {
    pool = new FormatPool(2, { ...impatient, workMillis: 20_000 })
    const order: string[] = []
    const busy = ['1', '2', '3'].map((mark) => {
      return pool.run(context('a'), 'compare', endless(mark)).catch(() => order.push('a'))
    })
    await pool.run(context('b'), 'describe', large('1')).then(() => order.push('b'))
    expect(order).toEqual(['b'])
    await pool.close()
    await Promise.all(busy)
  })

  test('let no context fill the memory with what waits', async () => {
    pool = new FormatPool(2, { ...impatient, workMillis: 30_000 })
    const huge = (mark: string) => {
      const task = large(mark)
      return { ...task, source: { ...task.source, text: mark + ' '.repeat(16 * 1024 * 1024) } }
    }
    const first = pool.run(context('a'), 'compare', endless('1')).catch(String)
    const waiting = ['1', '2', '3', '4', '5', '6'].map((mark) => {
      return pool.run(context('a'), 'describe', huge(mark)).catch(String)
    })
    expect(await waiting.at(-1)).toContain('Too many large schemas are waiting')
    expect(pool.queued).toBeLessThan(5)
    await expect(pool.run(context('b'), 'describe', large('1'))).resolves.toBeDefined()
    await pool.close()
    expect(await first).toContain('stopping')
    await Promise.all(waiting)
  })

  test('leave the event loop its turns between tasks that run on it', async () => {
    pool = new FormatPool(2)
    let turns = 0
    const timer = setInterval(() => turns++, 0)
    const fields = Array.from({ length: 300 }, (_, n) => ({ name: `f${n}`, type: 'int' }))
    const text = (n: number) => JSON.stringify({ type: 'record', name: `R${n}`, fields })
    for (let n = 0; n < 200; n++) {
      const source = { type: 'AVRO' as const, text: text(n), references: [] }
      await pool.run(context('a'), 'describe', { ...large(''), source })
    }
    clearInterval(timer)
    expect(pool.counters.inline).toBe(200)
    expect(turns).toBeGreaterThan(3)
  })
})

/** A pool that is new: what the old one was busy with does not count any more. */
async function restarted(old: FormatPool): Promise<FormatPool> {
  await old.close()
  return new FormatPool(2)
}
