/** Ends a stopped user's code at a request. */
class UserStopped extends Error {}

/** A single instance, so that no stack is collected per user. */
export const USER_STOPPED = new UserStopped("the user leaves");
