import type { ReactNode } from 'react'

/** Above what a page shows: as what it must be read, so that nobody takes it for something else. */
export function AsideNote({ children }: { children: ReactNode }): ReactNode {
  return (
    <div className="nhsuk-inset-text" role="note">
      <p>{children}</p>
    </div>
  )
}
