package io.crossmem.demo;

import java.util.function.Function;

/**
 * A way to transfer bytes: a column of the table.
 *
 * @param intoOwner whether bytes go from the taker to the owner; otherwise the reverse
 * @param prepare makes the objects that are reused for one layout; not timed
 */
record Way(String name, boolean intoOwner, Function<Layout, Transfer> prepare) {}
