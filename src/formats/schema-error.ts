/** Why a text is not a usable schema, in the words of the format's reference library. */
export class SchemaError extends Error {}
