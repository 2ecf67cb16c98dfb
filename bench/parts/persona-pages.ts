import { join } from 'node:path'
import { openDatabases, openLog } from '../../src/kernel/index.ts'
import { readPersonas } from '../../src/shell/index.ts'
import { signIn } from '../../test/sign-in.ts'
import type { Question, Served } from './served.ts'

/** Different people in turn, so that no page is shown twice in a row to the same viewer. */
const SHOWN_MAX = 200

/**
 * What each persona opens: their first page, and the page of a person. Whom it leads to are opened, and else those of
 * whom most is known, as far as they are all shown or all refused.
 */
export async function personaPages(
  served: Served,
  registered: readonly string[],
): Promise<Map<string, Question>> {
  const personas = readPersonas(join(import.meta.dirname, '../../places/southmere'))
  const questions = new Map<string, Question>()
  for (const { id } of personas.flatMap(({ people }) => people)) {
    const cookie = await signIn(served.origin, id)
    const first = await open(served, '/', cookie)
    questions.set(`${id}: first page`, { cookie, paths: ['/'], status: first.status })
    const led = [...first.text.matchAll(/href="(\/people\/[0-9a-f-]{36})"/g)].map(([, to]) => to!)
    const paths = led.length > 0 ? [...new Set(led)] : registered.map((one) => `/people/${one}`)
    const { status } = await open(served, paths[0]!, cookie)
    const what = status === 200 ? 'person page' : 'refused page'
    questions.set(`${id}: ${what}`, { cookie, paths: paths.slice(0, SHOWN_MAX), status })
  }
  return questions
}

async function open({ origin }: Served, path: string, cookie: string) {
  const headers = { accept: 'text/html', cookie }
  const answer = await fetch(origin + path, { headers, redirect: 'manual' })
  return { status: answer.status, text: await answer.text() }
}

/**
 * Of the people who are registered with the GP's practice and are on no ward now, those of whom most is known: they
 * are the ones whose pages are opened.
 */
export async function registeredPeople(
  folder: string,
): Promise<{ people: string[]; version: string }> {
  const databases = await openDatabases({ dataFolder: folder }, openLog('silent'))
  try {
    const { rows } = await databases.owner.short.query<{ person_id: string }>(
      `select person_id from people.person p
        where said #>> '{gpPractice,code}' = 'Y90001' and source = 'southmere-gp'
          and not exists (select from people.link l join record.event e on e.person_id = any(l.members)
            where l.person_id = p.person_id and e.kind = 'stay' and e.status = 'active'
              and e.superseded_at is null)
        order by (select count(*) from people.link l join record.event e
          on e.person_id = any(l.members) where l.person_id = p.person_id) desc, person_id
        limit $1`,
      [SHOWN_MAX],
    )
    const version = await databases.owner.short.query<{ version: string }>(
      "select current_setting('server_version') as version",
    )
    return {
      people: rows.map(({ person_id }) => person_id),
      version: version.rows[0]!.version,
    }
  } finally {
    await databases.close()
  }
}
