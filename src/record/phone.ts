/** `01632 960144`: eleven digits are read in two parts. */
export function phoneWords(phone: string | undefined): string | undefined {
  return phone !== undefined && /^0\d{10}$/.test(phone)
    ? `${phone.slice(0, 5)} ${phone.slice(5)}`
    : phone
}
