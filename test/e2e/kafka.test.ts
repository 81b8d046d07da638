import { randomBytes } from 'node:crypto'
import {
  AvroDeserializer,
  AvroSerializer,
  type Client,
  JsonDeserializer,
  JsonSerializer,
  ProtobufDeserializer,
  ProtobufSerializer,
  SchemaRegistryClient,
  SerdeType,
} from '@confluentinc/schemaregistry'
import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningServer, startServer } from '../server.ts'
import { type Broker, noBroker, openBroker } from './broker.ts'
import { ask } from './client.ts'
import { orderMessage, protobufRegistry } from './order-proto.ts'

let server: RunningServer
let broker: Broker

beforeAll(async () => {
  if (noBroker !== undefined) return
  server = await startServer()
  broker = await openBroker()
}, 60_000)

afterAll(async () => {
  if (noBroker !== undefined) return
  await broker.close()
  await server.stop()
}, 30_000)

/** Clients with caches of their own: one that produces and one that has never seen the schemas. */
const confluent = (mount: string): SchemaRegistryClient =>
  new SchemaRegistryClient({ baseURLs: [`${server.url}${mount}`], maxRetries: 0 })
const kafkajs = (mount: string) =>
  new SchemaRegistry({ host: `${server.url}${mount}`, retry: { retries: 0 } })

const named = (name: string) => `${name}-${randomBytes(5).toString('hex')}`

const address = JSON.stringify({
  ...{ type: 'record', namespace: 'shop', name: 'Address' },
  fields: [{ name: 'city', type: 'string' }],
})
const customer = JSON.stringify({
  ...{ type: 'record', namespace: 'shop', name: 'Customer' },
  fields: [
    { name: 'name', type: 'string' },
    { name: 'home', type: 'shop.Address' },
    { name: 'work', type: ['null', 'shop.Address'], default: null },
  ],
})
const ada = { name: 'Ada', home: { city: 'London' }, work: { city: 'Turin' } }

const mounts = [
  ['at the root', ''],
  ['with a context in the base URL', '/contexts/.team-a'],
] as const

