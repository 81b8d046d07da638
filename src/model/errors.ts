/**
 * The error catalogue: one row per kind of failure, `[error_code, message]`.
 * The HTTP status is the first three digits of the code; texts are Confluent's, quirks included,
 * because clients and tests match on them.
 */
const catalogue = {
  badRequest: [400, (detail: string) => detail],
  contextColon: [400, (context: string) => `Context name '${context}' cannot contain a colon`],
  unauthorized: [401, () => 'Unauthorized'],
  notFound: [404, () => 'HTTP 404 Not Found'],
  methodNotAllowed: [405, () => 'HTTP 405 Method Not Allowed'],
  notAcceptable: [406, () => 'HTTP 406 Not Acceptable'],
  requestTimeout: [408, () => 'HTTP 408 Request Timeout'],
  bodyTooLarge: [
    413,
    (size: number | string, limit: number) => `Request body is too large: ${size}>${limit}`,
  ],
  targetTooLong: [414, () => 'HTTP 414 URI Too Long'],
  unsupportedMediaType: [415, () => 'HTTP 415 Unsupported Media Type'],
  bodyMissing: [422, (method: string) => `${method}.request must not be null (was null)`],
  headersTooLarge: [431, () => 'HTTP 431 Request Header Fields Too Large'],
  internal: [500, () => 'Internal Server Error'],
  overloaded: [503, (detail: string) => detail],

  subjectNotFound: [40401, (subject: string) => `Subject '${subject}' not found.`],
  versionNotFound: [40402, (version: number) => `Version ${version} not found.`],
  schemaNotFound: [40403, () => 'Schema not found'],
  schemaIdNotFound: [40403, (id: number | string) => `Schema ${id} not found`],
  subjectSoftDeleted: [
    40404,
    (subject: string) =>
      `Subject '${subject}' was soft deleted.Set permanent=true to delete permanently`,
  ],
  subjectNotSoftDeleted: [
    40405,
    (subject: string) =>
      `Subject '${subject}' was not deleted first before being permanently deleted`,
  ],
  versionSoftDeleted: [
    40406,
    (subject: string, version: number) =>
      `Subject '${subject}' Version ${version} was soft deleted.Set permanent=true to delete permanently`,
  ],
  versionNotSoftDeleted: [
    40407,
    (subject: string, version: number) =>
      `Subject '${subject}' Version ${version} was not deleted first before being permanently deleted`,
  ],
  configNotFound: [
    40408,
    (subject: string) =>
      `Subject '${subject}' does not have subject-level compatibility configured`,
  ],
  modeNotFound: [
    40409,
    (subject: string) => `Subject '${subject}' does not have subject-level mode configured`,
  ],
  associationNotFound: [40410, (resource: string) => `Association for '${resource}' not found.`],

  incompatibleSchema: [
    40901,
    (subject: string, details: string) =>
      `Schema being registered is incompatible with an earlier schema for subject "${subject}", details: ${details}`,
  ],
  incompatibleAssociation: [40901, (details: string) => details],
  associationExists: [
    40903,
    (type: string, resource: string) =>
      `An association of type '${type}' already exists for resource '${resource}'`,
  ],
  subjectAssociated: [
    40904,
    (subject: string) => `An association already exists for subject '${subject}'`,
  ],
  strongAssociation: [
    40905,
    (subject: string) => `A strong association already exists for subject '${subject}'`,
  ],
  noActiveVersion: [
    40907,
    (subject: string) => `No active (non-deleted) version exists for subject '${subject}'`,
  ],
  associationFrozen: [
    40908,
    (type: string, subject: string) =>
      `The association of type  '${type}' is frozen for subject '${subject}'`,
  ],

  invalidSchema: [42201, (detail: string) => detail],
  invalidVersion: [
    42202,
    (version: string | number) =>
      `The specified version '${version}' is not a valid version id. Allowed values are between [1, 2^31-1] and the string "latest"`,
  ],
  invalidCompatibility: [
    42203,
    () =>
      'Invalid compatibility level. Valid values are none, backward, forward, full, backward_transitive, forward_transitive, and full_transitive',
  ],
  invalidMode: [
    42204,
    () => 'Invalid mode. Valid values are READWRITE, READONLY, IMPORT and FORWARD.',
  ],
  forwardNotGlobal: [42204, () => 'Forward mode only supported on global level'],
  notPermitted: [42205, (detail: string) => detail],
  referenceExists: [
    42206,
    (subject: string, version: number) =>
      `One or more references exist to the schema {magic=1,keytype=SCHEMA,subject=${subject},version=${version}}.`,
  ],
  subjectReferenced: [
    42206,
    (subject: string) => `One or more references exist to the schema ${subject}.`,
  ],
  invalidSubject: [
    42208,
    (subject: string) => `The specified subject '${subject}' is not a valid.`,
  ],
  schemaTooLarge: [42209, () => 'Register operation failed because schema is too large'],
  invalidRuleSet: [42210, (detail: string) => detail],
  contextNotEmpty: [42211, (context: string) => `The specified context '${context}' is not empty.`],
  invalidAssociation: [
    42212,
    (property: string, detail: string) =>
      `The association specified an invalid value for property: '${property}', detail: ${detail}`,
  ],

  storeFailed: [50001, (operation: string) => operation],
  storeTimeout: [50002, (operation: string) => operation],
} as const satisfies Record<string, readonly [number, (...detail: never[]) => string]>

export type Catalogue = typeof catalogue
export type FailureKind = keyof Catalogue

/** The one error a request may end in: what the client is told, nothing more. */
export class RegistryError extends Error {
  readonly kind: FailureKind
  readonly code: number

  constructor(kind: FailureKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
    this.code = catalogue[kind][0]
  }

  /** First three digits of the code. */
  get status(): number {
    return this.code > 999 ? Math.floor(this.code / 100) : this.code
  }
}

/** Builds the catalogue's error of that kind; the caller throws it. */
export function failure<K extends FailureKind>(
  kind: K,
  ...detail: Parameters<Catalogue[K][1]>
): RegistryError {
  // The row's own parameter list was checked by the signature above.
  const message = catalogue[kind][1] as (...parts: unknown[]) => string
  return new RegistryError(kind, message(...detail))
}

/** Every kind with its code, for the documentation and its test. */
export function failureKinds(): readonly (readonly [FailureKind, number])[] {
  return Object.entries(catalogue).map(([kind, row]) => [kind as FailureKind, row[0]])
}
