import type { ReactNode } from 'react'
import { capital } from '../../shell/index.ts'
import type { PlainNews as News, ToldOf } from '../plain-news.ts'

type Props = { readonly news: News; readonly told: ToldOf }

/** What somebody waits for, who has it and what happens next: for whoever leaves, on their page and as a letter. */
export function PlainNews({ news, told }: Props): ReactNode {
  const { leaves, agreed, readySince, waits, next, ring } = news
  const who = told === 'you' ? 'You' : 'They'
  return (
    <>
      <p className="cc-lead">{leadOf(news, who)}</p>
      {leaves !== undefined && !agreed && (
        <p>That day is what the ward expects. It may change, and then it is changed here.</p>
      )}
      {readySince !== undefined && (
        <p>
          {who} have been well enough to leave since {readySince}.
        </p>
      )}
      {waits.length > 0 && (
        <>
          <p>Before {who.toLowerCase()} can leave, this must happen:</p>
          <ul className="cc-items">
            {waits.map(({ what, who: holder }) => (
              <li key={`${what} ${holder}`}>
                {capital(what)}: {holder}
              </li>
            ))}
          </ul>
        </>
      )}
      <p>
        {next}
        {ring !== undefined && ` To ask about it, ring ${ring}.`}
      </p>
    </>
  )
}

function leadOf({ leaves, agreed }: News, who: string): string {
  if (leaves === undefined) return `Nobody has said yet when ${who.toLowerCase()} can leave.`
  return agreed ? `${who} leave hospital ${leaves}.` : `${who} are expected to leave ${leaves}.`
}
