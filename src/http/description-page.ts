import { z } from 'zod'

const media = z.record(z.string(), z.object({ example: z.unknown().optional() }))

const operation = z.object({
  tags: z.array(z.string()),
  summary: z.string(),
  description: z.string().optional(),
  parameters: z
    .array(z.object({ name: z.string(), in: z.string(), description: z.string().optional() }))
    .optional(),
  requestBody: z.object({ content: media }).optional(),
  responses: z.record(z.string(), z.object({ description: z.string(), content: media.optional() })),
})

/** The parts of an OpenAPI document that the page shows. */
const description = z.object({
  info: z.object({ title: z.string(), version: z.string(), description: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), operation)),
})

type Operation = z.output<typeof operation>

const style = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
summary { cursor: pointer; padding: .3rem 0 }
summary b { display: inline-block; width: 4.5rem }
pre { background: #8881; padding: .7rem; overflow-x: auto; white-space: pre-wrap }
code, pre { font: 14px/1.4 ui-monospace, monospace }
td { padding: .1rem 1rem .1rem 0; vertical-align: top }
:root { color-scheme: light dark }
`

/** A page that shows an OpenAPI document, without a script and without anything from elsewhere. */
export function descriptionPage(document: unknown): string {
  const { info, paths } = description.parse(document)
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const groups = Map.groupBy(operations, ({ operation }) => operation.tags[0] ?? '')
  const sections = [...groups].map(([tag, members]) => {
    const rows = members.map(({ path, method, operation }) => shown(method, path, operation))
    return `<h2>${safe(tag)}</h2>${rows.join('')}`
  })
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${safe(info.title)}</title>
<meta name="viewport" content="width=device-width"><style>${style}</style>
<h1>${safe(info.title)} ${safe(info.version)}</h1>
${info.description
  .split(/\n\n+/)
  .map((part) => `<p>${prose(part)}</p>`)
  .join('')}
<p>The whole of it for programs: <a href="openapi.json">openapi.json</a></p>
${sections.join('')}</html>`
}

function shown(method: string, path: string, operation: Operation): string {
  const { summary, description = '', parameters = [], requestBody, responses } = operation
  const rows = parameters.map(
    (one) =>
      `<tr><td><code>${safe(one.name)}</code><td>${one.in}<td>${prose(one.description ?? '')}`,
  )
  const answers = Object.entries(responses).map(
    ([status, { description }]) => `<tr><td>${safe(status)}<td>${safe(description)}`,
  )
  const ok = Object.values(responses)[0]?.content
  return `<details><summary><b>${method.toUpperCase()}</b> <code>${safe(path)}</code>
${safe(summary)}</summary><p>${prose(description)}</p><table>${rows.join('')}</table>
${example('Request', requestBody?.content)}${example('Answer', ok)}
<table>${answers.join('')}</table></details>`
}

function example(title: string, content: z.output<typeof media> | undefined): string {
  const value = Object.values(content ?? {})[0]?.example
  if (value === undefined) return ''
  return `<p>${title}</p><pre>${safe(JSON.stringify(value, null, 2))}</pre>`
}

/** Text with \`code\` in backticks. */
function prose(text: string): string {
  return safe(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')
}

function safe(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
