/** Something in the books that cannot be so. */
export type Breach = {
  readonly rule: string
  readonly clause: string
  /** an account, a transfer by its number, a fund or a month */
  readonly where: string
  readonly what: string
}
