const health = {
  type: 'object',
  properties: {
    status: { type: 'string' },
    store: { type: 'string', description: 'The kind of store.' },
    reasons: { type: 'array', items: { type: 'string' } },
  },
  required: ['status'],
}

function healthPath(summary: string, description: string) {
  const content = { 'application/json': { schema: health } }
  return {
    get: {
      tags: ['Operation'],
      summary,
      description,
      servers: [{ url: '/' }],
      responses: {
        200: { description: 'Yes', content },
        503: { description: 'No', content },
      },
    },
  }
}

function documentPath(summary: string, type: string) {
  return {
    get: {
      tags: ['Operation'],
      summary,
      servers: [{ url: '/' }],
      responses: { 200: { description: 'Success', content: { [type]: {} } } },
    },
  }
}

const readiness = healthPath(
  'Tell whether the server can answer',
  'Ready, degraded (the store fails, what is in memory still answers) or not ready.',
)

/** Routes for whoever runs the server. */
export const operatorPaths = {
  '/health/live': healthPath('Tell that the process runs', 'Never asks the store.'),
  '/health/ready': readiness,
  '/_health': readiness,
  '/health/startup': healthPath('Tell whether the server is up', 'Once it listens, always yes.'),
  '/metrics': documentPath("Metrics in Prometheus' text format", 'text/plain'),
  '/openapi.json': documentPath('This description', 'application/json'),
  '/docs': documentPath('This description for people', 'text/html'),
}
