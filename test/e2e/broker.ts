import { randomUUID } from 'node:crypto'
import { Kafka, logLevel } from 'kafkajs'
import { requireUrl, skipReason } from '../storage/services.ts'
import { mockIsWanted, startMockBroker } from './mock-broker.ts'

/** Why tests with a Kafka broker are skipped, or undefined where there is one. */
export const noBroker = mockIsWanted ? undefined : skipReason('kafka')

export type Broker = {
  /** Produces the values to a new topic and answers what a consumer group reads there. */
  readonly roundTrip: (values: readonly Buffer[]) => Promise<readonly Buffer[]>
  readonly close: () => Promise<void>
}

/** Connects to the running broker, or starts librdkafka's mock cluster where that is wanted. */
export async function openBroker(): Promise<Broker> {
  const mock = mockIsWanted ? await startMockBroker() : undefined
  const brokers = (mock?.address ?? requireUrl('kafka')).split(',')
  // A topic that is just being created is logged as an error, then tried again.
  const kafka = new Kafka({ clientId: 'schemarium-tests', brokers, logLevel: logLevel.NOTHING })
  return {
    roundTrip: async (values) => {
      const topic = `schemarium-${randomUUID()}`
      await produce(kafka, topic, values)
      return consume(kafka, topic, values.length)
    },
    close: async () => mock?.stop(),
  }
}

async function produce(kafka: Kafka, topic: string, values: readonly Buffer[]): Promise<void> {
  const producer = kafka.producer({ allowAutoTopicCreation: true })
  await producer.connect()
  try {
    const messages = values.map((value) => ({ key: 'one partition', value }))
    await producer.send({ topic, messages })
  } finally {
    await producer.disconnect()
  }
}

async function consume(kafka: Kafka, topic: string, count: number): Promise<readonly Buffer[]> {
  const consumer = kafka.consumer({ groupId: topic, allowAutoTopicCreation: false })
  const { promise, resolve } = Promise.withResolvers<readonly Buffer[]>()
  const received: Buffer[] = []
  await consumer.connect()
  try {
    await consumer.subscribe({ topic, fromBeginning: true })
    await consumer.run({
      eachMessage: async ({ message }) => {
        if (message.value) received.push(message.value)
        if (received.length === count) resolve(received)
      },
    })
    return await promise
  } finally {
    await consumer.disconnect()
  }
}
