import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStorage } from '../../src/storage/open.ts'

test('the scheme of the URL picks the store', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'schemarium-'))
  const urls = [
    ['memory:', 'memory'],
    ['MEMORY:', 'memory'],
    [`sqlite:${join(folder, 'a', 'one.db')}`, 'sqlite'],
    [`sqlite://${join(folder, 'two.db')}`, 'sqlite'],
  ] as const
  for (const [url, name] of urls) {
    const storage = await openStorage(url)
    expect(storage.name).toBe(name)
    await storage.close()
  }
  expect([existsSync(join(folder, 'a', 'one.db')), existsSync(join(folder, 'two.db'))]).toEqual([
    true,
    true,
  ])
  rmSync(folder, { recursive: true })
})

test.each(['', 'redis://host', 'constructor:x', '__proto__:', '/plain/path'])(
  'the URL %j is refused with the schemes there are, and not repeated',
  async (url) => {
    const error = await openStorage(url).catch((reason: unknown) => reason)
    expect(String(error)).toMatch(/memory:, sqlite:/)
    if (url) expect(String(error)).not.toContain(url)
  },
)

test.each(['sqlite:', 'sqlite::memory:'])('%j names no file and is refused', async (url) => {
  await expect(openStorage(url)).rejects.toThrow('names no file')
})
