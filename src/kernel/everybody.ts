/**
 * What everybody may do, signed in or not. An action that is not this needs a clause: a command rests on it where
 * what it needs is in the command itself, such as the signatures under a text.
 */
export const PUBLIC = 'public'
