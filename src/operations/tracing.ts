import type { Span } from '@opentelemetry/api'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from '../config.ts'

export type Tracing = {
  /** Traces the requests of an application that is not ready yet. */
  readonly trace: (app: FastifyInstance) => void
  /** Sends what is waiting and stops; rejects if that cannot be done in a few seconds. */
  readonly close: () => Promise<void>
}

declare module 'fastify' {
  interface FastifyRequest {
    span: Span | undefined
  }
}

type TracingConfig = Pick<Config, 'TRACING_ENDPOINT' | 'TRACING_SAMPLE_RATIO'>

const name = 'schemarium'

/**
 * Starts OpenTelemetry's SDK, which is loaded only here. A span is named by method and route
 * template: no name of a subject or a context is in it.
 */
export async function startTracing(config: TracingConfig, version: string): Promise<Tracing> {
  const [api, core, sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/core'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ])
  const { TRACING_ENDPOINT: url, TRACING_SAMPLE_RATIO: ratio } = config
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ 'service.name': name, 'service.version': version }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter: new OTLPTraceExporter(url === undefined ? {} : { url }),
      }),
    ],
  })
  const tracer = provider.getTracer(name, version)
  const propagator = new core.W3CTraceContextPropagator()
  const start = ({ method, headers, routeOptions }: FastifyRequest): Span => {
    const caller = propagator.extract(api.ROOT_CONTEXT, headers, api.defaultTextMapGetter)
    const route = routeOptions.url ?? 'unmatched'
    const attributes = { 'http.request.method': method, 'http.route': route }
    const options = { kind: api.SpanKind.SERVER, attributes }
    return tracer.startSpan(`${method} ${route}`, options, caller)
  }
  const end = (span: Span | undefined, status: number): void => {
    span?.setAttribute('http.response.status_code', status)
    if (status >= 500) span?.setStatus({ code: api.SpanStatusCode.ERROR })
    span?.end()
  }
  return {
    trace: (app) => traceRequests(app, start, end),
    close: () => inTime(provider.shutdown()),
  }
}

const closeMillis = 3_000

/** The SDK tries to reach its collector for longer than a stopping server should wait. */
function inTime(closing: Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<void>()
  const timer = setTimeout(() => reject(new Error('the collector does not answer')), closeMillis)
  return Promise.race([closing, promise]).finally(() => clearTimeout(timer))
}

function traceRequests(
  app: FastifyInstance,
  start: (request: FastifyRequest) => Span,
  end: (span: Span | undefined, status: number) => void,
): void {
  app.decorateRequest('span', undefined)
  app.addHook('onRequest', (request, _reply, done) => {
    request.span = start(request)
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    end(request.span, reply.statusCode)
    done()
  })
}
