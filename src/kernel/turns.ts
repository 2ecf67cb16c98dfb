/** Does one thing after the other, in the order in which they were asked; one that fails does not stop the next. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>

export function turns(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const done = last.then(work)
    last = done.catch(() => {})
    return done
  }
}
