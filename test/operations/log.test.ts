import { pino } from 'pino'
import { expect, test } from 'vitest'
import { errorRecord, prettyStream } from '../../src/operations/log.ts'

test('what a driver hangs on an error is not logged', () => {
  const error = Object.assign(new Error('insert failed'), {
    code: 'ER_DUP_ENTRY',
    sql: 'insert into contents values (\'{"type":"record"}\')',
    detail: 'Key (name)=(secret)',
  })
  const record = JSON.stringify(errorRecord(error))
  expect(record).toContain('ER_DUP_ENTRY')
  expect(record).not.toContain('record')
  expect(record).not.toContain('secret')
})

test('a long message is cut, and not repeated in the stack', () => {
  const record = errorRecord(new Error('x'.repeat(10_000)))
  expect(record.message.length).toBe(501)
  expect(record.stack).toMatch(/^\s+at /)
  expect(record.stack).not.toContain('xxx')
})

test('causes are logged, but not without end', () => {
  const inner = new Error('inner')
  const outer = new Error('outer', { cause: inner })
  expect(errorRecord(outer).cause?.message).toBe('inner')
  inner.cause = outer
  expect(JSON.stringify(errorRecord(outer)).length).toBeLessThan(20_000)
})

test('something thrown that is no error is logged as text', () => {
  expect(errorRecord('plain')).toEqual({ type: 'string', message: 'plain' })
})

test('on a terminal a record stays one line whatever a name contains', () => {
  const lines: string[] = []
  const options = {
    base: null,
    formatters: { level: (level: string) => ({ level }) },
    timestamp: pino.stdTimeFunctions.isoTime,
  }
  const logger = pino(options, prettyStream({ write: (text) => lines.push(text) }))
  logger.info({ url: '/subjects/a\nERROR forged\u001b[2J' }, 'request \r\n\u2028 x')
  expect(lines).toHaveLength(1)
  expect(lines[0]?.trimEnd().split(/\r|\n|\u2028/)).toHaveLength(1)
  expect(lines[0]).toContain('request \\u000d\\u000a\\u2028 x')
  expect(lines[0]).not.toContain('\u001b[2J')
})
