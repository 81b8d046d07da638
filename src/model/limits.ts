/** Bounds on everything a client sends; each is checked before the value is believed. */
export const limits = {
  /** Request body, bytes. */
  bodyBytes: 4 * 1024 * 1024,
  /** Nesting of the request's own JSON. */
  bodyDepth: 64,
  /** Keys and values of the request's own JSON, counted by its punctuation. */
  bodyValues: 20_000,
  /** All request headers together, bytes. */
  headerBytes: 16 * 1024,
  /** Request target (path and query), bytes. */
  targetBytes: 8 * 1024,
  /** Schema text as sent and in canonical form, bytes of UTF-8. */
  schemaBytes: 1024 * 1024,
  /** Subject name, alias, compatibility group, bytes of UTF-8. */
  subjectBytes: 1024,
  /** Context name with its leading dot, bytes of UTF-8. */
  contextBytes: 255,
  /** Metadata, rule set and tags of one schema or one config together, bytes of JSON. */
  annotationBytes: 256 * 1024,
  /** JSON nesting of an Avro or JSON schema. */
  jsonDepth: 1000,
  /** Nesting of Protobuf messages, groups and option values. */
  protobufDepth: 100,
  /** Characters of one number in a schema. */
  numberLength: 1000,
  /** Schemas in the transitive closure of one schema's references. */
  referenceCount: 1000,
  /** Characters of their texts in all. */
  referenceCharacters: 8 * 1024 * 1024,
  /** Length of a chain of references. */
  referenceDepth: 64,
  /** Counted steps of one parse or comparison. */
  workSteps: 5_000_000,
  /** Backstop for the same, milliseconds of wall clock in a worker. */
  workMillis: 10_000,
  /** Highest schema id. */
  maxId: 2 ** 31 - 1,
} as const
