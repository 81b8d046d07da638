import { avro } from '../../../src/formats/avro/avro.ts'
import { formatContract } from '../contract.ts'

const order = {
  type: 'record',
  name: 'Order',
  namespace: 'shop',
  fields: [
    { name: 'id', type: 'long' },
    { name: 'state', type: { type: 'enum', name: 'State', symbols: ['OPEN', 'PAID'] } },
    { name: 'lines', type: { type: 'array', items: { type: 'map', values: 'double' } } },
    { name: 'next', type: ['null', 'Order'], default: null },
    { name: 'before', type: ['null', 'State'], default: null },
  ],
}
const user = (...fields: readonly unknown[]) =>
  JSON.stringify({ type: 'record', name: 'User', namespace: 'app', fields })
const name = { name: 'name', type: 'string' }

formatContract(avro, {
  valid: [
    JSON.stringify(order, null, 2),
    '"string"',
    '{"type": "bytes", "logicalType": "decimal", "scale": 2, "precision": 9}',
    '["null", {"type": "fixed", "name": "Hash", "size": 16}, "int"]',
    '{"type":"error","name":"Failure","fields":[{"name":"code","type":"float","default":1.50}]}',
    user(name),
  ],
  garbage: [
    '',
    ' ',
    '{',
    'null',
    '7',
    '{}',
    '"User"',
    '{"type":"record"}',
    '[["int"]]',
    '"int" "int"',
  ],
  spellings: [
    user(name),
    '{ "namespace":"app" , "name":"User", "type":"record", "fields":[{"type":{"type":"string"},"name":"name"}] }',
    '{"type":"record","name":"app.User","fields":[{"name":"name","type":"string","order":"ASCENDING"}]}',
  ],
  referring: {
    text: user({ name: 'home', type: 'geo.Place' }),
    reference: {
      name: 'geo.Place',
      subject: 'place',
      version: 1,
      text: '{"type":"record","name":"Place","namespace":"geo","fields":[{"name":"lat","type":"double"}]}',
    },
  },
  evolution: { older: user({ ...name, type: 'int' }), newer: user({ ...name, type: 'long' }) },
  taggable: { text: user(name), entity: { entityPath: 'app.User.name', entityType: 'sr_field' } },
  oddNames: {
    text: user({ name: '__proto__', type: 'int' }, { name: 'constructor', type: 'int' }),
    fields: ['__proto__', 'constructor'],
  },
  nested: {
    deepest: 1000,
    text: (levels) => `${'{"type":"array","items":'.repeat(levels)}"int"${'}'.repeat(levels)}`,
  },
})
