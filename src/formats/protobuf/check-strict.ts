import type { WorkBudget } from '../budget.ts'
import type { Source } from './schema.ts'
export function checkStrictly(_s: Source, _b: WorkBudget): void {}
