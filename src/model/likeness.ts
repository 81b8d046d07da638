const modulus = 2 ** 48

/**
 * A number that a text shares with every text made of the same words and signs in another order,
 * and with hardly any other. Two canonical texts of the same schema (which may differ in the order
 * of properties) are alike in this way, so that a subject's versions need not be parsed one by one
 * to find the one that is the same.
 */
export function likenessOf(text: string): number {
  let sum = 0
  let word = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isWordCode(code)) {
      // Kept within 32 bits, which is all that is used of it, and much faster.
      word = (Math.imul(word ^ code, 0x01000193) + 0x9e3779b9) | 0
      continue
    }
    sum = (sum + spread(word) + code * 0x10001) % modulus
    word = 0
  }
  return (sum + spread(word)) % modulus
}

/** Letters, digits, `_` and everything beyond ASCII. */
function isWordCode(code: number): boolean {
  if (code > 127 || code === 95) return true
  if (code < 58) return code > 47
  return (code > 64 && code < 91) || (code > 96 && code < 123)
}

/** Spreads a word's hash over 48 bits, so that sums of few words do not meet by chance. */
function spread(word: number): number {
  if (word === 0) return 0
  const high = Math.imul(word ^ (word >>> 15), 0x2c1b3c6d) >>> 16
  return high * 2 ** 32 + (Math.imul(word, 0x85ebca6b) >>> 0)
}
