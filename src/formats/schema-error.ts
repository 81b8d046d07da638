/** Why a text is not a usable schema, in the words of the format's reference library. */
export class SchemaError extends Error {}

/** The text may be a fine schema, but reading or comparing it took more steps than allowed. */
export class WorkExceeded extends SchemaError {}
