package io.crossmem.message;

import io.crossmem.internal.protocol.Condition;

/**
 * What a thread can wait for. A {@link Request} is its own condition, so that a wait allocates
 * nothing; this class is between the two because the public class cannot name an internal type.
 */
abstract class Awaitable implements Condition {}
