/** What pages of the room do. */
export const READ = 'fund.read'
export const MATCH = 'fund.match'
