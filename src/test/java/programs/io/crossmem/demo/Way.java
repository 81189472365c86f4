package io.crossmem.demo;

import java.util.function.Function;

/**
 * A way for bytes to go: a column of the table.
 *
 * @param intoOwner whether from the taker into the owner, or else the other way round
 * @param prepare makes what is used again and again for one layout; not timed
 */
record Way(String name, boolean intoOwner, Function<Layout, Transfer> prepare) {}
