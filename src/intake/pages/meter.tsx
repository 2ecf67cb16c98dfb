import type { ReactNode } from 'react'
import { ChartWithTable, capital, plural, Table } from '../../shell/index.ts'
import { LOOK_DAYS } from '../looks-of-parties.ts'
import type { Reciprocity } from '../reciprocity.ts'
import { BadgeTag, type Base, certificateHref, hoursWords } from './certificate.tsx'
import type { ToldCount } from './told-count.ts'

/** Every feed with its badge, then what each party gives and what it gets, each with its chart. */
export function Meter(props: {
  parties: readonly Reciprocity[]
  counts: ToldCount
  pictures: { gives: string | undefined; gets: string | undefined }
  base: Base
}): ReactNode {
  const { parties, counts, pictures, base } = props
  const feeds = parties.flatMap((party) => party.feeds)
  const failing = feeds.filter(({ badge }) => badge === 'fail')
  const givers = parties.filter((party) => party.feeds.length > 0)
  return (
    <>
      <p className="cc-lead">
        {failing.length === 0
          ? `${plural(feeds.length, 'feed', 'feeds')}, and none of them fails.`
          : `${plural(failing.length, 'feed fails', 'feeds fail')}: ${failing.map(({ name }) => name).join(', ')}.`}
      </p>
      <h2>Feeds</h2>
      <Table
        caption="Every feed, by the same rules"
        hideCaption
        columns={[
          {
            head: 'Feed',
            cell: ({ source, name }) => <a href={certificateHref(source, base)}>{capital(name)}</a>,
          },
          { head: 'Badge', cell: ({ badge }) => <BadgeTag badge={badge} /> },
          { head: 'Sent', cell: ({ sent }) => counts.number(sent), align: 'right' },
          {
            head: 'Usable',
            cell: ({ usable, sent }) => (sent === 0 ? '' : counts.share(usable, sent)),
            align: 'right',
          },
        ]}
        rows={feeds}
        rowKey={({ source }) => source}
      />
      <h2>What each party gives</h2>
      <Pictured picture={pictures.gives} says="Items that can be used, by party">
        <Table
          caption="Items that can be used, in the last twelve months"
          columns={[
            { head: 'Party', cell: nameCell },
            { head: 'Items', cell: ({ items }) => counts.number(items), align: 'right' },
          ]}
          rows={givers}
          rowKey={({ party }) => party}
        />
      </Pictured>
      <Table
        caption="How good it is, and how much others look at it"
        columns={[
          { head: 'Party', cell: nameCell },
          {
            head: 'Of what must be filled, is',
            cell: ({ filled }) => (filled === null ? '' : `${filled}%`),
            align: 'right',
          },
          {
            head: 'Half of it comes within',
            cell: ({ hours }) => (hours === null ? 'not known yet' : hoursWords(hours)),
          },
          {
            head: `Looks of others’ staff, in ${plural(LOOK_DAYS, 'day', 'days')}`,
            cell: ({ given }) => counts.looks(given),
            align: 'right',
          },
        ]}
        rows={givers}
        rowKey={({ party }) => party}
      />
      <h2>What each party gets</h2>
      <Pictured picture={pictures.gets} says="Looks at what others give, by party">
        <Table
          caption={`Looks by its staff at what others give, in ${plural(LOOK_DAYS, 'day', 'days')}`}
          columns={[
            { head: 'Party', cell: nameCell },
            { head: 'Looks', cell: ({ gets }) => counts.looks(gets), align: 'right' },
          ]}
          rows={parties}
          rowKey={({ party }) => party}
        />
      </Pictured>
    </>
  )
}

function nameCell({ name, side }: Reciprocity): ReactNode {
  return (
    <>
      {name}
      <span className="cc-learnt">{side ?? 'beside both sides'}</span>
    </>
  )
}

/** Without a picture where no bar may be told. */
function Pictured(props: {
  picture: string | undefined
  says: string
  children: ReactNode
}): ReactNode {
  const { picture, says, children } = props
  if (picture === undefined) return children
  return (
    <ChartWithTable picture={picture} says={says}>
      {children}
    </ChartWithTable>
  )
}
