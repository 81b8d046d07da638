/** What one route of the registry takes and how it can refuse. */
export type Route = {
  readonly query?: readonly string[]
  /** Specific codes; those of section `general` apply to all. */
  readonly codes?: readonly number[]
}

const page = ['offset', 'limit']
const version = [42202, 40401, 40402]
const associations = ['resourceType', 'associationType', 'lifecycle', ...page]

/** Every route of the reference registry that this one serves, as `METHOD /path`. */
export const routes: Readonly<Record<string, Route>> = {
  'GET /': {},
  'POST /': {},
  'GET /v1/metadata/id': {},
  'GET /v1/metadata/version': {},
  'GET /v1/metadata/deployment': {},

  'GET /subjects': { query: ['subjectPrefix', 'deleted', 'deletedOnly', ...page] },
  'POST /subjects/{s}': {
    query: ['normalize', 'format', 'deleted'],
    codes: [42201, 40401, 40403],
  },
  'GET /subjects/{s}/metadata': {
    query: ['key', 'value', 'format', 'deleted'],
    codes: [40401, 40403],
  },
  'DELETE /subjects/{s}': {
    query: ['permanent'],
    codes: [40401, 40404, 40405, 40904, 42205, 42206],
  },

  'GET /subjects/{s}/versions': {
    query: ['deleted', 'deletedOnly', 'deletedAsNegative', ...page],
    codes: [40401],
  },
  'POST /subjects/{s}/versions': {
    query: ['normalize', 'format', 'force'],
    codes: [42201, 42205, 42208, 42209, 42210, 40901],
  },
  'GET /subjects/{s}/versions/{v}': {
    query: ['format', 'referenceFormat', 'deleted', 'findTags'],
    codes: version,
  },
  'GET /subjects/{s}/versions/{v}/schema': { query: ['format', 'deleted'], codes: version },
  'GET /subjects/{s}/versions/{v}/referencedby': { query: ['deleted', ...page], codes: version },
  'DELETE /subjects/{s}/versions/{v}': {
    query: ['permanent'],
    codes: [...version, 40406, 40407, 40907, 42205, 42206],
  },
  'POST /subjects/{s}/versions/{v}/tags': {
    codes: [42208, ...version, 42210, 42201, 40901, 42205, 42209],
  },

  'GET /schemas': {
    query: ['subjectPrefix', 'aliases', 'deleted', 'latestOnly', 'ruleType', ...associations],
  },
  'GET /schemas/ids/{id}': {
    query: ['subject', 'format', 'referenceFormat', 'findTags', 'fetchMaxId'],
    codes: [40403, 404],
  },
  'GET /schemas/ids/{id}/schema': { query: ['subject', 'format'], codes: [40403] },
  'GET /schemas/ids/{id}/subjects': { query: ['subject', 'deleted', ...page], codes: [40403] },
  'GET /schemas/ids/{id}/versions': { query: ['subject', 'deleted', ...page], codes: [40403] },
  'GET /schemas/guids/{guid}': { query: ['format'], codes: [40403] },
  'GET /schemas/guids/{guid}/ids': {},
  'GET /schemas/types': {},

  'GET /config': { query: ['defaultToGlobal'] },
  'PUT /config': { codes: [42203, 42210, 42205] },
  'DELETE /config': { codes: [42205] },
  'GET /config/{s}': { query: ['defaultToGlobal'], codes: [40408] },
  'PUT /config/{s}': { codes: [42203, 42210, 42208, 42205] },
  'DELETE /config/{s}': { codes: [40401, 42205] },
  'GET /mode': { query: ['defaultToGlobal'] },
  'PUT /mode': { query: ['force'], codes: [42204, 42205, 42206] },
  'DELETE /mode': { query: ['recursive'] },
  'GET /mode/{s}': { query: ['defaultToGlobal'], codes: [40409] },
  'PUT /mode/{s}': { query: ['force'], codes: [42208, 42204, 42205, 42206] },
  'DELETE /mode/{s}': { query: ['recursive'], codes: [40401] },

  'POST /compatibility/subjects/{s}/versions/{v}': {
    query: ['normalize', 'verbose'],
    codes: [42202, 40402, 42201],
  },
  'POST /compatibility/subjects/{s}/versions': {
    query: ['normalize', 'verbose'],
    codes: [42201],
  },

  'GET /contexts': { query: ['contextPrefix', ...page] },
  'DELETE /contexts/{c}': { codes: [42211, 405, 400] },

  'GET /associations/subjects/{s}': { query: associations },
  'GET /associations/resources/{ns}/{name}': { query: associations },
  'GET /associations/resources/{id}': { query: associations },
  'POST /associations': {
    query: ['context', 'dryRun'],
    codes: [42212, 40903, 40904, 40905, 40907, 42205, 42206],
  },
  'PUT /associations/resources/{id}': {
    query: ['context', 'dryRun'],
    codes: [42212, 40901],
  },
  'DELETE /associations/resources/{id}': {
    query: ['resourceType', 'associationType', 'cascadeLifecycle', 'dryRun'],
    codes: [40410, 40908, 42205],
  },
  'POST /associations:batchGet': { query: ['includeSchemas'], codes: [42212] },
  'POST /associations:batchMutate': { query: ['context', 'dryRun'], codes: [42212] },
}

/** Codes that belong to no route: whatever is asked may end in them. */
export const general: readonly number[] = [400, 404, 405, 406, 413, 414, 415, 422, 431]

/** Codes of the contract that no request to a healthy server brings about, and why. */
export const unreachable: Readonly<Record<number, string>> = {
  401: 'there is no authentication yet',
  500: 'an internal fault; none is known',
  40902: 'never raised by the reference registry either',
  42207: 'replaced by 42205 in the reference registry',
  50001: 'needs a store that fails',
  50002: 'needs a store that does not answer',
  50003: 'nothing is forwarded: every instance writes',
  50004: 'there is no leader',
}
