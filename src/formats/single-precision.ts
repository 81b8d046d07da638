/** The fewest digits, in exponential form, that tell a single-precision value from its neighbours. */
export function shortestSingle(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const text = value.toExponential(digits - 1)
    if (Math.fround(Number(text)) === value) return text
  }
  return value.toExponential(8)
}
