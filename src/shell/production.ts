/**
 * Read before React: its development build renders the same pages ten times slower. Whoever wants the
 * development build says so in NODE_ENV.
 */
process.env.NODE_ENV ??= 'production'
