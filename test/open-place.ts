import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { FastifyInstance } from 'fastify'
import { loadFiles } from '../src/intake/index.ts'
import { fixedClock, openLog, readSettings } from '../src/kernel/index.ts'
import { testDatabases } from '../src/kernel/testing.ts'
import { openPlace, type Place } from '../src/main.ts'
import type { House } from '../src/rooms.ts'
import { servePlace } from '../src/serve.ts'
import { quietPort } from './quiet-port.ts'

/** All of Southmere in this process, with a database and a data folder of its own, and a clock to be moved. */
export type OpenedPlace = {
  place: Place
  clock: ReturnType<typeof fixedClock>
  dataFolder: string
  /** the pages, to be asked without a socket */
  serve(): Promise<FastifyInstance>
  /** the same over a socket, at the place's origin */
  listen(): Promise<FastifyInstance>
  /** does everything that is due, and what follows from that */
  settle(): Promise<void>
  /** a file of a source comes, all of it can be read, and all that follows is done */
  arrives(source: string, name: string, text: string): Promise<void>
}

export async function openTestPlace(
  t: TestContext,
  {
    at = '2026-03-10T09:00:00Z',
    env = {},
    house,
  }: { at?: string; env?: Record<string, string>; house?: House } = {},
): Promise<OpenedPlace> {
  const databases = await testDatabases(t)
  const dataFolder = mkdtempSync(join(tmpdir(), 'concordat-place-'))
  t.after(() => rmSync(dataFolder, { recursive: true, force: true }))
  const clock = fixedClock(at)
  const own = { CONCORDAT_DATA: dataFolder, PORT: String(await quietPort()) }
  const settings = readSettings({ ...own, ...env })
  const place = await openPlace(settings, { databases, clock, log: openLog('silent'), house })
  t.after(async () => {
    await place.errands.close()
    await place.news.close()
    await place.trail.close()
  })
  const serve = async () => {
    const app = await servePlace(place)
    t.after(() => app.close())
    return app
  }
  const settle = async () => {
    while ((await place.errands.runDue()) > 0);
  }
  let files = 0
  return {
    place,
    clock,
    dataFolder,
    serve,
    async listen() {
      const app = await serve()
      await app.listen({ port: settings.port, host: 'localhost' })
      return app
    },
    settle,
    async arrives(source, name, text) {
      const path = join(dataFolder, `${files++}-${name}`)
      writeFileSync(path, text)
      const { files: loaded } = await loadFiles(place, [path], source)
      const wrong = loaded.filter(({ quarantined }) => quarantined > 0)
      if (wrong.length > 0) throw new Error(`not read: ${JSON.stringify(wrong)}`)
      await settle()
    },
  }
}
