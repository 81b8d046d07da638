import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { parse } from 'yaml'
import { descriptionPage } from './description-page.ts'

const file = new URL('../../openapi.yaml', import.meta.url)

const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

/** `/openapi.json` and `/docs`, both from openapi.yaml, which is read when first asked for. */
export function mountDescription(app: FastifyInstance): void {
  let json: string | undefined
  let page: string | undefined
  const read = () => parse(readFileSync(file, 'utf8')) as unknown
  app.get('/openapi.json', (_request, reply) => {
    json ??= JSON.stringify(read())
    reply.header('content-type', 'application/json').send(json)
  })
  app.get('/docs', (_request, reply) => {
    page ??= descriptionPage(read())
    reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-security-policy', policy)
      .header('x-content-type-options', 'nosniff')
      .send(page)
  })
}
