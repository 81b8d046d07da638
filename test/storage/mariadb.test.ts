import { openMysql } from '../../src/storage/mysql.ts'
import { storageContract } from './contract.ts'
import { mysqlDatabase } from './mysql-database.ts'
import { requireUrl, skipReason } from './services.ts'

const skip = skipReason('mariadb')

storageContract('mariadb', async () => openMysql(requireUrl('mariadb')), { skip })
mysqlDatabase('mariadb')
