import type { Agreement } from '../agreement/index.ts'

/** Who stands behind a source: what people call it, its party and side, and the post that answers for it. */
export type Standing = { name: string; party?: string; side?: string; desk?: string }

/** A row of the table that clauses of the kind `feed` compile to. */
type FeedRow = { id: string; party: string; name: string; answers?: { post: string } }

/** As the agreement in effect has it; a source that it does not name stands on no side. */
export function standingOf(agreement: Agreement | undefined): (source: string) => Standing {
  const parties = new Map((agreement?.parties ?? []).map((party) => [party.id, party]))
  const feeds = new Map((agreement?.table<FeedRow>('feed') ?? []).map((feed) => [feed.id, feed]))
  return (source) => {
    const feed = feeds.get(source)
    if (feed === undefined) return { name: source }
    const { name, side } = parties.get(feed.party) ?? { name: feed.party, side: undefined }
    return {
      name: feed.name,
      party: name,
      ...(side ? { side } : {}),
      ...(feed.answers === undefined ? {} : { desk: feed.answers.post }),
    }
  }
}
