package io.crossmem.message;

/**
 * Source, tag and length of a message.
 *
 * @param source rank of the sender
 * @param tag of the message
 * @param bytes its length, which may be less than the buffer's
 */
public record Status(int source, int tag, long bytes) {}
