import type { FastifyInstance } from 'fastify'
import type { FindsLooks } from './find-looks.ts'
import { register as registerFindLooks } from './pages/find-looks.tsx'
import { register as registerForAnother } from './pages/for-another.tsx'
import { registerGovernance } from './pages/governance.tsx'
import { register as registerKept } from './pages/kept.tsx'
import { register as registerApart } from './pages/kept-apart.tsx'
import { register as registerLooks } from './pages/looks.tsx'
import { register as registerMe } from './pages/me.tsx'
import { register as registerBundle } from './pages/me-bundle.ts'
import { registerEverything } from './pages/me-everything.ts'
import { register as registerNotes } from './pages/notes-to-settle.tsx'
import { register as registerPerson } from './pages/person.tsx'
import { register as registerKnown } from './pages/person-known.tsx'
import type { RecordPlace } from './pages/person-place.ts'
import { registerPublicQuestions } from './pages/public-questions.tsx'
import { registerQuestions } from './pages/questions.tsx'
import { register as registerSearch } from './pages/search.tsx'
import { registerWatch } from './pages/watch.tsx'

/** Finding a person, their page, who has looked, a resident's own page. */
export function registerPages(app: FastifyInstance, given: RecordPlace & FindsLooks): void {
  const place = { ...given, feeds: remembered(given.feeds) }
  registerSearch(app, place)
  registerPerson(app, place)
  registerKnown(app, place)
  registerKept(app, place)
  registerLooks(app, place)
  registerFindLooks(app, place)
  registerMe(app, place)
  registerBundle(app, place)
  registerEverything(app, place)
  registerForAnother(app, place)
  registerQuestions(app, place)
  registerPublicQuestions(app, place)
  registerNotes(app, place)
  registerApart(app, place)
  registerWatch(app, place)
  registerGovernance(app, place)
}

const FEEDS_AGE_MS = 2_000

/** What the place has heard is the same on everybody's page: asked at most every two seconds. */
function remembered(feeds: RecordPlace['feeds']): RecordPlace['feeds'] {
  let answer: ReturnType<RecordPlace['feeds']> | undefined
  let askedAt = 0
  return () => {
    if (answer === undefined || performance.now() - askedAt > FEEDS_AGE_MS) {
      askedAt = performance.now()
      answer = feeds()
      answer.catch(() => {
        answer = undefined
      })
    }
    return answer
  }
}
