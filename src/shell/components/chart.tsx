import type { ReactNode } from 'react'

/**
 * A chart and the table that says the same, beside each other: whoever cannot see the one reads the other, and a
 * keyboard comes to both.
 *
 * @param picture the text of an SVG as `drawChart` gives it, of numbers and labels of ours
 */
export function ChartWithTable(props: {
  /** `''` where there is nothing to draw: then the table stands alone */
  picture: string
  /** what the chart shows, in a sentence: read out in the place of the picture */
  says: string
  /** what the colours mean, or what is missing */
  note?: ReactNode
  children: ReactNode
}): ReactNode {
  if (props.picture === '') return props.children
  return (
    <div className="cc-chart">
      <figure className="cc-chart__picture">
        <div
          role="img"
          aria-label={props.says}
          // biome-ignore lint/security/noDangerouslySetInnerHtml: drawn by us, of numbers and labels that are escaped
          dangerouslySetInnerHTML={{ __html: props.picture }}
        />
        {props.note !== undefined && <figcaption>{props.note}</figcaption>}
      </figure>
      <div>{props.children}</div>
    </div>
  )
}

/** A small picture in a row of a table, beside words that say what it shows: to a screen reader it is nothing. */
export function Spark({ picture }: { picture: string }): ReactNode {
  const drawn = { dangerouslySetInnerHTML: { __html: picture } }
  return <span className="cc-spark" aria-hidden="true" {...drawn} />
}
