/**
 * A pure function that remembers what it answered to the last `most` texts that it was given: for what is worked out
 * from the same text again and again, as the clauses of an agreement are at every reading. The answer is shared, so
 * it must never be changed. What was thrown is not remembered, nor what is asked of a text longer than `longest`.
 */
export function remember<R>(
  most: number,
  work: (text: string) => R,
  longest = Number.POSITIVE_INFINITY,
): (text: string) => R {
  const known = new Map<string, R>()
  return (text) => {
    if (text.length > longest) return work(text)
    const before = known.get(text)
    if (before !== undefined) return before
    const answer = work(text)
    if (known.size >= most) known.delete(known.keys().next().value!)
    known.set(text, answer)
    return answer
  }
}
