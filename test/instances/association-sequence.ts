import type { Random } from './random.ts'
import type { Asked } from './sequence.ts'

const topics = ['t1', 't2']
const namespaces = ['a', 'A', 'lkc-1']

/** A random request to one of the routes of associations. */
export function associationRequest(random: Random, mount: string): Asked {
  const name = random.pick(topics)
  const namespace = random.pick(namespaces)
  const one = resource(random, name, namespace)
  const dryRun = random.pick(['', '', '?dryRun=true'])
  const id = `${namespace}-${name}`
  const cascade = random.pick(['', '?cascadeLifecycle=true', '?associationType=value'])
  const op = { opType: random.pick(['CREATE', 'UPSERT', 'DELETE']), ...wanted(random) }
  const { associations: _, ...head } = one
  const send = (method: string, target: string, body: object): Asked => ({
    method,
    target: mount + target,
    body: JSON.stringify(body),
  })
  const get = (target: string): Asked => ({ method: 'GET', target: mount + target })
  return random.pick([
    send('POST', `/associations${dryRun}`, one),
    send('POST', `/associations${dryRun}`, one),
    send('PUT', `/associations/resources/${id}${dryRun}`, one),
    { method: 'DELETE', target: `${mount}/associations/resources/${id}${cascade}` },
    send('POST', '/associations:batchMutate', { requests: [{ ...head, associations: [op] }] }),
    send('POST', '/associations:batchGet?includeSchemas=true', { requests: [head] }),
    get(`/associations/resources/${id}`),
    get(`/associations/resources/${namespace}/${name}`),
    get(`/associations/resources/-/-`),
    get('/associations/subjects/s'),
  ])
}

function resource(random: Random, name: string, namespace: string) {
  return {
    resourceName: name,
    resourceNamespace: namespace,
    resourceId: `${namespace}-${name}`,
    resourceType: 'topic',
    associations: [wanted(random)],
  }
}

function wanted(random: Random): object {
  const associationType = random.pick(['key', 'value'])
  return random.pick<object>([
    { subject: 's', associationType, lifecycle: 'WEAK' },
    { subject: 'shared', associationType, lifecycle: 'WEAK' },
    { associationType, lifecycle: 'STRONG', schema: { schema: '"int"' } },
    { associationType, lifecycle: 'STRONG', frozen: false, schema: { schema: '"long"' } },
  ])
}
