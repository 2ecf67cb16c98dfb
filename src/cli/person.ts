import { Fault, isPersonId, type PersonId, type Viewer } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { findIdentities, readNhsNumber } from '../people/index.ts'
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

export const command: CliCommand = {
  words: 'person',
  summary: 'the record as somebody would get it, or the refusal',
  usage: `concordat person ID --purpose P --as USER [--role R --organisation O --unit U] [--json]

Prints what USER would be shown of a person for a purpose, or the refusal with its clause. The look, allowed or
refused, is written down first, as "this operating-system user, acting as USER", and the person can see it.

  ID                 an NHS number, or the id in the address of a person's page
  --purpose P        a purpose of the agreement, for instance direct-care
  --as USER          somebody of the made-up place (personas.yaml), or anybody with the three options below
  --role R           role of the agreement
  --organisation O   partner of the agreement
  --unit U           ward, team or practice, as the feeds write it
  --json             prints {outcome, view} or {outcome, refusal} for each person found

Exits 1 where nothing was shown.`,
  options: {
    purpose: { type: 'string' },
    as: { type: 'string' },
    role: { type: 'string' },
    organisation: { type: 'string' },
    unit: { type: 'string' },
  },
  async run(call) {
    const wanted = wantedPerson(call)
    const purpose = textOption(call.values, 'purpose')
    const user = textOption(call.values, 'as')
    if (!purpose) throw new Fault('a look needs a purpose', '--purpose', 'Give --purpose P.')
    if (!user) throw new Fault('a look needs somebody who looks', '--as', 'Give --as USER.')
    refuseNoPlace(call.settings)
    const place = await openPlace(call.settings, call)
    try {
      const actor = actingAs(call, user, place.agreement)
      const looks = await lookAtEach(place, { actor, purpose }, wanted)
      return print(call, looks)
    } finally {
      await place.close()
    }
  },
}

type Wanted = { nhsNumber: string } | { personId: PersonId }

function wantedPerson({ positionals }: CliCall): Wanted {
  const id = positionals.join(' ').trim()
  if (id === '') throw new Fault('nobody was named', 'person', 'Give an NHS number or an id.')
  if (isPersonId(id)) return { personId: id }
  const read = readNhsNumber(id)
  if (read.ok) return { nhsNumber: read.number }
  throw new Fault(
    `this is neither an NHS number nor an id: ${read.why}`,
    'person ID',
    'Correct it: the id stands in the address of a person’s page.',
  )
}

/** What the page says beside the record: that somebody else on the ward has a name like this. */
type PrintedLook = PersonLook & { likeNamed?: string }

/** Two records that contradict each other can carry one number: each is a look of its own. */
async function lookAtEach(
  place: RecordDeps,
  viewer: Viewer,
  wanted: Wanted,
): Promise<PrintedLook[]> {
  const found =
    'personId' in wanted
      ? [[wanted.personId]]
      : await findIdentities(place.databases.care.short, wanted)
  const ids = found.length === 0 ? [NOBODY] : found.map(([personId]) => personId!)
  const looks: PrintedLook[] = []
  for (const id of ids) {
    const look = await lookAtPerson(place, viewer, id, WHAT)
    const count = look.outcome === 'allowed' ? await lookForLikeNamed(place, viewer, look.view) : 0
    const likeNamed = look.outcome === 'allowed' ? likeNamedWords(look.view, count) : undefined
    looks.push(likeNamed === undefined ? look : { ...look, likeNamed })
  }
  return looks
}

const WHAT = { what: 'record printed by the command line' }
/** an id that no source person can have, so that asking for nobody is written down as well */
const NOBODY = '00000000-0000-8000-8000-000000000000' as PersonId

function print({ json, out }: CliCall, looks: readonly PrintedLook[]): 0 | 1 {
  if (json) out(JSON.stringify(looks))
  else for (const look of looks) out(recordInWords(look, look.likeNamed).join('\n'))
  return looks.some(({ outcome }) => outcome === 'allowed') ? 0 : 1
}
