import { checkSubject } from '../../model/subject.ts'
import { tagVersion } from '../../registry/tag-version.ts'
import { type Route, route } from '../route.ts'
import { targetSubject, versionSpec } from '../target.ts'
import { registrationAnswer } from '../wire/schema-answer.ts'
import { tagRequest, tagsBody } from '../wire/tags-body.ts'

export const tagRoutes: readonly Route[] = [
  route({
    method: 'POST',
    path: '/subjects/:subject/versions/:version/tags',
    summary: 'Register a version with other tags, metadata or rules',
    body: { type: tagsBody, name: 'modifyTags' },
    handle: async (call) => {
      const { registry, body, freshness } = call
      const subject = await targetSubject(call)
      // The reference looks at the name before it looks at the version.
      checkSubject(subject)
      const asked = { spec: versionSpec(call), request: tagRequest(body) }
      return registrationAnswer(await tagVersion(registry, subject, asked, freshness))
    },
  }),
]
