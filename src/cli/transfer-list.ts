import { Fault } from '../kernel/index.ts'
import { openPlace } from '../main.ts'
import { formatDate, formatWait, plural } from '../shell/index.ts'
import { type Leaving, lookAtLeaving, STATES, taskWords, written } from '../transfer/index.ts'
import { ACTING_OPTIONS, ACTING_USAGE, refuseNoPlace, viewerActing } from './acting.ts'
import { type CliCommand, textOption } from './command.ts'
import { knownAt } from './known-at.ts'

const WHAT = 'list of who leaves hospital, printed by the command line'
const MINUTE_MS = 60_000

export const command: CliCommand = {
  words: 'transfer list',
  summary: 'who is in hospital, who can leave, what they wait for and who holds it',
  usage: `concordat transfer list --as USER [--ward W] [--state all|ready|waiting] [--known-at TIME] [--page N] [--json]

Prints whoever is in hospital and USER may see: those who have waited longest come first, a hundred a page. Each of them
is a look, written down first, and they can see it.

${ACTING_USAGE}
  --ward W           only that ward
  --state S          ready: whoever can leave; waiting: of those, whoever has waited already
  --known-at TIME    as it was known at that time: YYYY-MM-DD, or ISO with a zone; now where it is left out
  --page N           which hundred of them; where there are fewer pages, nobody is printed or looked at
  --json             {at, people: [{person, stay, name, ward, bed, council, admitted_at, expected_at, ready_at,
                     ready_by: [SIDE], pathway, waits_minutes, tasks: [{id, task, holder, waits_for, opened_at}],
                     next}]}; beside these: of, pages, councils, state, and of a task holders and state.
                     Refused: {people: [], refusal}

Exits 1 where it is refused.`,
  options: {
    ...ACTING_OPTIONS,
    ward: { type: 'string' },
    state: { type: 'string' },
    page: { type: 'string' },
    'known-at': { type: 'string' },
  },
  async run(call) {
    const { values, settings, json, out } = call
    const state = STATES.find((one) => one === (textOption(values, 'state') ?? 'all'))
    if (state === undefined) {
      throw new Fault('there is no such state', '--state', `Give one of ${STATES.join(', ')}.`)
    }
    const at = knownAt(values)
    const ward = textOption(values, 'ward')
    const page = Number(textOption(values, 'page') ?? 1)
    if (!Number.isSafeInteger(page) || page < 1) {
      throw new Fault('there is no such page', '--page', 'Give a whole number, 1 for the first.')
    }
    refuseNoPlace(settings)
    const place = await openPlace(settings, call)
    try {
      const viewer = viewerActing(call, place.agreement)
      const refusal = place.whyNot(viewer, 'transfer.read')
      if (refusal !== undefined) {
        out(json ? JSON.stringify({ people: [], refusal }) : refusal.sentence)
        return 1
      }
      const list = await lookAtLeaving(place, viewer, {
        ...{ what: WHAT, state, ward, at, page },
        exactly: true,
      })
      if (json) {
        const { pages, of } = list.page
        const told = { at: list.at.toISOString(), people: list.people.map(asJson) }
        out(JSON.stringify({ ...told, page, pages, of }))
      } else {
        for (const one of list.people) out(lineOf(one, list.at))
        out(plural(list.page.of, 'person', 'people') + onPage(page, list.page.pages))
        if (ward !== undefined && list.page.of === 0) out(onNoWard(ward))
      }
      return 0
    } finally {
      await place.close()
    }
  },
}

function onPage(page: number, pages: number): string {
  if (page > pages) return `; there is no page ${page} of them, the last is page ${pages}`
  return pages < 2 ? '' : `; page ${page} of ${pages}`
}

function onNoWard(ward: string): string {
  return `Nobody whom you may see is on ${ward} now. Write a ward as the hospital does, like "Ward 6".`
}

/** A row as `--json` has it. */
export function asJson({ person, read, waited, next, bed }: Leaving) {
  const { counted, stay, places } = read
  return {
    person: person.personId,
    stay: counted.id,
    name: person.who.name,
    ward: counted.unit ?? null,
    bed: bed ?? null,
    council: places.councils[0] ?? null,
    councils: places.councils,
    admitted_at: counted.start ?? null,
    expected_at: stay.expected.at(-1)?.at ?? null,
    ready_at: stay.ready === undefined ? null : written(stay.ready.at),
    ready_by: stay.ready?.sides ?? [],
    state: stay.state,
    pathway: counted.pathway ?? null,
    waits_minutes: waited,
    tasks: stay.tasks
      .filter(({ closed }) => closed === undefined)
      .map(({ id, kind, holders, waitsFor, opened, state }) => ({
        id,
        task: kind,
        holder: holders[0] ?? null,
        holders,
        waits_for: waitsFor ?? null,
        opened_at: written(opened),
        state,
      })),
    next: next === undefined ? null : nextWords(next),
  }
}

function nextWords({ what, whose }: { what: string; whose: readonly string[] }): string {
  return whose.length === 0 ? what : `${whose.join(' and ')}: ${what}`
}

function lineOf({ person, read, waited, next }: Leaving, now: Date): string {
  const { counted, stay } = read
  const ready =
    stay.ready === undefined
      ? 'not ready'
      : `ready, has waited ${formatWait(waited * MINUTE_MS)}${stay.state === 'ready' ? ' (one side only)' : ''}`
  const came = counted.start === undefined ? '' : `in since ${formatDate(counted.start, now)}; `
  const open = stay.tasks.filter(({ closed }) => closed === undefined)
  const waits =
    open.length === 0 ? '' : `; waits for ${open.map(({ kind }) => taskWords(kind)).join(', ')}`
  const then = next === undefined ? '' : `; next: ${nextWords(next)}`
  return `${counted.id}  ${person.who.name}, ${counted.unit ?? 'no ward said'}; ${came}${ready}${waits}${then}`
}
