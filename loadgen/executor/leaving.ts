/** Ends a user's task where it stands, between two requests: thrown by its next request once it is to leave. */
class Leaving extends Error {}

/** One for all: it says nothing about where it came from, so no stack is collected per user. */
export const leaving = new Leaving("the user leaves");
