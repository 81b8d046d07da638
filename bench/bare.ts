/** What can be had of `node:http` alone: the same 700 bytes for every request, once it is read. */
import { createServer } from 'node:http'

const body = 'x'.repeat(700)
const head = {
  'content-type': 'application/vnd.schemaregistry.v1+json',
  'content-length': body.length,
}

const server = createServer((request, response) => {
  const answer = () => response.writeHead(200, head).end(body)
  if (request.method === 'GET') answer()
  else request.resume().on('end', answer)
})

server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no TCP address')
  console.log(`http://127.0.0.1:${address.port}`)
})
