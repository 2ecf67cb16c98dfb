/**
 * How a feed is read where standards leave it to the sender: which field holds what, whose its numbers are. A feed
 * that declares nothing is read as HL7 UK A.3 and ITK say.
 */
export type FeedReading = {
  /** the authority whose numbers stand in `Patient.id`; absent where the server makes its own */
  patients?: string
  /** authority as messages write it → system as resources write it, for numbers that are one */
  systems: Readonly<Record<string, string>>
  /** addresses of the servers whose resources it passes on, its own first; absent: the first that it ever names */
  servers?: readonly string[]
}

export const STANDARD_READING: FeedReading = { systems: {} }

export function feedReading(_source: string): FeedReading {
  return STANDARD_READING
}
