import type { z } from 'zod'
import type { FailureKind } from '../../model/errors.ts'
import * as answers from './answers.ts'

/** What the API description says of a route beside what the route table knows. */
export type RouteText = {
  readonly tag: string
  readonly description: string
  /** Shape of the answer; `text` for a schema's own text, `none` for no body. */
  readonly answer: z.ZodType | 'text' | 'none'
  readonly errors: readonly FailureKind[]
  /** Status of a success if it is not 200. */
  readonly status?: number
}

const subjectErrors = ['subjectNotFound'] as const
const versionErrors = ['subjectNotFound', 'versionNotFound', 'invalidVersion'] as const

const registration = [
  'invalidSchema',
  'incompatibleSchema',
  'notPermitted',
  'invalidSubject',
  'schemaTooLarge',
  'invalidRuleSet',
] as const

const subjects: Readonly<Record<string, RouteText>> = {
  'GET /subjects': {
    tag: 'Subjects',
    description:
      'Names of subjects, sorted. At the root those of all contexts unless a prefix says otherwise, below a context its own. Outside the default context names are qualified, as in `:.team:orders`.',
    answer: answers.names,
    errors: ['storeFailed'],
  },
  'POST /subjects/:subject': {
    tag: 'Subjects',
    description: 'Answers the version that this schema is registered as, if it is.',
    answer: answers.schema,
    errors: ['subjectNotFound', 'schemaNotFound', 'invalidSchema', 'schemaTooLarge'],
  },
  'GET /subjects/:subject/metadata': {
    tag: 'Subjects',
    description:
      'The highest version whose metadata have all the given properties. Give `key` and `value` as often as needed, in the same order.',
    answer: answers.schema,
    errors: ['subjectNotFound', 'schemaNotFound'],
  },
  'DELETE /subjects/:subject': {
    tag: 'Subjects',
    description:
      'Soft-deletes all versions: their ids still resolve. With `permanent` removes the versions that were soft-deleted before, for good. Answers the version numbers.',
    answer: answers.integers,
    errors: [
      ...subjectErrors,
      'subjectSoftDeleted',
      'subjectNotSoftDeleted',
      'subjectAssociated',
      'referenceExists',
      'notPermitted',
    ],
  },
  'GET /subjects/:subject/versions': {
    tag: 'Versions',
    description: 'Version numbers, ascending.',
    answer: answers.integers,
    errors: subjectErrors,
  },
  'POST /subjects/:subject/versions': {
    tag: 'Versions',
    description:
      'Registers a schema as the next version, after checking it against older ones as the compatibility level says. A schema that is registered already answers what it is. Status is always 200.',
    answer: answers.registered,
    errors: registration,
  },
  'GET /subjects/:subject/versions/:version': {
    tag: 'Versions',
    description: 'A version with its schema. `latest` and -1 stand for the highest live one.',
    answer: answers.schema,
    errors: versionErrors,
  },
  'GET /subjects/:subject/versions/:version/schema': {
    tag: 'Versions',
    description: 'The text of the schema alone, not as a JSON string.',
    answer: 'text',
    errors: versionErrors,
  },
  'GET /subjects/:subject/versions/:version/referencedby': {
    tag: 'Versions',
    description: 'Ids of schemas that refer to the version, of all contexts.',
    answer: answers.integers,
    errors: versionErrors,
  },
  'DELETE /subjects/:subject/versions/:version': {
    tag: 'Versions',
    description: 'Soft-deletes a version, or with `permanent` removes a soft-deleted one for good.',
    answer: answers.integer,
    errors: [
      ...versionErrors,
      'versionSoftDeleted',
      'versionNotSoftDeleted',
      'noActiveVersion',
      'referenceExists',
      'notPermitted',
    ],
  },
  'POST /subjects/:subject/versions/:version/tags': {
    tag: 'Versions',
    description:
      'Registers the schema of a version once more, with tags, metadata or rules changed.',
    answer: answers.registered,
    errors: [...registration, ...versionErrors],
  },
}

