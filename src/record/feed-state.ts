/** A feed as `intake` knows it; taken as an argument because that room lies below this one. */
export type FeedState = {
  /** the source under which its files are loaded */
  feed: string
  name: string
  /** ISO; absent: it has never been heard */
  lastArrivedAt?: string
  late: boolean
  /** what it told proves nothing until it speaks again: it has been silent for longer than this, `14 days` */
  silentFor?: string
  /** YYYY-MM-DD: the newest day as at which its returns spoke */
  asAt?: string
  /** YYYY-MM-DD: the newest day of which it listed all that is open, of a feed that does so again and again */
  listedTo?: string
  /** what its party says of its being late, as sentences */
  explained?: string
}
