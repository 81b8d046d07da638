import applicator2019 from 'ajv/dist/refs/json-schema-2019-09/meta/applicator.json' with {
  type: 'json',
}
import content2019 from 'ajv/dist/refs/json-schema-2019-09/meta/content.json' with { type: 'json' }
import core2019 from 'ajv/dist/refs/json-schema-2019-09/meta/core.json' with { type: 'json' }
import format2019 from 'ajv/dist/refs/json-schema-2019-09/meta/format.json' with { type: 'json' }
import data2019 from 'ajv/dist/refs/json-schema-2019-09/meta/meta-data.json' with { type: 'json' }
import validation2019 from 'ajv/dist/refs/json-schema-2019-09/meta/validation.json' with {
  type: 'json',
}
import schema2019 from 'ajv/dist/refs/json-schema-2019-09/schema.json' with { type: 'json' }
import applicator2020 from 'ajv/dist/refs/json-schema-2020-12/meta/applicator.json' with {
  type: 'json',
}
import content2020 from 'ajv/dist/refs/json-schema-2020-12/meta/content.json' with { type: 'json' }
import core2020 from 'ajv/dist/refs/json-schema-2020-12/meta/core.json' with { type: 'json' }
import format2020 from 'ajv/dist/refs/json-schema-2020-12/meta/format-annotation.json' with {
  type: 'json',
}
import data2020 from 'ajv/dist/refs/json-schema-2020-12/meta/meta-data.json' with { type: 'json' }
import unevaluated2020 from 'ajv/dist/refs/json-schema-2020-12/meta/unevaluated.json' with {
  type: 'json',
}
import validation2020 from 'ajv/dist/refs/json-schema-2020-12/meta/validation.json' with {
  type: 'json',
}
import schema2020 from 'ajv/dist/refs/json-schema-2020-12/schema.json' with { type: 'json' }
import draft06 from 'ajv/dist/refs/json-schema-draft-06.json' with { type: 'json' }
import draft07 from 'ajv/dist/refs/json-schema-draft-07.json' with { type: 'json' }
import { type JsonValue, readJson } from '../json-text.ts'
import { draft04 } from './draft-04.ts'

const bundled = new Map<string, object>([
  ['schema', draft04],
  ['draft-04/schema', draft04],
  ['draft-06/schema', draft06],
  ['draft-07/schema', draft07],
  ['draft/2019-09/schema', schema2019],
  ['draft/2019-09/meta/applicator', applicator2019],
  ['draft/2019-09/meta/content', content2019],
  ['draft/2019-09/meta/core', core2019],
  ['draft/2019-09/meta/format', format2019],
  ['draft/2019-09/meta/meta-data', data2019],
  ['draft/2019-09/meta/validation', validation2019],
  ['draft/2020-12/schema', schema2020],
  ['draft/2020-12/meta/applicator', applicator2020],
  ['draft/2020-12/meta/content', content2020],
  ['draft/2020-12/meta/core', core2020],
  ['draft/2020-12/meta/format-annotation', format2020],
  ['draft/2020-12/meta/meta-data', data2020],
  ['draft/2020-12/meta/unevaluated', unevaluated2020],
  ['draft/2020-12/meta/validation', validation2020],
])
const read = new Map<string, JsonValue>()

/** The meta-schema with that URI (http or https, no fragment); undefined for any other URI. */
export function metaSchema(uri: string): JsonValue | undefined {
  const [, path = ''] = /^https?:\/\/json-schema\.org\/(.*)$/s.exec(uri) ?? []
  const source = bundled.get(path)
  if (source === undefined) return undefined
  const known = read.get(path)
  if (known !== undefined) return known
  const value = readJson(JSON.stringify(source))
  read.set(path, value)
  return value
}
