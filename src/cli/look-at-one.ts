import type { PersonId, Refusal, Viewer } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import type { Place } from '../room.ts'
import { refuseNoPlace, viewerActing } from './acting.ts'
import type { CliCall, ExitCode } from './command.ts'
import { personsWanted, told, wantedPerson } from './wanted-person.ts'

type Looked =
  | { readonly outcome: 'allowed' }
  | { readonly outcome: 'refused'; readonly refusal: Pick<Refusal, 'sentence'> }
  | { readonly outcome: 'unknown' }
type Allowed<Look> = Extract<Look, { readonly outcome: 'allowed' }>

/**
 * Looks at whoever a command names and tells what may be told; where none of it may, why, and exit code 1.
 *
 * @param empty the field of the JSON that a refusal leaves without anything
 */
export async function lookAtOne<Look extends Looked>(
  call: CliCall,
  empty: string,
  look: (place: Place, viewer: Viewer, id: PersonId) => Promise<Look>,
  tell: (look: Allowed<Look>, place: Place) => ExitCode | Promise<ExitCode>,
): Promise<ExitCode> {
  return aboutPersons(call, async (place, viewer, ids) => {
    const { json, out } = call
    const [found] = told(await Promise.all(ids.map((id) => look(place, viewer, id))))
    if (found?.outcome === 'allowed') return tell(found as Allowed<Look>, place)
    const refusal = found?.outcome === 'refused' ? found.refusal : { sentence: 'Nobody was found.' }
    out(json ? JSON.stringify({ [empty]: [], refusal }) : refusal.sentence)
    return 1
  })
}

/** Opens the place for whoever acts, and for whom a command names: a source person of each identity that is meant. */
export async function aboutPersons(
  call: CliCall,
  ask: (place: Place, viewer: Viewer, ids: readonly PersonId[]) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { settings } = call
  const wanted = wantedPerson(call)
  refuseNoPlace(settings)
  const place = await openPlace(settings, call)
  try {
    const viewer = viewerActing(call, place.agreement)
    return await ask(place, viewer, await personsWanted(place.databases.care.short, wanted))
  } finally {
    await place.close()
  }
}
