import { parentPort } from 'node:worker_threads'
import { runTask, SchemaProblem, type Stage, type TaskKind, type Tasks } from './tasks.ts'

/** What travels to a worker thread and back: text in, text out. */
export type Request = {
  readonly kind: TaskKind
  readonly input: Tasks[TaskKind]['input']
  readonly steps: number
}

export type Reply =
  /** Sent once, when the engines are loaded. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly output: Tasks[TaskKind]['output'] }
  | {
      readonly kind: 'problem'
      readonly stage: Stage
      readonly message: string
    }
  | { readonly kind: 'fault'; readonly message: string }

function answer({ kind, input, steps }: Request): Reply {
  try {
    return { kind: 'answer', output: runTask(kind, input, steps) }
  } catch (error) {
    if (error instanceof SchemaProblem) {
      return { kind: 'problem', stage: error.stage, message: error.message }
    }
    return { kind: 'fault', message: error instanceof Error ? String(error.stack) : String(error) }
  }
}

parentPort?.postMessage({ kind: 'ready' } satisfies Reply)
parentPort?.on('message', (request: Request) => parentPort?.postMessage(answer(request)))
