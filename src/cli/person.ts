import { Fault, type Viewer } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import {
  likeNamedWords,
  lookAtPerson,
  lookForLikeNamed,
  type PersonLook,
  type RecordDeps,
  recordInWords,
} from '../record/index.ts'
import { actingAs, refuseNoPlace } from './acting.ts'
import { type CliCall, type CliCommand, textOption } from './command.ts'
import { knownAt } from './known-at.ts'
import { personsWanted, told, type Wanted, wantedPerson } from './wanted-person.ts'

export const command: CliCommand = {
  words: 'person',
  summary: 'the record as somebody would get it, or the refusal',
  usage: `concordat person ID --purpose P --as USER [--role R --organisation O --unit U]
                    [--known-at TIME] [--json]

Prints what USER would be shown of a person for a purpose, or the refusal with its clause. The look, allowed or
refused, is written down first, as "this operating-system user, acting as USER", and the person can see it.

  ID                 an NHS number, or the id in the address of a person's page
  --purpose P        a purpose of the agreement, for instance direct-care
  --as USER          somebody of the made-up place (personas.yaml), or anybody with the three options below
  --role R           role of the agreement
  --organisation O   partner of the agreement
  --unit U           ward, team or practice, as the feeds write it
  --known-at TIME    what happened and what was so as it was known at that time: YYYY-MM-DD, or ISO with a zone
  --json             prints {outcome, view} for each person shown, or {outcome, refusal}

Exits 1 where nothing was shown.`,
  joins: true,
  options: {
    purpose: { type: 'string' },
    as: { type: 'string' },
    role: { type: 'string' },
    organisation: { type: 'string' },
    unit: { type: 'string' },
    'known-at': { type: 'string' },
  },
  async run(call) {
    const wanted = wantedPerson(call)
    const purpose = textOption(call.values, 'purpose')
    const user = textOption(call.values, 'as')
    if (!purpose) throw new Fault('a look needs a purpose', '--purpose', 'Give --purpose P.')
    if (!user) throw new Fault('a look needs somebody who looks', '--as', 'Give --as USER.')
    const at = knownAt(call.values)
    refuseNoPlace(call.settings)
    const place = await openPlace(call.settings, call)
    try {
      const actor = actingAs(call, user, place.agreement)
      const looks = await lookAtEach(place, { actor, purpose }, { wanted, at })
      return print(call, told(looks))
    } finally {
      await place.close()
    }
  },
}

/** What the page says beside the record: that somebody else on the ward has a name like this. */
type PrintedLook = PersonLook & { likeNamed?: string }

/** Two records that contradict each other can carry one number: each is a look of its own. */
async function lookAtEach(
  place: RecordDeps,
  viewer: Viewer,
  { wanted, at }: { wanted: Wanted; at: Date | undefined },
): Promise<PrintedLook[]> {
  const ids = await personsWanted(place.databases.care.short, wanted)
  return Promise.all(
    ids.map(async (id) => {
      const look = await lookAtPerson(place, viewer, id, { ...WHAT, at })
      if (look.outcome !== 'allowed') return look
      const count = await lookForLikeNamed(place, viewer, look.view)
      const likeNamed = likeNamedWords(look.view, count)
      return likeNamed === undefined ? look : { ...look, likeNamed }
    }),
  )
}

const WHAT = { what: 'record printed by the command line' }
function print({ json, out }: CliCall, looks: readonly PrintedLook[]): 0 | 1 {
  if (json) out(JSON.stringify(looks))
  else for (const look of looks) out(recordInWords(look, look.likeNamed).join('\n'))
  return looks.some(({ outcome }) => outcome === 'allowed') ? 0 : 1
}
