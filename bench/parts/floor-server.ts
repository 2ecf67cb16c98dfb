import fastify from 'fastify'
import { openDatabases, openLog } from '../../src/kernel/index.ts'

/**
 * What no page can go below: an answer of so many bytes over the same sockets by the same server, with one indexed
 * read before it and one durable row. `floor-server.ts DATA_FOLDER PORT`; `/floor/PERSON/BYTES`.
 */
const [dataFolder, port] = process.argv.slice(2) as [string, string]
const databases = await openDatabases({ dataFolder }, openLog('silent'))
const { owner, care } = databases
await owner.short.query('create table if not exists public.floor (person uuid)')
await owner.short.query('grant insert on public.floor to concordat_care')

const read = (person: string) => ({
  name: 'floor.read',
  text: 'select said from people.person where person_id = $1',
  values: [person],
})
const write = (person: string) => ({
  name: 'floor.write',
  text: 'insert into public.floor values ($1)',
  values: [person],
})

const app = fastify()
app.get('/', async () => 'ready')
app.get<{ Params: { person: string; bytes: string } }>(
  '/floor/:person/:bytes',
  async ({ params: { person, bytes } }, reply) => {
    await care.short.query(read(person))
    await care.short.query(write(person))
    return reply.type('text/html; charset=utf-8').send('x'.repeat(Number(bytes)))
  },
)
await app.listen({ port: Number(port), host: 'localhost' })

process.once('SIGTERM', async () => {
  await app.close()
  await databases.close()
})
