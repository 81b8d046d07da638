import { z } from 'zod'
import type { TagRequest } from '../../registry/tag-version.ts'
import { metadataBody, ruleSetBody } from './annotations.ts'
import { integer, optional, string } from './json.ts'
import { schemaTagsBody } from './schema-body.ts'

/** Body of a change of tags, metadata or rules. */
export const tagsBody = z.object({
  newVersion: optional(integer).describe('Number of the new version; the next one if left out.'),
  tagsToAdd: optional(z.array(schemaTagsBody)),
  tagsToRemove: optional(z.array(schemaTagsBody)),
  metadata: optional(metadataBody).describe('Metadata in place of those of the version.'),
  ruleSet: optional(ruleSetBody).describe('Rules in place of those of the version.'),
  rulesToMerge: optional(ruleSetBody).describe('Rules to add or replace, by name.'),
  rulesToRemove: optional(z.array(string)).describe('Names of rules to leave out.'),
})

/** The change as the registry takes it. */
export function tagRequest(body: z.output<typeof tagsBody>): TagRequest {
  const { newVersion, tagsToAdd, tagsToRemove, ...rest } = body
  return {
    ...rest,
    newVersion: newVersion ?? 0,
    tagsToAdd: tagsToAdd ?? [],
    tagsToRemove: tagsToRemove ?? [],
  }
}
