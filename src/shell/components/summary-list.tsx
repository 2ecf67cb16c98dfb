import type { ReactNode } from 'react'

export type SummaryRow = {
  key: string
  value: ReactNode
  /** small type under the value: source, date learnt */
  note?: ReactNode
  action?: { href: string; label: string }
}

/** What is true of one thing, as key and value. Rows without a value are left out by the page. */
export function SummaryList(props: { rows: readonly SummaryRow[] }): ReactNode {
  return (
    <dl className="nhsuk-summary-list cc-summary-list">
      {props.rows.map((row) => (
        <div key={row.key} className="nhsuk-summary-list__row nhsuk-summary-list__row--no-actions">
          <dt className="nhsuk-summary-list__key">{row.key}</dt>
          <dd className="nhsuk-summary-list__value">
            {row.value}
            {row.note !== undefined && <span className="cc-learnt">{row.note}</span>}
            {row.action && (
              <>
                {' '}
                <a href={row.action.href}>
                  {row.action.label}
                  <span className="nhsuk-u-visually-hidden">: {row.key}</span>
                </a>
              </>
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}

export type Figure = {
  /** short words under or beside the value: 'ready to go home' */
  label: string
  value: ReactNode
  note?: ReactNode
  tone?: 'alert' | 'good'
  href?: string
}

/** The page's answer in its largest type: one to five figures in a row. */
export function FigureStrip(props: { figures: readonly Figure[]; label?: string }): ReactNode {
  return (
    <ul className="cc-strip" aria-label={props.label ?? 'In short'}>
      {props.figures.map((figure) => (
        <li
          key={figure.label}
          className={`cc-strip__item${figure.tone ? ` cc-strip__item--${figure.tone}` : ''}`}
        >
          <span className="cc-strip__value">{figure.value}</span>
          <span className="cc-strip__label">
            {figure.href ? <a href={figure.href}>{figure.label}</a> : figure.label}
          </span>
          {figure.note !== undefined && <span className="cc-learnt">{figure.note}</span>}
        </li>
      ))}
    </ul>
  )
}
