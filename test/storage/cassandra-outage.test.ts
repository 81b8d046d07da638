import { openStorage } from '../../src/storage/open.ts'
import { outageContract } from './outages.ts'

outageContract('cassandra', openStorage, { resolves: true })
