import type { Code } from './code-words.ts'
import type { DataClass } from './data-class.ts'
import type { Dated, Section } from './statement.ts'

/** A line of what is true now: words, who says so, since when it is true, when it was learnt. */
export type NowItem = {
  key: string
  dataClass: DataClass
  what: string
  /** where `what` says that only codes name it: which */
  codes?: readonly Code[]
  /** dose, reaction, visits, telephone */
  more?: string
  /** reason, notes: beside the answer */
  aside?: string
  /** who does it for the source: the provider of a service */
  by?: string
  /** the number to ring about it */
  phone?: string
  sources: readonly string[]
  trueAt?: string
  /** what `trueAt` is the date of; absent: since when it is so */
  dated?: Dated
  endedAt?: string
  /** it goes on, and is meant to end then */
  until?: string
  /** how it ended, where that is not by its own end: no longer in a return */
  ended?: string
  learntAt: string
  /** YYYY-MM-DD: the day as at which the return that says it speaks */
  asAt?: string
  /** says that there is none */
  none?: true
  /** an order not to give it */
  forbids?: true
  /** another source says otherwise, in a sentence */
  conflict?: string
  /** key of the difference that it is part of, where sources do not say the same of one thing */
  differs?: string
  /** what must be known about the line itself: that it may be somebody else's, that it is read in part */
  warnings?: readonly string[]
}

/** What sources do not say the same of, each under its source and its date. */
export type Difference = {
  key: string
  section: Section | 'now'
  dataClass: DataClass
  /** `Warfarin 1mg tablets` */
  about: string
  says: readonly {
    sources: readonly string[]
    /** as people say it: `the practice` */
    calls: readonly string[]
    words: string
    at?: string
    dated?: Dated
    /** when this place last learnt one of them */
    learntAt: string
  }[]
  /** `The practice says 3 mg once a day, the hospital says 8 mg once a day.` */
  sentence: string
}
