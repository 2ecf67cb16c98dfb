import type { FastifyInstance } from 'fastify'
import type { ReactNode } from 'react'
import { PUBLIC } from '../../kernel/index.ts'
import type { Place } from '../../room.ts'
import {
  action,
  BackLink,
  Button,
  beginScreen,
  capital,
  EmptyState,
  formatTime,
  formatWait,
  PostForm,
  plural,
  requireViewer,
  screenOf,
  sendPage,
  Table,
} from '../../shell/index.ts'
import { holderWords, type TransferRule, transferRule } from '../clock-kind.ts'
import { initialsOf } from '../initials.ts'
import { filterOf, leavingAddress } from '../list-choices.ts'
import { type Leaving, type LeavingList, lookAtLeaving } from '../look-at-list.ts'
import { taskWords } from '../task-kind.ts'
import { LIST_PATH } from './people-table.tsx'
import { openTasks, waitWords } from './row-words.tsx'

const WALL = '/transfer/wall'
const SCREEN = '/transfer/wall/screen'
const WHAT =
  'list of who leaves hospital on the wall of a meeting: bed, initials and what they wait for'
/** Nobody is there to ask for it anew. */
const SECONDS = 60

/** The list on a wall for the morning meeting: started by somebody, in whose name it looks until it goes blank. */
export function registerWall(app: FastifyInstance, place: Place): void {
  app.get(WALL, action('transfer.read'), async (request, reply) => {
    if (requireViewer(request, reply) === undefined) return reply
    const address = leavingAddress(WALL, transferRule(place.agreement.current()), request.query)
    const body = <Begin chosen={address.whole.slice(WALL.length)} />
    return sendPage(request, reply, { title: 'Show it on a wall', nav: 'transfer', body })
  })
  app.post(WALL, action('transfer.read'), async (request, reply) => {
    const viewer = requireViewer(request, reply)
    if (viewer === undefined) return reply
    const address = leavingAddress(SCREEN, transferRule(place.agreement.current()), request.query)
    await beginScreen(reply, place, viewer)
    return reply.redirect(address.whole, 303)
  })
  app.get(SCREEN, action(PUBLIC), async (request, reply) => {
    const screen = await screenOf(request, place)
    const rule = transferRule(place.agreement.current())
    const may = (one: NonNullable<typeof screen>) =>
      'viewer' in one && place.whyNot(one.viewer, 'transfer.read') === undefined ? one : undefined
    const shown = screen && may(screen)
    if (shown === undefined || rule === undefined) {
      const why = screen !== undefined && 'over' in screen ? screen.over : []
      return sendPage(request, reply, { title: 'Blank', bare: true, body: <Blank why={why} /> })
    }
    const { viewer, until } = shown
    const address = leavingAddress(SCREEN, rule, request.query)
    const filter = filterOf(address, viewer)
    const list = await lookAtLeaving(place, viewer, {
      ...filter,
      order: filter.order ?? 'bed',
      busy: true,
      what: WHAT,
      page: address.page,
    })
    const where = filter.ward ?? 'Leaving hospital'
    const body = <Wall {...{ list, rule, where, until, name: viewer.actor.name }} />
    reply.header('refresh', String(SECONDS))
    return sendPage(request, reply, { title: where, bare: true, body })
  })
}

function Begin({ chosen }: { chosen: string }): ReactNode {
  return (
    <>
      <BackLink href={`${LIST_PATH}${chosen}`}>Who can leave hospital</BackLink>
      <h1>Show the list on a wall?</h1>
      <p className="cc-lead">
        Of everybody who can leave, or for whom something is open, it shows bed, initials, what is
        open, who holds it and the wait, and no names. Each minute it is made anew, and after 90
        minutes it goes blank.
      </p>
      <p>
        All that is shown is a look in your name, and whoever is on it can see that. You may sign
        out here meanwhile: the screen goes on by itself, and opens nothing else. Under your name,
        at the top, you can end it.
      </p>
      <PostForm action={`${WALL}${chosen}`} label="Show it on a wall">
        <Button>Show it</Button>
      </PostForm>
    </>
  )
}

function Blank({ why }: { why: readonly string[] }): ReactNode {
  return (
    <>
      <h1>This screen is blank</h1>
      {(why.length > 0 ? why : ['Nobody has started it here.']).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <p>
        To show the list again, sign in and start it from <a href={LIST_PATH}>Leaving hospital</a>.
      </p>
    </>
  )
}

type WallProps = {
  list: LeavingList
  rule: TransferRule
  where: string
  until: Date
  name: string
}

function Wall({ list, rule, where, until, name }: WallProps): ReactNode {
  const { people, page, ready, at } = list
  return (
    <>
      <h1>
        {where}: {ready === 0 ? 'nobody' : plural(ready, 'person', 'people')} can leave
      </h1>
      <Table
        caption="Who is in hospital, by bed"
        hideCaption
        columns={[
          { head: 'Bed', nowrap: true, cell: (one) => <Bed one={one} alone={where} /> },
          { head: 'Who', nowrap: true, cell: ({ person }) => initialsOf(person.who.name) },
          { head: 'Open', cell: (one) => <Open one={one} now={at} rule={rule} /> },
          { head: 'Waited', align: 'right', nowrap: true, cell: ({ waited }) => waitWords(waited) },
        ]}
        rows={people}
        rowKey={({ read }) => read.counted.id}
        tone={({ waited }) => (waited > 1_440 ? 'alert' : undefined)}
        empty={<EmptyState title="Nobody can leave, and nothing is open." />}
      />
      <p className="cc-bare__small">
        Made at {formatTime(at)}
        {page.pages > 1 && `, ${page.from} to ${page.to} of ${page.of}`}. Started by {name}; it goes
        blank at {formatTime(until)}.
      </p>
    </>
  )
}

/** On a wall of one ward its name stands above already. */
function Bed({ one, alone }: { one: Leaving; alone: string }): ReactNode {
  const unit = one.read.counted.unit ?? ''
  return [unit === alone ? '' : unit, one.bed ?? ''].filter(Boolean).join(', ')
}

function Open(props: { one: Leaving; now: Date; rule: TransferRule }): ReactNode {
  const { one, now, rule } = props
  const open = openTasks(one, now)
  if (open.length === 0) return one.read.stay.ready === undefined ? '' : 'Nothing open'
  return open.map(({ id, kind, holders, heldSince }) => (
    <div key={id}>
      {capital(taskWords(kind))}: <b>{holderWords(rule, holders)}</b>,{' '}
      <span className="cc-bare__wait">{formatWait(now.getTime() - heldSince * 60_000)}</span>
    </div>
  ))
}
