import { z } from 'zod'
import { type Route, route } from '../route.ts'

/** Reported where clients ask for a version, as the line of Confluent's server that we follow. */
const compatibleVersion = '8.5.0-0'

export const metadataRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/',
    summary: 'Answer an empty object',
    rootOnly: true,
    handle: () => ({}),
  }),
  route({
    method: 'POST',
    path: '/',
    summary: 'Answer an empty object',
    rootOnly: true,
    body: { type: z.unknown() },
    handle: () => ({}),
  }),
  route({
    method: 'GET',
    path: '/v1/metadata/id',
    summary: 'Get the ids of the cluster',
    handle: () => ({
      scope: {
        path: [],
        clusters: { 'kafka-cluster': 'schemarium', 'schema-registry-cluster': 'schema-registry' },
      },
    }),
  }),
  route({
    method: 'GET',
    path: '/v1/metadata/version',
    summary: 'Get the version',
    handle: () => ({ version: compatibleVersion, commitId: '0'.repeat(40) }),
  }),
  route({
    method: 'GET',
    path: '/v1/metadata/deployment',
    summary: 'Get attributes of the deployment',
    handle: () => ({ attributes: [] }),
  }),
]
