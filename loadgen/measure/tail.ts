/**
 * That a load ended early is known only when later seconds may have come already. So many of the last ones are kept as
 * they came, to be left out still: a stop grants 1 s, and a worker that isn't done 10 s after its time is given up.
 */
export const tailSeconds = 10;
