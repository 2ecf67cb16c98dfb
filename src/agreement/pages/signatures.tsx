import type { ReactNode } from 'react'
import { Details, formatDateTime, SummaryList } from '../../shell/index.ts'
import type { Agreement } from '../agreement.ts'

/** Who signed for each side, and how anybody can check it without us. */
export function Signatures(props: { agreement: Agreement; now: Date }): ReactNode {
  const { agreement, now } = props
  const party = (id: string) => agreement.parties.find((one) => one.id === id)?.name ?? id
  return (
    <section aria-labelledby="signatures">
      <h2 id="signatures">Signed by both sides</h2>
      <SummaryList
        rows={agreement.sides.map((side) => ({
          key: `For ${side.name}`,
          value: (
            <>
              {agreement.signatures
                .filter((one) => one.side === side.id)
                .map((one) => (
                  <p key={one.officer}>
                    <strong>{one.name}</strong>, {one.post}, {party(one.party)}
                    <span className="cc-learnt">{formatDateTime(one.time, now)}</span>
                  </p>
                ))}
            </>
          ),
        }))}
      />
      <Details summary="Check the signatures yourself">
        <p>
          Both sides signed this one number, the hash of every word of the agreement. If a comma
          changed, it would be another:
        </p>
        <p className="cc-code">{agreement.hash}</p>
        <p>With the folder of the agreement and this program, anybody can check it:</p>
        <p className="cc-code">bin/concordat agreement verify FOLDER</p>
      </Details>
    </section>
  )
}
