import { writeFileSync } from 'node:fs'
import { stringify } from 'yaml'
import { configurationPage } from './describe-config.ts'
import { openApiDocument } from './openapi/document.ts'
import { realExamples } from './openapi/examples.ts'
import { ownVersion } from './version.ts'

/** The file openapi.yaml. */
export async function openApiFile(): Promise<string> {
  const document = openApiDocument(ownVersion(), await realExamples())
  const head = '# Written by `npm run openapi`; do not edit.\n'
  return (
    head +
    stringify(document, { blockQuote: 'literal', lineWidth: 0, aliasDuplicateObjects: false })
  )
}

if (import.meta.main) {
  const root = new URL('../../', import.meta.url)
  if (process.argv[2] === 'openapi') {
    writeFileSync(new URL('openapi.yaml', root), await openApiFile())
  } else {
    writeFileSync(new URL('docs/configuration.md', root), configurationPage())
  }
}