const schemas: Readonly<Record<string, RouteText>> = {
  'GET /schemas': {
    tag: 'Schemas',
    description: 'Versions with their schemas, by subject and version, at most 1000 at a time.',
    answer: answers.listedSchemas,
    errors: ['storeFailed'],
  },
  'GET /schemas/types': {
    tag: 'Schemas',
    description: 'The types of schemas that can be registered.',
    answer: answers.names,
    errors: [],
  },
  'GET /schemas/ids/:id': {
    tag: 'Schemas',
    description:
      'What an id stands for, for ever. This is what deserialisers ask. With `subject` the context of that subject is asked.',
    answer: answers.schemaString,
    errors: ['schemaIdNotFound'],
  },
  'GET /schemas/ids/:id/schema': {
    tag: 'Schemas',
    description: 'The text of the schema alone, not as a JSON string.',
    answer: 'text',
    errors: ['schemaIdNotFound'],
  },
  'GET /schemas/ids/:id/subjects': {
    tag: 'Schemas',
    description: 'Subjects with a version of that id.',
    answer: answers.names,
    errors: ['schemaNotFound'],
  },
  'GET /schemas/ids/:id/versions': {
    tag: 'Schemas',
    description: 'Versions with that id, the last one of each subject.',
    answer: answers.subjectVersions,
    errors: ['schemaNotFound'],
  },
  'GET /schemas/guids/:guid': {
    tag: 'Schemas',
    description: 'What a guid stands for, in whatever context.',
    answer: answers.schemaString,
    errors: ['schemaIdNotFound'],
  },
  'GET /schemas/guids/:guid/ids': {
    tag: 'Schemas',
    description: 'Contexts that hold the content of a guid, and its id in each.',
    answer: answers.contextIds,
    errors: [],
  },
  'POST /compatibility/subjects/:subject/versions/:version': {
    tag: 'Compatibility',
    description:
      'Tells whether a schema could follow this one version. A subject that does not exist is compatible with anything if asked for `latest`.',
    answer: answers.verdict,
    errors: ['versionNotFound', 'invalidVersion', 'invalidSchema', 'schemaTooLarge'],
  },
  'POST /compatibility/subjects/:subject/versions': {
    tag: 'Compatibility',
    description: 'Tells whether a registration of the schema would pass the check.',
    answer: answers.verdict,
    errors: ['invalidSchema', 'schemaTooLarge'],
  },
}

function settingTexts(suffix: string, what: string): Readonly<Record<string, RouteText>> {
  return {
    [`GET /config${suffix}`]: {
      tag: 'Config',
      description: `What ${what} sets, or with \`defaultToGlobal\` what is in force.`,
      answer: answers.config,
      errors: ['configNotFound'],
    },
    [`PUT /config${suffix}`]: {
      tag: 'Config',
      description: `Changes what ${what} sets: a value replaces, null clears, an absent field keeps.`,
      answer: answers.updatedConfig,
      errors: ['notPermitted', 'invalidCompatibility', 'invalidRuleSet', 'invalidSubject'],
    },
    [`DELETE /config${suffix}`]: {
      tag: 'Config',
      description: `Removes what ${what} sets and answers it.`,
      answer: answers.config,
      errors: ['subjectNotFound', 'notPermitted'],
    },
    [`GET /mode${suffix}`]: {
      tag: 'Mode',
      description: `The mode of ${what}, or with \`defaultToGlobal\` the one in force.`,
      answer: answers.mode,
      errors: ['modeNotFound'],
    },
    [`PUT /mode${suffix}`]: {
      tag: 'Mode',
      description: `Sets the mode of ${what}. IMPORT needs it to be empty unless forced.`,
      answer: answers.echoedMode,
      errors: ['notPermitted', 'invalidMode', 'invalidSubject', 'referenceExists'],
    },
    [`DELETE /mode${suffix}`]: {
      tag: 'Mode',
      description: `Removes the mode of ${what} and answers it.`,
      answer: answers.mode,
      errors: ['subjectNotFound', 'notPermitted'],
    },
  }
}

