import { limits } from '../model/limits.ts'
import { SchemaError } from './schema-error.ts'

/**
 * Reads a request body: JSON of bounded nesting whose texts are well-formed Unicode. An empty body
 * is undefined. Throws SchemaError.
 */
export function readRequestJson(text: string): unknown {
  if (text.trim() === '') return undefined
  const value = parseJson(text)
  checkValue(value)
  return value
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    // Quotes of the body have no place in a message.
    const where = /at position \d+( \(line \d+ column \d+\))?/.exec(String(cause))?.[0] ?? ''
    throw new SchemaError(`Malformed JSON ${where}`.trim(), { cause })
  }
}

/** Walks without recursion: what came in may be nested however deep. */
function checkValue(root: unknown): void {
  let level: unknown[] = [root]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limits.bodyDepth) {
      throw new SchemaError(`The body is nested more than ${limits.bodyDepth} levels deep`)
    }
    level = level.flatMap(childrenOf)
  }
}

function childrenOf(value: unknown): unknown[] {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new SchemaError('A text is not well-formed Unicode')
    return []
  }
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value
  return [...Object.keys(value), ...Object.values(value)]
}
