/** What pages of this room, and commands of the command line, do beside its commands. */
export const READ = 'measure.read'
export const TRY = 'measure.try'
