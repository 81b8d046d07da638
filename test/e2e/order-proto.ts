import {
  create,
  createFileRegistry,
  createMutableRegistry,
  type DescMessage,
  type Message,
  type MutableRegistry,
} from '@bufbuild/protobuf'
import {
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
  file_google_protobuf_timestamp,
} from '@bufbuild/protobuf/wkt'

const { OPTIONAL, REPEATED } = FieldDescriptorProto_Label
const { STRING, INT64, MESSAGE } = FieldDescriptorProto_Type

const field = (
  name: string,
  number: number,
  type: FieldDescriptorProto_Type,
  rest: { readonly typeName?: string; readonly label?: FieldDescriptorProto_Label } = {},
) => ({ name, number, type, label: OPTIONAL, jsonName: name, ...rest })

const money = create(FileDescriptorProtoSchema, {
  ...{ name: 'shop/money.proto', package: 'shop', syntax: 'proto3' },
  messageType: [{ name: 'Money', field: [field('currency', 1, STRING), field('units', 2, INT64)] }],
})

const line = create(FileDescriptorProtoSchema, {
  ...{ name: 'shop/line.proto', package: 'shop', syntax: 'proto3' },
  dependency: ['shop/money.proto'],
  messageType: [
    {
      name: 'Line',
      field: [field('article', 1, STRING), field('price', 2, MESSAGE, { typeName: '.shop.Money' })],
    },
  ],
})

const order = create(FileDescriptorProtoSchema, {
  ...{ name: 'shop/order.proto', package: 'shop', syntax: 'proto3' },
  dependency: ['shop/line.proto', 'google/protobuf/timestamp.proto'],
  messageType: [
    {
      name: 'Order',
      field: [
        field('id', 1, STRING),
        field('lines', 2, MESSAGE, { typeName: '.shop.Line', label: REPEATED }),
        field('placed', 3, MESSAGE, { typeName: '.google.protobuf.Timestamp' }),
      ],
    },
  ],
})

const files = createFileRegistry(
  create(FileDescriptorSetSchema, {
    file: [file_google_protobuf_timestamp.proto, money, line, order],
  }),
)

/** The messages of three files, each importing the next, as generated code would hold them. */
export function protobufRegistry(): MutableRegistry {
  return createMutableRegistry(...files)
}

/** An order with a line. */
export function orderMessage(): Message {
  const type: DescMessage | undefined = files.getMessage('shop.Order')
  if (!type) throw new Error('no message shop.Order')
  return create(type, {
    id: 'o-1',
    lines: [{ article: 'tea', price: { currency: 'EUR', units: 6n } }],
    placed: { seconds: 1_790_000_000n, nanos: 0 },
  })
}