const associations: Readonly<Record<string, RouteText>> = {
  'GET /associations/subjects/:subject': {
    tag: 'Associations',
    description: 'Resources that belong to a subject.',
    answer: answers.associations,
    errors: [],
  },
  'GET /associations/resources/:namespace/:name': {
    tag: 'Associations',
    description: 'Subjects that belong to a resource, by its name; `-` stands for any.',
    answer: answers.associations,
    errors: [],
  },
  'GET /associations/resources/:resourceId': {
    tag: 'Associations',
    description: 'Subjects that belong to a resource.',
    answer: answers.associations,
    errors: [],
  },
  'POST /associations': {
    tag: 'Associations',
    description: 'Associates a resource that has no associations yet, perhaps registering schemas.',
    answer: answers.resourceAssociations,
    errors: [...registration, 'invalidAssociation', 'associationExists', 'incompatibleAssociation'],
  },
  'PUT /associations/resources/:resourceId': {
    tag: 'Associations',
    description: 'Creates or changes associations of a resource, perhaps registering schemas.',
    answer: answers.resourceAssociations,
    errors: [...registration, 'invalidAssociation', 'associationFrozen', 'strongAssociation'],
  },
  'DELETE /associations/resources/:resourceId': {
    tag: 'Associations',
    description: 'Removes associations; subjects that the resource owns can go with them.',
    answer: 'none',
    errors: ['associationNotFound', 'associationFrozen', 'referenceExists', 'notPermitted'],
    status: 204,
  },
  'POST /associations::batchGet': {
    tag: 'Associations',
    description: 'The associations of several resources, each with a result of its own.',
    answer: answers.batchResults,
    errors: ['invalidAssociation'],
    status: 207,
  },
  'POST /associations::batchMutate': {
    tag: 'Associations',
    description: 'Changes associations of several resources, each with a result of its own.',
    answer: answers.batchResults,
    errors: ['invalidAssociation'],
    status: 207,
  },
}

const server: Readonly<Record<string, RouteText>> = {
  'GET /contexts': {
    tag: 'Contexts',
    description: 'Names of contexts in dotted form. The default one, `.`, is always there.',
    answer: answers.names,
    errors: ['storeFailed'],
  },
  'DELETE /contexts/:context': {
    tag: 'Contexts',
    description: 'Deletes a context without subjects. Its ids are not given out again.',
    answer: 'none',
    errors: ['contextNotEmpty', 'methodNotAllowed', 'invalidSubject'],
    status: 204,
  },
  'GET /': {
    tag: 'Server',
    description: 'An empty object: some clients probe the server so.',
    answer: answers.empty,
    errors: [],
  },
  'POST /': {
    tag: 'Server',
    description: 'An empty object: some clients probe the server so.',
    answer: answers.empty,
    errors: [],
  },
  'GET /v1/metadata/id': {
    tag: 'Server',
    description: 'Names under which clients know the cluster.',
    answer: answers.serverIds,
    errors: [],
  },
  'GET /v1/metadata/version': {
    tag: 'Server',
    description: "The version of Confluent's Schema Registry whose contract is followed.",
    answer: answers.serverVersion,
    errors: [],
  },
  'GET /v1/metadata/deployment': {
    tag: 'Server',
    description: 'Attributes of the deployment.',
    answer: answers.deployment,
    errors: [],
  },
}

/** A text for each route of the route table, by method and path. */
export const routeTexts: ReadonlyMap<string, RouteText> = new Map(
  Object.entries({
    ...subjects,
    ...schemas,
    ...settingTexts('', 'the top level, or the context in the URL,'),
    ...settingTexts('/:subject', 'a subject'),
    ...associations,
    ...server,
  }),
)

/** What the parts of paths are. */
export const pathTexts: Readonly<Record<string, string>> = {
  subject: 'Name of a subject, perhaps qualified by its context as in `:.team:orders`.',
  version: 'A version number; `latest` or -1 for the highest live version.',
  id: 'Id of a schema.',
  guid: 'Guid of a content.',
  context: 'Name of a context; the leading dot may be left out.',
  namespace: 'Namespace of a resource; `-` for any.',
  name: 'Name of a resource; `-` for any.',
  resourceId: 'Id of a resource.',
}
