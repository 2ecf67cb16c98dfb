/**
 * The books of a fund, written apart from the room: a list of what was done, and every figure worked out from all of
 * it, each time. Nothing of `src/fund` is used. Amounts are whole pence.
 */
export type Done = {
  readonly kind: 'move' | 'reserve' | 'post' | 'void' | 'expire'
  readonly id: string
  /** of what ends a reservation */
  readonly of?: string
  readonly from: string
  readonly to: string
  readonly pence: bigint
  readonly day: string
  readonly learnt: number
}

export type Stands = { posted: bigint; comingIn: bigint; goingOut: bigint }

export class PlainBooks {
  readonly done: Done[] = []

  /** What stands in an account of what was true by a day and known by a time. */
  stands(account: string, day = '9999-12-31', known = Number.POSITIVE_INFINITY): Stands {
    const counted = this.done.filter((one) => one.day <= day && one.learnt <= known)
    const open = counted.filter(
      (one) => one.kind === 'reserve' && !counted.some((other) => other.of === one.id),
    )
    const paid = counted.filter((one) => one.kind === 'move' || one.kind === 'post')
    return {
      posted:
        sum(paid.filter((one) => one.to === account)) -
        sum(paid.filter((one) => one.from === account)),
      comingIn: sum(open.filter((one) => one.to === account)),
      goingOut: sum(open.filter((one) => one.from === account)),
    }
  }

  left(account: string): bigint {
    const { posted, goingOut } = this.stands(account)
    return posted - goingOut
  }

  open(id: string): Done | undefined {
    const found = this.done.find((one) => one.id === id && one.kind === 'reserve')
    return found !== undefined && !this.done.some((one) => one.of === id) ? found : undefined
  }

  /** What of something posted was not taken back yet. */
  leftOf(id: string, back: ReadonlyMap<string, bigint>): bigint {
    const found = this.done.find(
      (one) => one.id === id && (one.kind === 'move' || one.kind === 'post'),
    )
    return (found?.pence ?? 0n) - (back.get(id) ?? 0n)
  }
}

function sum(list: readonly Done[]): bigint {
  return list.reduce((all, one) => all + one.pence, 0n)
}
