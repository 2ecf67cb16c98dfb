import type { TestContext } from 'node:test'
import type { PowerRow } from '../src/access/index.ts'
import { actorAt } from '../src/agreement/index.ts'
import { addDays, dayInLondon, type Viewer } from '../src/kernel/index.ts'
import type { Place } from '../src/main.ts'
import { personaById, readPersonas } from '../src/shell/index.ts'
import { openTestPlace } from './open-place.ts'

export const BODY = 'partnership-board'
const PERSONAS = 'places/southmere'

/** Everybody of Southmere's board, saying and doing by the commands by which anybody does. */
export async function openBoardPlace(
  t: TestContext,
  how: Parameters<typeof openTestPlace>[1] = {},
) {
  const opened = await openTestPlace(t, how)
  const { place, clock } = opened
  const viewerOf = somebodyIn(place)
  /** What it answers: its result, or the code of its refusal. */
  const does = async <T = Record<string, string>>(
    by: string,
    what: string,
    input: object,
  ): Promise<T> => {
    const name = `board.${what}`
    const answer = await place.call(name, { viewer: viewerOf(by, name), input })
    if (answer.ok) return answer.result as T
    if ('refusal' in answer) throw new Refused(answer.refusal.code, answer.refusal.sentence)
    throw new Error(
      `${name}: ${answer.faults.map(({ path, sentence }) => `${path}: ${sentence}`).join()}`,
    )
  }
  const refused = async (by: string, what: string, input: object): Promise<string> => {
    try {
      await does(by, what, input)
    } catch (error) {
      if (error instanceof Refused) return error.code
      throw error
    }
    return 'done'
  }
  const today = () => dayInLondon(clock.now())
  return {
    ...opened,
    does,
    refused,
    viewerOf,
    today,
    /** a meeting in so many days, at ten */
    async meetingIn(days: number): Promise<string> {
      const input = { body: BODY, on: addDays(today(), days), at: '10:00', where: 'The town hall' }
      return (await does('una.byrne', 'call-meeting', input)).meeting!
    },
    /** an item that both chairs agree on */
    async agreed(title: string, more: object = {}): Promise<string> {
      const { item } = await does('ruth.adeyemi', 'propose-item', {
        body: BODY,
        title,
        kind: 'decision',
        ...more,
      })
      await does('colin.webb', 'agree-item', {
        item,
        answer: 'agree',
        ...('urgent' in more ? { reason: 'The same' } : {}),
      })
      return item!
    },
    /** the meeting begins with these in the room */
    async begin(meeting: string, present: readonly string[] = EVERYBODY): Promise<void> {
      await does('una.byrne', 'minute', { meeting, event: 'begin' })
      for (const member of present)
        await does('una.byrne', 'minute', { meeting, event: 'in', member })
    },
    async votes(item: string, answers: Readonly<Record<string, string>>): Promise<void> {
      for (const [by, answer] of Object.entries(answers)) await does(by, 'vote', { item, answer })
    },
  }
}

/** Somebody of the personas, or a member whom only the clause of the body names. */
function somebodyIn(place: Place): (id: string, name: string) => Viewer {
  return (id, name) => {
    const agreement = place.agreement.current()!
    const body = agreement.table<{ members: { id: string; name: string; party: string }[] }>('body')
    const member = body.flatMap(({ members }) => members).find((one) => one.id === id)
    const persona = personaById(readPersonas(PERSONAS), id)
    const somebody = persona ?? { ...member!, role: 'board-member', organisation: member!.party }
    const power = agreement
      .table<PowerRow>('power')
      .find(({ role, does }) => role === somebody.role && does.includes(name))
    return { actor: actorAt(agreement, somebody), purpose: power?.purpose ?? 'partnership' }
  }
}

export const EVERYBODY = [
  'ruth.adeyemi',
  'ian.croft',
  'leo.brandt',
  'colin.webb',
  'sunita.rao',
  'bea.lindley',
]
export const ALL_FOR = Object.fromEntries(EVERYBODY.map((one) => [one, 'for']))

export class Refused extends Error {
  readonly code: string
  constructor(code: string, sentence: string) {
    super(`${code}: ${sentence}`)
    this.code = code
  }
}
