/** What pages of the room do. */
export const READ = 'board.read'