describe.skipIf(noBroker !== undefined).each(mounts)(
  `messages over Kafka${noBroker === undefined ? '' : ` (skipped: ${noBroker})`}, registered %s`,
  (_where, mount) => {
    test('Avro by Confluent’s client, registered automatically', async () => {
      const topic = named('plain')
      const conf = { autoRegisterSchemas: true }
      const serializer = new AvroSerializer(confluent(mount), SerdeType.VALUE, conf)
      const sent = [
        { n: 1, s: 'one' },
        { n: 2, s: 'two' },
      ]
      const encoded: Buffer[] = []
      for (const message of sent) encoded.push(await serializer.serialize(topic, message))
      const deserializer = new AvroDeserializer(confluent(mount), SerdeType.VALUE, {})
      const received: unknown[] = []
      for (const bytes of await broker.roundTrip(encoded)) {
        received.push(await deserializer.deserialize(topic, bytes))
      }
      expect(received).toMatchObject(sent)
      expect(await ask(server.url, `GET ${mount}/subjects/${topic}-value/versions`)).toEqual([1])
    }, 60_000)

    test('Avro with references by Confluent’s client, with the latest version', async () => {
      const topic = named('customers')
      const shared = named('address')
      const client = confluent(mount)
      await client.register(shared, { schemaType: 'AVRO', schema: address })
      const references = [{ name: 'shop.Address', subject: shared, version: 1 }]
      const subject = `${topic}-value`
      await client.register(subject, { schemaType: 'AVRO', schema: customer, references })
      const conf = { useLatestVersion: true, autoRegisterSchemas: false }
      const serializer = new AvroSerializer(client, SerdeType.VALUE, conf)
      const [bytes] = await broker.roundTrip([await serializer.serialize(topic, ada)])
      const deserializer = new AvroDeserializer(confluent(mount), SerdeType.VALUE, {})
      const received = await deserializer.deserialize(topic, bytes ?? Buffer.alloc(0))
      expect(received).toMatchObject(ada)
    }, 60_000)

    test('Avro with references by kafkajs', async () => {
      const shared = named('address')
      const registry = kafkajs(mount)
      await registry.register({ type: SchemaType.AVRO, schema: address }, { subject: shared })
      const references = [{ name: 'shop.Address', subject: shared, version: 1 }]
      const { id } = await registry.register(
        { type: SchemaType.AVRO, schema: customer, references },
        { subject: `${named('customers')}-value` },
      )
      const [bytes] = await broker.roundTrip([await registry.encode(id, ada)])
      expect(await kafkajs(mount).decode(bytes ?? Buffer.alloc(0))).toMatchObject(ada)
    }, 60_000)

    test('what one client wrote the other one reads', async () => {
      const topic = named('mixed')
      const subject = `${topic}-value`
      const registry = kafkajs(mount)
      const { id } = await registry.register(
        { type: SchemaType.AVRO, schema: address },
        { subject },
      )
      const client = confluent(mount)
      const conf = { useLatestVersion: true, autoRegisterSchemas: false }
      const serializer = new AvroSerializer(client, SerdeType.VALUE, conf)
      const [first, second] = await broker.roundTrip([
        await registry.encode(id, { city: 'Oslo' }),
        await serializer.serialize(topic, { city: 'Bergen' }),
      ])
      const deserializer = new AvroDeserializer(client, SerdeType.VALUE, {})
      const empty = Buffer.alloc(0)
      expect(await deserializer.deserialize(topic, first ?? empty)).toMatchObject({ city: 'Oslo' })
      expect(await registry.decode(second ?? empty)).toMatchObject({ city: 'Bergen' })
    }, 60_000)

    test('Protobuf with nested imports, registered automatically', async () => {
      const topic = named('orders')
      const conf = { autoRegisterSchemas: true, registry: protobufRegistry() }
      const serializer = new ProtobufSerializer(confluent(mount), SerdeType.VALUE, conf)
      const [bytes] = await broker.roundTrip([await serializer.serialize(topic, orderMessage())])
      const reader = confluent(mount)
      // The client (1.10) asks for imports of imports as text and then reads them as descriptors;
      // it gets them right where its cache has them.
      await reader.getSchemaMetadata('shop/money.proto', 1, true, 'serialized')
      const deserializer = new ProtobufDeserializer(reader, SerdeType.VALUE, {})
      const received = await deserializer.deserialize(topic, bytes ?? Buffer.alloc(0))
      expect(received).toMatchObject({
        id: 'o-1',
        placed: { seconds: 1_790_000_000n },
        lines: [{ article: 'tea', price: { currency: 'EUR', units: 6n } }],
      })
      const registered = await ask<{ schemaType: string; references: { name: string }[] }>(
        server.url,
        `GET ${mount}/subjects/${topic}-value/versions/latest`,
      )
      expect(registered.schemaType).toBe('PROTOBUF')
      expect(registered.references.map(({ name }) => name)).toEqual(['shop/line.proto'])
    }, 60_000)

    test('JSON Schema by Confluent’s client, registered automatically and validated', async () => {
      const topic = named('events')
      const client = confluent(mount)
      const schema = JSON.stringify({
        $schema: 'http://json-schema.org/draft-07/schema#',
        type: 'object',
        properties: { kind: { type: 'string' }, count: { type: 'integer', minimum: 0 } },
        required: ['kind'],
      })
      await client.register(`${topic}-value`, { schemaType: 'JSON', schema })
      const conf = { useLatestVersion: true, autoRegisterSchemas: false, validate: true }
      const serializer = new JsonSerializer(client, SerdeType.VALUE, conf)
      const sent = { kind: 'click', count: 3 }
      const automatic = new JsonSerializer(confluent(mount), SerdeType.VALUE, {
        autoRegisterSchemas: true,
      })
      const other = named('others')
      const [first, second] = await broker.roundTrip([
        await serializer.serialize(topic, sent),
        await automatic.serialize(other, sent),
      ])
      await expect(serializer.serialize(topic, { kind: 'click', count: -1 })).rejects.toThrow()
      const reader = new JsonDeserializer(confluent(mount), SerdeType.VALUE, { validate: true })
      const empty = Buffer.alloc(0)
      expect(await reader.deserialize(topic, first ?? empty)).toEqual(sent)
      expect(await reader.deserialize(other, second ?? empty)).toEqual(sent)
    }, 60_000)
  },
)

test.skipIf(noBroker !== undefined)(
  'a context’s schemas are its own: the same id means another schema elsewhere',
  async () => {
    const [one, other] = [confluent('/contexts/.left'), confluent('/contexts/.right')]
    const [city, street] = ['city', 'street'].map((name) =>
      JSON.stringify({ type: 'record', name: 'Place', fields: [{ name, type: 'string' }] }),
    )
    await one.register('places-value', { schemaType: 'AVRO', schema: city ?? '' })
    await other.register('places-value', { schemaType: 'AVRO', schema: street ?? '' })
    const conf = { useLatestVersion: true, autoRegisterSchemas: false }
    const [left, right] = await broker.roundTrip([
      await new AvroSerializer(one, SerdeType.VALUE, conf).serialize('places', { city: 'Rome' }),
      await new AvroSerializer(other, SerdeType.VALUE, conf).serialize('places', { street: 'Via' }),
    ])
    expect(left?.subarray(0, 5)).toEqual(right?.subarray(0, 5))
    const read = (client: Client, bytes: Buffer | undefined) =>
      new AvroDeserializer(client, SerdeType.VALUE, {}).deserialize(
        'places',
        bytes ?? Buffer.alloc(0),
      )
    expect(await read(confluent('/contexts/.left'), left)).toMatchObject({ city: 'Rome' })
    expect(await read(confluent('/contexts/.right'), right)).toMatchObject({ street: 'Via' })
  },
  60_000,
)
